package org.postigo.proxy.inbound;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContentDecoderTest {
    private record Decoded(String content, int taken, long stray, boolean ended) {}

    private static Decoded data(String wire, int... cuts) {
        var out = new ByteArrayOutputStream();
        ContentDecoder decoder = ContentDecoder.forData(out::write);
        byte[] octets = wire.getBytes(ISO_8859_1);
        int at = 0;
        for (int cut : cuts) {
            at = decoder.decode(octets, at, Math.max(at, cut));
        }
        at = decoder.decode(octets, at, octets.length);
        return new Decoded(out.toString(ISO_8859_1), at, decoder.stray(), decoder.ended());
    }

    private static String plain(String escaped) {
        return escaped.replace("\\r", "\r").replace("\\n", "\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // what is sent | what is content | stray line ends
                ".\\r\\n|''|0",
                "a\\r\\n.\\r\\n|a\\r\\n|0",
                "..\\r\\n.\\r\\n|.\\r\\n|0",
                "...\\r\\n.\\r\\n|..\\r\\n|0",
                ".a\\r\\n.\\r\\n|a\\r\\n|0",
                "a\\r\\n\\r\\n..b\\r\\n.\\r\\n|a\\r\\n\\r\\n.b\\r\\n|0",
                "a\\nb\\r\\n.\\r\\n|a\\r\\nb\\r\\n|1",
                "a\\rb\\r\\n.\\r\\n|a\\r\\nb\\r\\n|1",
                "a\\r\\r\\n.\\r\\n|a\\r\\n\\r\\n|1",
                "a\\n.\\nb\\r\\n.\\r\\n|a\\r\\n.\\r\\nb\\r\\n|2",
                "a\\n..b\\r\\n.\\r\\n|a\\r\\n..b\\r\\n|1",
                "a\\r\\n.\\nb\\r\\n.\\r\\n|a\\r\\n\\r\\nb\\r\\n|1",
                "a\\r\\n.\\rb\\r\\n.\\r\\n|a\\r\\n\\r\\nb\\r\\n|1",
                "a\\r\\n.\\r\\r\\n.\\r\\n|a\\r\\n\\r\\n\\r\\n|1",
                "\\n.\\r\\n.\\r\\n|\\r\\n.\\r\\n|1",
                "\\r.\\r\\n.\\r\\n|\\r\\n.\\r\\n|1",
            })
    void decodesExactly(String sent, String content, long stray) {
        String wire = plain(sent);
        assertThat(data(wire)).isEqualTo(new Decoded(plain(content), wire.length(), stray, true));
    }

    @Test
    void doesNotDependOnHowTheOctetsArrive() {
        var random = new Random(42);
        String alphabet = "\r\n\r\n..ab";
        for (int round = 0; round < 3_000; round++) {
            var wire = new StringBuilder();
            for (int i = random.nextInt(24); i >= 0; i--) {
                wire.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            wire.append("\r\n.\r\nrest");
            Decoded whole = data(wire.toString());
            assertThat(whole.ended()).isTrue();
            assertThat(whole.content().replace("\r\n", ""))
                    .as("only CRLF ends lines")
                    .doesNotContain("\r", "\n");
            int one = random.nextInt(wire.length());
            int two = one + random.nextInt(wire.length() - one);
            assertThat(data(wire.toString(), one, two)).isEqualTo(whole);
            int[] each = new int[wire.length()];
            for (int i = 0; i < each.length; i++) {
                each[i] = i + 1;
            }
            assertThat(data(wire.toString(), each)).isEqualTo(whole);
        }
    }

    @Test
    void keepsEveryOctetOfCleanContent() {
        var random = new Random(7);
        for (int round = 0; round < 500; round++) {
            var content = new StringBuilder();
            for (int line = random.nextInt(20); line > 0; line--) {
                for (int i = random.nextInt(30); i > 0; i--) {
                    char c = (char) random.nextInt(256);
                    content.append(c == '\r' || c == '\n' ? '.' : c);
                }
                content.append("\r\n");
            }
            String stuffed = ("\r\n" + content).replace("\r\n.", "\r\n..").substring(2) + ".\r\n";
            Decoded decoded = data(stuffed, random.nextInt(stuffed.length()));
            assertThat(decoded).isEqualTo(new Decoded(content.toString(), stuffed.length(), 0, true));
        }
    }
}
