package org.postigo.desk.preview;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PreviewTest {
    private static Document shown(String html) {
        return Jsoup.parse(Preview.ofHtml(html, SafeView.Scheme.SYSTEM, "es").document());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(1)</script>",
                "<img src=x onerror=alert(1)>",
                "<svg onload=alert(1)><script>alert(1)</script></svg>",
                "<iframe src=https://evil.test></iframe>",
                "<object data=https://evil.test></object><embed src=https://evil.test>",
                "<form action=https://evil.test><input name=p><button>x</button></form>",
                "<meta http-equiv=refresh content='0;url=https://evil.test'>",
                "<base href=https://evil.test>",
                "<link rel=stylesheet href=https://evil.test/a.css>",
                "<style>@import url(https://evil.test/a.css);</style>",
                "<p style='background:url(https://evil.test/b)' onclick=alert(1)>x</p>",
                "<table background=https://evil.test/t><tr><td>x</table>",
                "<a href='javascript:alert(1)'>x</a>",
                "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
                "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
                "</body></html><script>alert(1)</script>",
                "<template><script>alert(1)</script></template>",
                "<details open ontoggle=alert(1)>x</details>",
                "<video src=https://evil.test/v><source src=https://evil.test/w></video>"
            })
    void nothingThatRunsLoadsOrLeadsAwaySurvives(String html) {
        Document document = shown("<p>antes</p>" + html + "<p>después</p>");

        assertThat(document.body().text()).contains("antes", "después");
        assertThat(
                        document.select(
                                "script, iframe, object, embed, form, input, base, link, img, svg, a, video, source, template, math"))
                .isEmpty();
        assertThat(document.body().select("style, meta")).isEmpty();
        assertThat(document.head().select("meta[http-equiv]").eachAttr("http-equiv"))
                .containsExactly("Content-Security-Policy");
        document.body()
                .getAllElements()
                .forEach(element -> element.attributes()
                        .forEach(attribute -> assertThat(List.of("class", "dir", "colspan", "rowspan"))
                                .contains(attribute.getKey())));
    }

    @Test
    void theDocumentForbidsEveryLoadByItsOwnPolicy() {
        assertThat(Preview.ofText("hola", SafeView.Scheme.DARK, "es").document())
                .contains("default-src 'none'; style-src 'unsafe-inline'");
    }

    @Test
    void aLinkIsTextWithItsRealHostBesideIt() {
        Document document = shown("<a href=\"https://user@bancorneridiano.test:8443/a?b#c\">www.banco.example</a>");

        assertThat(document.select("u.inert").text()).isEqualTo("www.banco.example");
        assertThat(document.select("code.host").text()).isEqualTo("bancorneridiano.test");
    }

    @ParameterizedTest
    @CsvSource({
        "https://good.example@evil.test/x, evil.test",
        "https:\\\\evil.test\\x, evil.test",
        "//evil.test/x, evil.test",
        "HTTPS://EVIL.TEST/, evil.test",
        "javascript:alert(1), javascript:",
        "mailto:ana@example.org?subject=x, ana@example.org",
        "https://bänk.test/, xn--bnk-qla.test",
        "https://evil.test:99999999/x, evil.test"
    })
    void theHostIsTheOneABrowserWouldGoTo(String address, String host) {
        assertThat(Preview.host(address)).contains(host);
    }

    @Test
    void theSendersOwnMarkupCannotPoseAsOurHostLabel() {
        Document document = shown("<u>x</u><code class=\"host\" id=\"a\">fiable.example</code> y <code>z</code>");

        assertThat(document.select("code.host")).hasSizeLessThanOrEqualTo(1);
        assertThat(document.select("#a")).isEmpty();
    }

    @Test
    void remoteImagesAreCountedAndNotLoaded() {
        SafeView view = Preview.ofHtml(
                "<img src=http://a.test/1><img src='//a.test/2'><img src='cid:x' alt='logo'>",
                SafeView.Scheme.SYSTEM,
                "es");

        assertThat(view.remoteImages()).isEqualTo(2);
        assertThat(view.document()).contains("[logo]").doesNotContain("a.test");
    }

    @Test
    void aHundredThousandNestedElementsAreNoStackOverflow() {
        assertThat(Preview.ofHtml("<div>".repeat(100_000) + "x", SafeView.Scheme.SYSTEM, "es")
                        .document())
                .contains("<body");
    }

    @Test
    void textIsShownAsTextAndDirectionMarksAreShownNotObeyed() {
        assertThat(Preview.ofText("<b>\u202Egpj.exe</b>", SafeView.Scheme.SYSTEM, "es")
                        .document())
                .contains("&lt;b&gt;‹U+202E›gpj.exe&lt;/b&gt;");
    }

    @Test
    void controlCharactersAreNamedAndLinesStayOne() {
        assertThat(Inert.line("a\u0000b\u0007c\r\nd\u2028e\u200Bf", 100))
                .isEqualTo("a‹U+0000›b‹U+0007›c d‹U+2028›e‹U+200B›f");
        assertThat(Inert.line("x".repeat(500), 10)).isEqualTo("xxxxxxxxxx…");
    }

    @Test
    void aCutNeverSplitsACharacter() {
        assertThat(Inert.line("a😀b", 2)).isEqualTo("a…");
    }
}
