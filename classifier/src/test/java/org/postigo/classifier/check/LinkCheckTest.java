package org.postigo.classifier.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postigo.classifier.check.Subjects.SOUND;
import static org.postigo.classifier.check.Subjects.arguments;
import static org.postigo.classifier.check.Subjects.keys;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.postigo.classifier.html.HtmlReadings;
import org.postigo.classifier.lookalike.Lookalikes;
import org.postigo.mail.DomainName;
import org.postigo.mail.finding.Finding;
import org.postigo.mail.finding.FindingKey;

class LinkCheckTest {
    private static final Set<DomainName> GUARDED = Set.of(DomainName.of("mibanco.com"));
    private static final String WORDS = "<p>These are some words of an ordinary letter to a reader.</p>";
    private final LinkCheck check = new LinkCheck(new HtmlReadings(), new Lookalikes(() -> GUARDED));

    private List<Finding> html(String html) {
        return check.examine(Subjects.of(SOUND
                + "Content-Type: multipart/alternative; boundary=b\n\n--b\n\nThe same in plain words for all of us here.\n"
                + "--b\nContent-Type: text/html; charset=utf-8\n\n" + WORDS + html + "\n--b--\n"));
    }

    private List<Finding> text(String text) {
        return check.examine(Subjects.of(SOUND + "\n" + text));
    }

    @Test
    void anOrdinaryLetterSaysNothing() {
        assertThat(html(
                        "<a href='https://www.example.org/a'>read on</a> <a href='https://example.org'>www.example.org</a>"
                                + "<img src=x.png><form action='https://example.org/'><input type=hidden></form>"))
                .isEmpty();
        assertThat(text("See https://example.org/ for the rest of this story, it is good."))
                .isEmpty();
    }

    @Test
    void aLinkThatShowsAnotherHostIsSaid() {
        assertThat(arguments(
                        html("<a href='http://evil.test/x'> https://www.mibanco.com/login </a>"),
                        FindingKey.LINK_TEXT_DIFFERS))
                .containsExactly("www.mibanco.com", "evil.test");
        assertThat(keys(html("<a href='http://evil.test/'>mibanco.com</a>"))).contains(FindingKey.LINK_TEXT_DIFFERS);
        assertThat(html("<a href='http://evil.test/'>version 2.0.1</a><a href='http://evil.test/'>a@mibanco.com</a>"))
                .isEmpty();
    }

    @Test
    void numericAddressesAreSaidHoweverWritten() {
        assertThat(arguments(
                        html("<a href='http://0xC0000201/'>x</a><a href='//[2001:db8::1]/'>y</a>"),
                        FindingKey.LINK_ADDRESS))
                .containsExactly("192.0.2.1", "2001:db8:0:0:0:0:0:1");
        assertThat(arguments(text("Go to http://192.0.2.1/ as soon as you can, my friend."), FindingKey.LINK_ADDRESS))
                .containsExactly("192.0.2.1");
    }

    @Test
    void imitatedHostsAreSaid() {
        assertThat(arguments(html("<a href='https://mibanco-seguro.com/'>x</a>"), FindingKey.LINK_LOOKALIKE))
                .containsExactly("mibanco-seguro.com", "mibanco.com");
        assertThat(arguments(html("<a href='https://xn--80ak6aa92e.com/'>x</a>"), FindingKey.LINK_LOOKALIKE))
                .containsExactly("аррӏе.com", "appie.com");
    }

    @Test
    void shortenersAreSaid() {
        assertThat(arguments(html("<a href='https://BIT.ly/x'>x</a>"), FindingKey.LINK_SHORTENER))
                .containsExactly("bit.ly");
    }

    @Test
    void moreThanTwelveHostsAreSaid() {
        assertThat(html(links(12))).isEmpty();
        assertThat(arguments(html(links(13)), FindingKey.LINK_MANY_HOSTS)).containsExactly("13");
    }

