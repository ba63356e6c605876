package org.postigo.proxy.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DotStuffingTest {
    private static String stuffed(String content, int step) throws IOException {
        var out = new ByteArrayOutputStream();
        var stuffing = new DotStuffing(out, content.length());
        byte[] bytes = content.getBytes(StandardCharsets.ISO_8859_1);
        for (int from = 0; from < bytes.length; from += step) {
            stuffing.write(bytes, from, Math.min(bytes.length, from + step));
        }
        stuffing.end();
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    /** In the tables CRLF is written |. */
    private static String read(String table) {
        return table.replace("|", "\r\n");
    }

    @ParameterizedTest
    @CsvSource({
        "'',        .|",
        "a|,        a|.|",
        "a,         a|.|",
        ".,         ..|.|",
        ".|,        ..|.|",
        "a|.|b|,    a|..|b|.|",
        "a|..b|,    a|...b|.|",
        "a.b|,      a.b|.|",
        "||.||,     ||..||.|",
    })
    void stuffsLeadingDotsAndEndsTheContent(String content, String wire) throws IOException {
        for (int step = 1; step <= 4; step++) {
            assertThat(stuffed(read(content), step)).isEqualTo(read(wire));
        }
    }

    @Test
    void aBareCarriageReturnIsAnOctetLikeOthers() throws IOException {
        assertThat(stuffed("a\r.\r\n", 1)).isEqualTo("a\r.\r\n.\r\n");
        assertThat(stuffed("a\r", 1)).isEqualTo("a\r\r\n.\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\n", "\n", "a\r\n\n.\r\n", "a\n.\r\n", "a\r\n.\n"})
    void refusesBareLineFeeds(String content) {
        for (int step = 1; step <= 4; step++) {
            int s = step;
            assertThatThrownBy(() -> stuffed(content, s)).isInstanceOf(DotStuffing.BareLineFeed.class);
        }
    }

    @Test
    void holdsTheEndBackUntilItIsAskedFor() throws IOException {
        var out = new ByteArrayOutputStream();
        var stuffing = new DotStuffing(out, 200_000);
        byte[] line = ("x".repeat(76) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < 2_000; i++) {
            stuffing.write(line, 0, line.length);
        }
        assertThat(out.size()).isPositive().isLessThan(2_000 * 78);
        stuffing.end();
        assertThat(out.toString(StandardCharsets.US_ASCII))
                .endsWith("x\r\n.\r\n")
                .hasSize(2_000 * 78 + 3);
    }

    @Provide
    Arbitrary<String> contents() {
        return Arbitraries.of(List.of("\r\n", ".", "a", "\r", "..", "é", "\r\n.\r\n"))
                .list()
                .ofMaxSize(40)
                .map(parts -> String.join("", parts));
    }

    @Property
    void whatIsUnstuffedIsWhatWasStuffed(
            @ForAll("contents") String content, @ForAll @IntRange(min = 1, max = 9) int step) throws IOException {
        String whole = content.isEmpty() || content.endsWith("\r\n") ? content : content + "\r\n";
        String wire = stuffed(content, step);
        assertThat(wire).endsWith(".\r\n");
        String body = wire.substring(0, wire.length() - 3);
        assertThat(("\r\n" + body).contains("\r\n.\r\n")).isFalse();
        assertThat(("\r\n" + body).replace("\r\n.", "\r\n").substring(2)).isEqualTo(whole);
    }
}
