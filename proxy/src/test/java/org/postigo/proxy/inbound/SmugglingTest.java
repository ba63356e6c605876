package org.postigo.proxy.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way to write an end of data that some server somewhere takes for one: none but CRLF.CRLF is. */
class SmugglingTest {
    private static final int AT_LEAST = 20;

    static List<String> ends() {
        List<String> lineEnds = List.of("\n", "\r", "\r\n", "\n\r", "\r\r\n", "\0\r\n");
        var ends = new ArrayList<String>();
        for (String before : lineEnds) {
            for (String after : lineEnds) {
                boolean theRealOne = before.endsWith("\r\n") && !before.equals("\0\r\n") && after.equals("\r\n");
                if (!theRealOne && !(before.equals("\0\r\n") && after.equals("\r\n"))) {
                    ends.add(before + "." + after);
                }
            }
        }
        ends.addAll(Arrays.asList("\r\n\0.\r\n", "\r\n. \r\n", "\r\n .\r\n", "\r\n.\t\r\n", "\r\n..\r\n"));
        return ends;
    }

    static Stream<String> escaped() {
        return ends().stream()
                .map(end -> end.replace("\r", "\\r").replace("\n", "\\n").replace("\0", "\\0"));
    }

    @Test
    void matrixIsLargeEnough() {
        assertThat(ends()).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(AT_LEAST);
    }

    @ParameterizedTest
    @MethodSource("escaped")
    void nothingButTheRealEndEndsAMessage(String escaped) {
        String end = escaped.replace("\\r", "\r").replace("\\n", "\n").replace("\\0", "\0");
        String smuggled = "MAIL FROM:<evil@b.org>\r\nRCPT TO:<victim@example.com>\r\nDATA\r\nsmuggled\r\n";
        try (Served served = new Served();
                Talker talker = served.talker().greeted().begun("a@b.org", "u@example.com")) {
            talker.raw("first" + end + smuggled + ".\r\nQUIT\r\n").expect("250").expect("221");
            assertThat(served.gate.contents()).singleElement().asString().contains("smuggled");
            assertThat(served.gate.asked).hasSize(1);
            // However the next server reads it: every line end is CRLF, so stuffing finds every dot.
            assertThat(served.gate.contents().getFirst().replace("\r\n", "")).doesNotContain("\r", "\n");
        }
    }
}
