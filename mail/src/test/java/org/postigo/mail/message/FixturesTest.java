package org.postigo.mail.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every fixture reads as the golden text beside it says, with either line end; none, damaged anyhow, makes it throw. */
class FixturesTest {
    private final MessageParser parser = new MessageParser();

    static List<Path> fixtures() {
        return FixtureShelves.all();
    }

    @Test
    void noShelfIsEmpty() {
        assertThat(FixtureShelves.SHELVES)
                .allSatisfy(shelf -> assertThat(FixtureShelves.shelf(shelf)).hasSizeGreaterThan(3));
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void readsAsTheGoldenTextSays(Path file) throws IOException {
        byte[] octets = Files.readAllBytes(file);
        Path golden = Path.of(file.toString().replace(".eml", ".golden"));
        String expected = Files.exists(golden) ? Files.readString(golden) : "no golden text at " + golden;
        assertThat(dump(octets)).isEqualTo(expected);
        assertThat(dump(FixtureShelves.withCrLf(octets))).isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void survivesDamage(Path file) throws IOException {
        byte[] octets = Files.readAllBytes(file);
        var random = new Random(octets.length);
        for (int round = 0; round < 300; round++) {
            byte[] damaged = octets.clone();
            for (int i = random.nextInt(1, 12); i > 0; i--) {
                int at = random.nextInt(damaged.length);
                switch (random.nextInt(4)) {
                    case 0 -> damaged[at] = (byte) random.nextInt(256);
                    case 1 -> damaged[at] = (byte) "\n\r:;=-\"<>?(\0".charAt(random.nextInt(12));
                    case 2 -> damaged = Arrays.copyOf(damaged, Math.max(1, at));
                    default -> System.arraycopy(damaged, 0, damaged, at, damaged.length - at);
                }
            }
            assertThat(parser.parse(damaged)).isInstanceOf(ParseOutcome.Parsed.class);
        }
    }

    private String dump(byte[] octets) {
        ParseOutcome outcome = parser.parse(octets);
        if (!(outcome instanceof ParseOutcome.Parsed(ParsedMessage message))) {
            return outcome.toString();
        }
        var out = new StringBuilder();
        out.append("from ")
                .append(visible(message.fromName()))
                .append(' ')
                .append(message.fromMailboxes())
                .append('\n');
        out.append("subject ")
                .append(visible(message.header().value("Subject")))
                .append('\n');
        out.append("date ")
                .append(message.header()
                        .first("Date")
                        .flatMap(field -> MailDate.parse(field.decoded()))
                        .map(String::valueOf)
                        .orElse("none"))
                .append('\n');
        out.append("to ")
                .append(message.header().first("To").map(AddressList::parse).orElse(List.of()))
                .append('\n');
        out.append("defects ").append(message.defects()).append('\n');
        tree(message.root(), 0, out);
        return out.append("text ")
                .append(visible(message.text()))
                .append("\nhtml ")
                .append(visible(message.html()))
                .append('\n')
                .toString();
    }

    private static void tree(Part part, int depth, StringBuilder out) {
        out.repeat(' ', depth * 2).append("part ").append(part.type());
        part.fileName().ifPresent(name -> out.append(" file=").append(visible(name)));
        out.append(part.attachment() ? " attachment" : "")
                .append(" fields=")
                .append(part.header().fields().stream().map(HeaderField::name).toList())
                .append(" body=")
                .append(visible(new String(part.body(), StandardCharsets.ISO_8859_1)))
                .append('\n');
        part.children().forEach(child -> tree(child, depth + 1, out));
    }

    /** Line ends alike, so that LF and CRLF have one golden text; other octets beyond print escaped. */
    private static String visible(String text) {
        var out = new StringBuilder();
        text.replace("\r\n", "\n").chars().forEach(c -> {
            if (c == '\n') {
                out.append("\\n");
            } else if (c < ' ' || c > 126 && c < 160) {
                out.append("\\x%02x".formatted(c));
            } else {
                out.append((char) c);
            }
        });
        return out.toString();
    }

    /** Writes the golden texts anew, for a person to read before committing them: the argument is the shelves' folder. */
    public static void main(String[] args) throws IOException {
        for (String shelf : FixtureShelves.SHELVES) {
            for (Path file : FixtureShelves.shelf(shelf)) {
                String name = file.getFileName().toString().replace(".eml", ".golden");
                Files.writeString(
                        Path.of(args[0]).resolve(shelf).resolve(name),
                        new FixturesTest().dump(Files.readAllBytes(file)));
            }
        }
    }
}
