package org.postigo.mail.message;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The value and parameters of Content-Type and Content-Disposition (RFC 2045 §5.1, RFC 2183, RFC 2231), read leniently:
 * blanks in unquoted values, missing quotes and encoded words in values are let pass. Where a name is given twice, the
 * first counts.
 *
 * @param value before the first semicolon, lower case
 * @param all by name, lower case
 */
record Parameters(String value, Map<String, String> all) {
    private static final Parameters NONE = new Parameters("", Map.of());
    private static final int MAX_SEGMENTS = 1_000;

    static Parameters of(Optional<HeaderField> field) {
        return field.map(some -> parse(Fields.readable(some.raw()))).orElse(NONE);
    }

    Optional<String> get(String name) {
        return Optional.ofNullable(all.get(name));
    }

    /** @param text unfolded */
    static Parameters parse(String text) {
        int semicolon = text.indexOf(';');
        String value = semicolon < 0 ? text : text.substring(0, semicolon);
        var reader = new Reader(text);
        return new Parameters(
                value.strip().toLowerCase(Locale.ROOT), semicolon < 0 ? Map.of() : reader.read(semicolon + 1));
    }

    /** A piece of a continued parameter (RFC 2231 §3). */
    private record Segment(String text, boolean encoded) {}

    private static final class Reader {
        private final String text;
        private final Map<String, String> plain = new HashMap<>();
        private final Map<String, TreeMap<Integer, Segment>> continued = new HashMap<>();
        private int segments;

        Reader(String text) {
            this.text = text;
        }

        Map<String, String> read(int from) {
            int at = from;
            while (at < text.length() && segments < MAX_SEGMENTS) {
                int nameEnd = at;
                while (nameEnd < text.length() && text.charAt(nameEnd) != '=' && text.charAt(nameEnd) != ';') {
                    nameEnd++;
                }
                String name = text.substring(at, nameEnd).strip().toLowerCase(Locale.ROOT);
                if (nameEnd < text.length() && text.charAt(nameEnd) == '=') {
                    var value = new StringBuilder();
                    at = value(nameEnd + 1, value);
                    keep(name, value.toString());
                } else {
                    at = nameEnd;
                }
                at++;
            }
            return result();
        }

        /** Reads a value; returns the offset of the semicolon behind it, or the text's length. */
        private int value(int from, StringBuilder into) {
            int at = from;
            while (at < text.length() && text.charAt(at) <= ' ') {
                at++;
            }
            if (at < text.length() && text.charAt(at) == '"') {
                for (at++; at < text.length() && text.charAt(at) != '"'; at++) {
                    // A backslash escapes only what needs it: Windows paths are common in file names.
                    if (text.charAt(at) == '\\'
                            && at + 1 < text.length()
                            && (text.charAt(at + 1) == '"' || text.charAt(at + 1) == '\\')) {
                        at++;
                    }
                    into.append(text.charAt(at));
                }
                while (at < text.length() && text.charAt(at) != ';') {
                    at++;
                }
                return at;
            }
            int end = text.indexOf(';', at);
            end = end < 0 ? text.length() : end;
            into.append(text.substring(at, end).strip());
            return end;
        }

        private void keep(String name, String value) {
            segments++;
            int star = name.indexOf('*');
            if (star < 0) {
                plain.putIfAbsent(name, EncodedWords.decode(value));
                return;
            }
            boolean encoded = name.endsWith("*");
            String number = name.substring(star + 1, name.length() - (encoded && name.length() > star + 1 ? 1 : 0));
            if (number.length() > 3 || !number.chars().allMatch(c -> c >= '0' && c <= '9')) {
                return;
            }
            continued
                    .computeIfAbsent(name.substring(0, star), any -> new TreeMap<>())
                    .putIfAbsent(number.isEmpty() ? 0 : Integer.parseInt(number), new Segment(value, encoded));
        }

        private Map<String, String> result() {
            Map<String, String> all = new HashMap<>(plain);
            // RFC 2231 §4: who understands the extended form prefers it.
            continued.forEach((name, pieces) -> all.put(name, join(pieces)));
            return Map.copyOf(all);
        }

        private static String join(TreeMap<Integer, Segment> pieces) {
            var octets = new ByteArrayOutputStream();
            String charset = "";
            for (Map.Entry<Integer, Segment> piece : pieces.entrySet()) {
                String text = piece.getValue().text();
                if (!piece.getValue().encoded()) {
                    octets.writeBytes(text.getBytes(StandardCharsets.UTF_8));
                    continue;
                }
                int first = text.indexOf('\'');
                int second = first < 0 ? -1 : text.indexOf('\'', first + 1);
                if (piece.getKey() == 0 && second > 0) {
                    charset = text.substring(0, first);
                    text = text.substring(second + 1);
                }
                octets.writeBytes(percent(text));
            }
            return Charsets.decode(octets.toByteArray(), charset);
        }

        private static byte[] percent(String text) {
            byte[] in = text.getBytes(StandardCharsets.UTF_8);
            var out = new ByteArrayOutputStream(in.length);
            for (int i = 0; i < in.length; i++) {
                if (in[i] == '%'
                        && i + 2 < in.length
                        && TransferDecoding.hex(in[i + 1]) >= 0
                        && TransferDecoding.hex(in[i + 2]) >= 0) {
                    out.write(TransferDecoding.hex(in[i + 1]) << 4 | TransferDecoding.hex(in[i + 2]));
                    i += 2;
                } else {
                    out.write(in[i]);
                }
            }
            return out.toByteArray();
        }
    }
}
