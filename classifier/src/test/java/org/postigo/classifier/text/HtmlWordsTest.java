package org.postigo.classifier.text;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HtmlWordsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "v<b>i</b>agra | viagra |",
                "one<br>two | one two |",
                "a<!-- hidden -->b | ab |",
                "a<script>evil()</script>b | a  b |",
                "a<style>p {}</STYLE>b | a  b |",
                "2 < 3 | 2 < 3 |",
                "&#86;i&#x61;gra &amp; co | Viagra & co |",
                "&unknown; & &; | &unknown; & &; |",
                "<a href='http://x.invalid/y?z=1'>t</a> | t | http://x.invalid/y?z=1",
                "<img SRC=pic.gif width=1> |  | pic.gif",
                "<a href=\"unclosed>t | t | unclosed",
                "cut <a href= | cut | ",
                "<!-- never closed | | ",
                "<script>never closed | | "
            })
    void textAndLinksAreTakenOut(String html, String text, String links) {
        var read = new HtmlWords();
        read.read(html);
        assertThat(read.text().strip()).isEqualTo(text == null ? "" : text);
        assertThat(read.links().strip()).isEqualTo(links == null ? "" : links);
    }

    @Property
    void noHtmlMakesItFail(
            @ForAll @StringLength(max = 200) @CharRange(from = ' ', to = '~') @CharRange(from = '\u00a0', to = '\u0200')
                    String html) {
        var read = new HtmlWords();
        read.read(html);
        assertThat(read.text().length() + read.hidden().length()).isLessThanOrEqualTo(html.length());
    }
}
