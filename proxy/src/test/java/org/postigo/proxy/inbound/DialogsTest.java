package org.postigo.proxy.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Plays the dialogs of src/test/resources/dialogs over real sockets. Lines: {@code C:} the client sends this line;
 * adjoining ones travel in one packet. {@code R:} it sends these octets, with \r \n \\ \t \0 \xHH and {@code \*N{...}} for
 * N repetitions. {@code S:} the server sends this line, a star standing for anything. {@code E:} the server closes.
 * {@code M:} the next message that was taken has this content. {@code N:} as many messages were taken. {@code !} sets
 * something before the start. {@code #} is a comment.
 */
class DialogsTest {
    private static final int AT_LEAST = 15;

    @TestFactory
    Stream<DynamicTest> dialogs() throws IOException, URISyntaxException {
        Path folder = Path.of(Objects.requireNonNull(DialogsTest.class.getResource("/dialogs"))
                .toURI());
        List<Path> files;
        try (Stream<Path> listed = Files.list(folder)) {
            files = listed.sorted().toList();
        }
        assertThat(files).hasSizeGreaterThanOrEqualTo(AT_LEAST);
        return files.stream()
                .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> play(file)));
    }

    private static void play(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file, StandardCharsets.ISO_8859_1);
        try (Served served = new Served(draft -> settings(draft, lines))) {
            offer(served, lines);
            try (Talker talker = served.talker()) {
                play(file.getFileName().toString(), lines, served, talker);
            }
            assertThat(served.spooled()).isEmpty();
        }
    }

    private static void play(String name, List<String> lines, Served served, Talker talker) {
        var unsent = new StringBuilder();
        int messages = 0;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            String where = name + ":" + (i + 1);
            if (line.isBlank() || line.startsWith("#") || line.startsWith("!")) {
                continue;
            }
            String rest = line.length() > 3 ? line.substring(3) : "";
            switch (line.substring(0, 2)) {
                case "C:" -> unsent.append(rest).append("\r\n");
                case "R:" -> unsent.append(unescaped(rest));
                case "S:" -> {
                    send(talker, unsent);
                    assertThat(talker.line()).as(where).matches(glob(rest));
                }
                case "E:" -> {
                    send(talker, unsent);
                    assertThat(talker.line()).as(where).isEmpty();
                }
                case "M:" ->
                    assertThat(served.gate.contents().get(messages++)).as(where).isEqualTo(unescaped(rest));
                case "N:" -> assertThat(served.gate.taken).as(where).hasSize(Integer.parseInt(rest));
                default -> throw new IllegalArgumentException(where + ": " + line);
            }
        }
    }

    private static void send(Talker talker, StringBuilder unsent) {
        if (!unsent.isEmpty()) {
            talker.raw(unsent.toString());
            unsent.setLength(0);
        }
    }

    private static Pattern glob(String text) {
        return Pattern.compile(Stream.of(text.split("\\*", -1))
                .map(Pattern::quote)
                .reduce((a, b) -> a + ".*" + b)
                .orElse(""));
    }

    private static Served.Draft settings(Served.Draft draft, List<String> lines) {
        lines.stream()
                .filter(line -> line.startsWith("! "))
                .map(line -> line.substring(2))
                .forEach(line -> {
                    String[] words = line.split("=");
                    switch (words[0]) {
                        case "size" -> draft.messageSize(Long.parseLong(words[1]));
                        case "bare-lf" -> draft.bareLf(SmtpSettings.BareLf.valueOf(words[1]));
                        case "recipients" -> draft.budgets(Integer.parseInt(words[1]), 20, 200);
                        case "errors" -> draft.budgets(500, Integer.parseInt(words[1]), 200);
                        case "idle" -> draft.budgets(500, 20, Integer.parseInt(words[1]));
                        case "threshold" -> draft.spool(Integer.parseInt(words[1]), 1 << 20, 1 << 30);
                        case "spool" -> draft.spool(1 << 20, 1 << 20, Long.parseLong(words[1]));
                        case "offer" -> {}
                        default -> throw new IllegalArgumentException(line);
                    }
                });
        return draft;
    }

    private static void offer(Served served, List<String> lines) {
        if (lines.contains("! offer=none")) {
            served.gate.offer = new Gate.Offer(false, false, false, OptionalLong.of(20_000));
        }
    }

    private static String unescaped(String text) {
        var plain = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\') {
                plain.append(c);
                continue;
            }
            c = text.charAt(++i);
            switch (c) {
                case 'r' -> plain.append('\r');
                case 'n' -> plain.append('\n');
                case 't' -> plain.append('\t');
                case '0' -> plain.append('\0');
                case 'x' -> {
                    plain.append((char) Integer.parseInt(text.substring(i + 1, i + 3), 16));
                    i += 2;
                }
                case '*' -> {
                    int open = text.indexOf('{', i);
                    int close = text.indexOf('}', i);
                    int times = Integer.parseInt(text.substring(i + 1, open));
                    plain.append(unescaped(text.substring(open + 1, close)).repeat(times));
                    i = close;
                }
                default -> plain.append(c);
            }
        }
        return plain.toString();
    }
}
