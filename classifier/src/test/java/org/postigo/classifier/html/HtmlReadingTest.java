package org.postigo.classifier.html;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HtmlReadingTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "<div style='display:none'>x</div>",
                "<div style='DISPLAY : NONE !important'>x</div>",
                "<div hidden>x</div>",
                "<div style='display:none'><p><b>x</b></p></div>",
                "<div style='visibility:hidden'>x</div>",
                "<span style='font-size:0'>x</span>",
                "<span style='font-size:1px;color:red'>x</span>",
                "<span style='font:0/0 a'>x</span>",
                "<span style='opacity:0'>x</span>",
                "<font color=white>x</font>",
                "<font color='#fefefe'>x</font>",
                "<span style='color:#fff'>x</span>",
                "<span style='color:rgb(255, 255, 255)'>x</span>",
                "<span style='color:transparent'>x</span>",
                "<table bgcolor=#000000><tr><td>x</table>",
                "<body bgcolor=navy text=#000080>x",
                "<div style='background:black'>x</div>",
                "<div style='position:absolute;left:-9999px'>x</div>",
                "<div style='text-indent:-5000px'>x</div>",
                "<div style='max-height:0;overflow:hidden'>x</div>",
                "<div style='mso-hide:all'>x</div>",
                "<div style='transform: scale(0); height:0'>x</div>",
                "<div style='clip-path: inset(50%)'>x</div>",
            })
    void textThatCannotBeSeenIsHidden(String html) {
        HtmlReading reading = HtmlReading.of(html);
        assertThat(reading.hiddenText()).isEqualTo("x");
        assertThat(reading.visibleText()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "<div style='display:block'>x</div>",
                "<div style='background:black;color:white'>x</div>",
                "<div style='background:url(a.png);color:white'>x</div>",
                "<table><td background=a.png><font color=white>x</font></table>",
                "<span style='font-size:0.9em'>x</span>",
                "<span style='font-size:80%'>x</span>",
                "<span style='color:#333'>x</span>",
                "<div style='max-width:600px;overflow:hidden'>x</div>",
                "<div style='max-height:100%'>x</div>",
                "<p></p><noscript>x</noscript>",
                "<div style=':;;::color'>x</div>",
                "<font color=nonsense>x</font>",
            })
    void otherTextIsShown(String html) {
        HtmlReading reading = HtmlReading.of(html);
        assertThat(reading.visibleText()).isEqualTo("x");
        assertThat(reading.hiddenText()).isEmpty();
    }

    @Test
    void stylesScriptsAndTitlesAreNoText() {
        HtmlReading reading = HtmlReading.of("<title>t</title><style>s{}</style><script>c</script><p>a</p><p>b</p>");
        assertThat(reading.visibleText().lines().filter(line -> !line.isBlank()))
                .containsExactly("a", "b");
        assertThat(reading.script()).isTrue();
    }

    @Test
    void linksHaveTheTextThatIsSeenOfThem() {
        HtmlReading reading = HtmlReading.of(
                "<a href='https://a.test/'>one <b>two</b><span style='display:none'>no</span></a><a name=x>none</a>"
                        + "<map><area href='//b.test'></map><meta http-equiv=Refresh content='0; URL=http://c.test/'>");
        assertThat(reading.links())
                .extracting(link -> link.host().name() + "|" + link.text())
                .containsExactly("a.test|one two", "b.test|", "c.test|");
    }

    @Test
    void formsCountOnlyWithFields() {
        assertThat(HtmlReading.of("<form action='https://a.test'><p>x</form>").forms())
                .isEmpty();
        assertThat(HtmlReading.of("<form action='https://a.test'><input></form>")
                        .forms())
                .containsExactly("a.test");
        assertThat(HtmlReading.of("<form><input type=text><input type=text></form>")
                        .forms())
                .containsExactly("");
    }

    @Test
    void onePixelImagesAreNotShown() {
        assertThat(HtmlReading.of("<img src=a><img src=b width=1 height=1>").images())
                .isEqualTo(1);
    }

    @Test
    void hundredThousandOpenElementsAreRead() {
        HtmlReading reading = HtmlReading.of("<div><b><a href=//a.test>x".repeat(30_000));
        assertThat(reading.links()).hasSize(500);
        assertThat(HtmlReading.of("<table><tr><td>".repeat(6_000)).visibleText())
                .isEmpty();
    }

    @Property(tries = 500)
    void noMixOfTagsMakesItThrow(@ForAll("pieces") String html) {
        assertThat(HtmlReading.of(html)).isNotNull();
    }

    @Provide
    Arbitrary<String> pieces() {
        return Arbitraries.of(
                        "<a href='",
                        "http://a.test",
                        "'>",
                        "</a>",
                        "<div style='",
                        "color:",
                        "#fff",
                        ";",
                        "font-size:",
                        "0",
                        "px",
                        "<form>",
                        "<input>",
                        "<table>",
                        "<td>",
                        "</",
                        "<!--",
                        "-->",
                        "<svg>",
                        "<body bgcolor=",
                        "rgb(1,,2)",
                        "\0",
                        "<meta http-equiv=refresh content=url=",
                        "text",
                        "&#0;",
                        "&nbsp;",
                        "<",
                        ">",
                        "\"",
                        "-9e999",
                        "1e1e1")
                .list()
                .ofMaxSize(40)
                .map(pieces -> String.join("", pieces));
    }

    @Test
    void whatStandsBehindMoreTagsThanAnyLetterHasIsTakenAsItIsWritten() {
        String tags = "<b></b>".repeat(HtmlReading.MAX_TAGS / 2 - 2);
        String letter = "<a href='https://uno.example/'>uno</a>" + tags;
        String rest = "<p style='display:none'>oculto <a href=\"https://dos.example/\">dos</a>";

        HtmlReading whole = HtmlReading.of(letter + rest.substring(0, rest.indexOf("<a")) + "<i>");
        assertThat(whole.visibleText()).isEqualTo("uno");
        assertThat(whole.hiddenText()).isEqualTo("oculto");

        HtmlReading cut = HtmlReading.of(letter + "<b></b>" + rest);
        assertThat(cut.visibleText()).startsWith("uno").contains("oculto <a href=");
        assertThat(cut.hiddenText()).isEmpty();
        assertThat(cut.links()).extracting(link -> link.host().name()).containsExactly("uno.example", "dos.example");
    }

    @Test
    void aSignThatOpensNoTagIsNotCounted() {
        HtmlReading reading = HtmlReading.of("1 < 2 ".repeat(HtmlReading.MAX_TAGS + 1) + "<p hidden>x</p>");
        assertThat(reading.hiddenText()).isEqualTo("x");
    }
}