    private static String links(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "<a href='https://www.host%d.test/'>x</a>".formatted(i))
                .collect(Collectors.joining());
    }

    @Test
    void aLinkWithHardlyAWordIsSaid() {
        assertThat(arguments(text("look here\nhttps://evil.test/abc\n"), FindingKey.LINK_ONLY))
                .containsExactly("evil.test");
        assertThat(keys(check.examine(Subjects.html("<a href='https://evil.test/'>open</a>"))))
                .contains(FindingKey.LINK_ONLY);
        assertThat(text("look here")).isEmpty();
    }

    @Test
    void muchHiddenTextIsSaidAndAPreviewLineNot() {
        String words = "innocent words of a novel ".repeat(20);
        assertThat(arguments(html("<div style='display:none'>" + words + "</div>"), FindingKey.HTML_HIDDEN_TEXT))
                .element(1)
                .asString()
                .startsWith("innocent words");
        assertThat(html("<div style='display:none'>A preview line of some newsletter</div>"))
                .isEmpty();
        assertThat(keys(html("<p>" + words + "</p><div style='display:none'>" + words + "</div>")))
                .doesNotContain(FindingKey.HTML_HIDDEN_TEXT);
    }

    @Test
    void aClickCounterOfTheSendersOwnIsNoDeceit() {
        assertThat(keys(html("<a href='https://click.example.org/x'>www.mibanco.com</a>")))
                .doesNotContain(FindingKey.LINK_TEXT_DIFFERS);
        assertThat(keys(html("<a href='https://u1.ct.sendgrid.net/x'>www.mibanco.com</a>")))
                .doesNotContain(FindingKey.LINK_TEXT_DIFFERS);
    }

    @Test
    void aPlainTextThatSaysSomethingElseIsSaid() {
        String one =
                "alpha bravo charlie delta echo foxtrot golf hotel india juliett kilo lima mike november oscar papa"
                        + " quebec romeo sierra tango uniform victor whiskey xray yankee zulu";
        String two = "uno dosis tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis"
                + " veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa ciento mil";
        assertThat(keys(alternative(one, two))).contains(FindingKey.HTML_TEXT_DIFFERS);
        assertThat(keys(alternative(one, one))).doesNotContain(FindingKey.HTML_TEXT_DIFFERS);
        assertThat(keys(alternative("See the page.", two))).doesNotContain(FindingKey.HTML_TEXT_DIFFERS);
    }

    private List<Finding> alternative(String plain, String html) {
        return check.examine(Subjects.of(Subjects.SOUND
                + "Content-Type: multipart/alternative; boundary=b\n\n--b\n\n"
                + plain
                + "\n--b\nContent-Type: text/html\n\n<p>"
                + html
                + "</p>\n--b--\n"));
    }

    @Test
    void formsAreSaidWithWhereTheyGo() {
        assertThat(arguments(
                        html("<form action='https://evil.test/'><input type=password></form>"), FindingKey.HTML_FORM))
                .containsExactly("evil.test");
    }

    @Test
    void whatWouldRunIsSaid() {
        assertThat(keys(html("<script>x()</script>"))).containsExactly(FindingKey.HTML_SCRIPT);
        assertThat(keys(html("<img src=x onerror=x()>"))).containsExactly(FindingKey.HTML_SCRIPT);
        assertThat(keys(html("<a href=' java\tscript:x()'>x</a>"))).containsExactly(FindingKey.HTML_SCRIPT);
    }

    @Test
    void htmlAloneAndImagesAloneAreSaid() {
        assertThat(keys(check.examine(Subjects.html(WORDS)))).containsExactly(FindingKey.HTML_ONLY);
        assertThat(keys(check.examine(Subjects.html("<img src=cid:1>"))))
                .containsExactly(FindingKey.HTML_ONLY, FindingKey.HTML_IMAGE_ONLY);
    }
}
