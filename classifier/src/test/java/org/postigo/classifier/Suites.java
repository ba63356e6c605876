package org.postigo.classifier;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the public conformance suites, which are not part of the project: in the folder that {@code POSTIGO_SUITES}
 * names, or in {@code shared/suites} beside the checkout.
 */
public final class Suites {
    private Suites() {}

    /** The cases of a file; empty if the folder is not there. A folder without the file is an error. */
    public static Optional<List<Map<String, Object>>> cases(String file) throws IOException {
        Optional<Path> folder = folder();
        if (folder.isEmpty()) {
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(folder.get().resolve(file))) {
            var cases = new ArrayList<Map<String, Object>>();
            for (Object item :
                    list(new Json(new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)).read())) {
                cases.add(map(item));
            }
            return Optional.of(cases);
        }
    }

    private static Optional<Path> folder() {
        String named = System.getenv("POSTIGO_SUITES");
        if (named != null && !named.isBlank()) {
            return Optional.of(Path.of(named));
        }
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path folder = at.resolve("shared/suites");
            if (Files.isDirectory(folder)) {
                return Optional.of(folder);
            }
        }
        return Optional.empty();
    }

    /** A JSON array. */
    public static List<?> list(Object value) {
        return (List<?>) value;
    }

    /** A JSON object. */
    public static Map<String, Object> map(Object value) {
        var map = new LinkedHashMap<String, Object>();
        ((Map<?, ?>) value).forEach((key, item) -> map.put((String) key, item));
        return map;
    }

    /** Just enough JSON for the suites: the classifier has no JSON library. */
    private static final class Json {
        private final String text;
        private int at;

        Json(String text) {
            this.text = text;
        }

        Object read() {
            skip();
            char c = text.charAt(at);
            return switch (c) {
                case '[' -> array();
                case '{' -> object();
                case '"' -> string();
                default -> scalar();
            };
        }

        private List<Object> array() {
            var items = new ArrayList<>();
            at++;
            for (skip(); text.charAt(at) != ']'; skip()) {
                items.add(read());
                skip();
                if (text.charAt(at) == ',') {
                    at++;
                }
            }
            at++;
            return items;
        }

        private Map<String, Object> object() {
            var items = new LinkedHashMap<String, Object>();
            at++;
            for (skip(); text.charAt(at) != '}'; skip()) {
                String key = string();
                skip();
                at++;
                items.put(key, read());
                skip();
                if (text.charAt(at) == ',') {
                    at++;
                }
            }
            at++;
            return items;
        }

        private String string() {
            var value = new StringBuilder();
            for (at++; text.charAt(at) != '"'; at++) {
                char c = text.charAt(at);
                if (c == '\\') {
                    c = text.charAt(++at);
                    switch (c) {
                        case 'n' -> value.append('\n');
                        case 'r' -> value.append('\r');
                        case 't' -> value.append('\t');
                        case 'b' -> value.append('\b');
                        case 'f' -> value.append('\f');
                        case 'u' -> {
                            value.append((char) Integer.parseInt(text.substring(at + 1, at + 5), 16));
                            at += 4;
                        }
                        default -> value.append(c);
                    }
                } else {
                    value.append(c);
                }
            }
            at++;
            return value.toString();
        }

        private Object scalar() {
            int from = at;
            while ("+-.eE0123456789truefalsn".indexOf(text.charAt(at)) >= 0) {
                at++;
            }
            String word = text.substring(from, at);
            return switch (word) {
                case "true" -> true;
                case "false" -> false;
                case "null" -> "";
                default -> Double.valueOf(word);
            };
        }

        private void skip() {
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
        }
    }
}
