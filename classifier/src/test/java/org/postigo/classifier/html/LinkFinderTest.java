package org.postigo.classifier.html;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postigo.mail.message.MessageParser;
import org.postigo.mail.message.ParseOutcome;

class LinkFinderTest {
    @ParameterizedTest
    @CsvSource({
        "'see http://a.test/x.', http://a.test/x",
        "'(https://a.test)', https://a.test",
        "'<HTTP://A.test/>', HTTP://A.test/",
        "'www.a.test, please', www.a.test",
        "'x http://a.test/(y) z', http://a.test/(y",
    })
    void addressesInTextAreFoundWithoutTheirPunctuation(String text, String expected) {
        assertThat(LinkFinder.inText(text)).extracting(Link::text).containsExactly(expected);
    }

    @ParameterizedTest
    @CsvSource({"'awww.a.test'", "'http:// a'", "'mailto:a@b.test'", "'www. x'", "''"})
    void otherTextHasNone(String text) {
        assertThat(LinkFinder.inText(text)).isEmpty();
    }

    @Test
    void hostsAreDistinctAndAtMostFifty() {
        var html = new StringBuilder("Content-Type: text/html\n\n");
        for (int i = 0; i < 80; i++) {
            html.append("<a href='http://h%d.test/'>x</a><a href='http://h%d.test/y'>x</a>".formatted(i, i));
        }
        var outcome =
                (ParseOutcome.Parsed) new MessageParser().parse(html.toString().getBytes(StandardCharsets.US_ASCII));
        assertThat(new LinkFinder(new HtmlReadings()).hosts(outcome.message()))
                .hasSize(50)
                .startsWith("h0.test", "h1.test")
                .doesNotHaveDuplicates();
    }
}
