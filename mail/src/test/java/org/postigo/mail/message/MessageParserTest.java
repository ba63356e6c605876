package org.postigo.mail.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postigo.mail.Mailbox;

class MessageParserTest {
    private final MessageParser parser = new MessageParser();

    private ParsedMessage parse(String message) {
        return parse(message.getBytes(StandardCharsets.ISO_8859_1));
    }

    private ParsedMessage parse(byte[] octets) {
        ParseOutcome outcome = parser.parse(octets);
        assertThat(outcome).isInstanceOf(ParseOutcome.Parsed.class);
        return ((ParseOutcome.Parsed) outcome).message();
    }

    private static ParseOutcome.TooComplex tooComplex(ParseOutcome outcome) {
        assertThat(outcome).isInstanceOf(ParseOutcome.TooComplex.class);
        return (ParseOutcome.TooComplex) outcome;
    }

    @Test
    void emptyContentIsAnEmptyMessage() {
        ParsedMessage message = parse("");
        assertThat(message.header().fields()).isEmpty();
        assertThat(message.text()).isEmpty();
        assertThat(message.leaves()).hasSize(1);
    }

    @Test
    void keepsFoldingInRawAndUnfoldsDecoded() {
        ParsedMessage message = parse("Subject: one\r\n two\r\n\tthree\r\n\r\nbody");
        assertThat(message.header().first("SUBJECT"))
                .contains(new HeaderField("Subject", " one\r\n two\r\n\tthree", "one two\tthree"));
        assertThat(message.text()).isEqualTo("body");
    }

    @Test
    void readsLineFeedsAloneLikeCrLf() {
        ParsedMessage message = parse("Subject: one\n two\nFrom: a@example.com\n\nbody\n");
        assertThat(message.header().value("subject")).isEqualTo("one two");
        assertThat(message.fromMailboxes()).containsExactly(Mailbox.of("a@example.com"));
        assertThat(message.text()).isEqualTo("body\n");
    }

    @Test
    void aForgottenBlankLineStartsTheBody() {
        ParsedMessage message = parse("Subject: s\r\nDear friend\r\nhow are you\r\n");
        assertThat(message.header().fields()).hasSize(1);
        assertThat(message.text()).isEqualTo("Dear friend\r\nhow are you\r\n");
        assertThat(message.defects()).containsExactly("header section without a blank line");
    }

    @Test
    void aStrayLineBetweenFieldsHidesNothingBehindIt() {
        ParsedMessage message = parse("""
                From someone@example.com Mon Nov 23 10:00:00 2026
                From: a@example.com
                garbage without colon
                Content-Type: text/html

                <p>hi</p>
                """);
        assertThat(message.header().fields()).extracting(HeaderField::name).containsExactly("From", "Content-Type");
        assertThat(message.html()).isEqualTo("<p>hi</p>\n");
        assertThat(message.defects()).containsExactly("a line in the header section that is no field");
    }

    @Test
    void rawOctetsInFieldsAreUtf8OrWindows1252() {
        assertThat(parse("Subject: ma\u00c3\u00b1ana\n\n").header().value("Subject"))
                .isEqualTo("mañana");
        assertThat(parse("Subject: ma\u00f1ana \u0080\n\n").header().value("Subject"))
                .isEqualTo("mañana €");
    }

    @Test
    void partsAreFoundWithTheirNamesAndOctets() {
        ParsedMessage message = parse("""
                Content-Type: multipart/mixed; boundary="b"

                --b
                Content-Type: text/plain; charset=utf-8
                Content-Transfer-Encoding: quoted-printable

                ma=C3=B1a=
                na
                --b
                Content-Type: application/pdf; name="wrong.pdf"
                Content-Disposition: attachment; filename*0*=utf-8''factura%20; filename*1="n.pdf"
                Content-Transfer-Encoding: base64

                JVBE Ri0x
                --b--
                """);
        assertThat(message.text()).isEqualTo("mañana");
        Part pdf = message.leaves().get(1);
        assertThat(pdf.fileName()).contains("factura n.pdf");
        assertThat(pdf.attachment()).isTrue();
        assertThat(new String(pdf.body(), StandardCharsets.US_ASCII)).isEqualTo("%PDF-1");
        assertThat(message.root().children()).isEqualTo(message.leaves());
    }

    @Test
    void aForwardedMessageIsAPartWithOneChild() {
        ParsedMessage message = parse("""
                Subject: outer
                Content-Type: message/rfc822

                Subject: inner
                Content-Type: text/html

                <b>x</b>
                """);
        assertThat(message.root().children()).hasSize(1);
        assertThat(message.root().children().getFirst().header().value("subject"))
                .isEqualTo("inner");
        assertThat(message.html()).isEqualTo("<b>x</b>\n");
    }

    @Test
    void whatStandsInAMultipartWithoutPartsIsText() {
        ParsedMessage message = parse("Content-Type: multipart/mixed; boundary=x\n\nbuy this\n--y\n\nno\n");
        assertThat(message.text()).contains("buy this");
        assertThat(message.defects()).containsExactly("multipart without parts");
    }

    @Test
    void attachedTextAndHtmlAreNotShown() {
        ParsedMessage message = parse("""
                Content-Type: multipart/mixed; boundary=b

                --b

                shown
                --b
                Content-Disposition: attachment; filename=a.txt

                hidden
                --b
                Content-Type: text/html
                Content-Disposition: attachment

                hidden
                --b--
                """);
        assertThat(message.text()).isEqualTo("shown");
        assertThat(message.html()).isEmpty();
        assertThat(message.leaves()).extracting(Part::attachment).containsExactly(false, true, true);
    }

    @Test
    void base64GoesOnBehindItsPaddingAndOverGarbage() {
        assertThat(parse("Content-Transfer-Encoding: base64\n\naGVs\nbG8=!!d29ybGQ=")
                        .text())
                .isEqualTo("helloworld");
    }

    @ParameterizedTest
    @CsvSource({
        "utf-8, 'a\u00c3\u00b1', añ",
        "x-unknown, 'a\u00c3\u00b1', añ",
        "x-unknown, 'a\u00f1', añ",
        "us-ascii, 'a\u0080', a€",
        "iso-8859-1, 'a\u00f1', añ",
        "utf-8, 'a\u00f1o', año",
        "cp037, 'abc', abc",
        "KOI8-R, '\u00f0', П",
    })
    void charsetsAreReadAsMailProgramsDo(String declared, String octets, String expected) {
        assertThat(parse("Content-Type: text/plain; charset=" + declared + "\n\n" + octets)
                        .text())
                .isEqualTo(expected);
    }

    @Test
    void htmlMayDeclareItsCharsetItself() {
        assertThat(parse("Content-Type: text/html\n\n<meta charset='windows-1251'>\u00cf")
                        .html())
                .endsWith("П");
    }

    @Test
    void everyFromFieldCounts() {
        ParsedMessage message = parse("From: A <a@example.com>, b@example.com\nFrom: \"C, D\" <c@example.com>\n\n");
        assertThat(message.fromMailboxes())
                .isEqualTo(
                        List.of(Mailbox.of("a@example.com"), Mailbox.of("b@example.com"), Mailbox.of("c@example.com")));
        assertThat(message.fromName()).isEqualTo("A");
    }

    @Test
    void fiftyLevelsAreReadAndOneMoreIsTooComplex() {
        assertThat(parser.parse(nested(50))).isInstanceOf(ParseOutcome.Parsed.class);
        ParseOutcome.TooComplex outcome = tooComplex(parser.parse(nested(51)));
        assertThat(outcome.budget()).isEqualTo("MIME depth 50");
        assertThat(outcome.soFar().header().value("Subject")).isEqualTo("deep");
    }

    private static byte[] nested(int depth) {
        var text = new StringBuilder("Subject: deep\n");
        for (int i = 0; i < depth; i++) {
            text.append("Content-Type: multipart/mixed; boundary=b%03d\n\n--b%03d\n".formatted(i, i));
        }
        return text.append("\nleaf\n").toString().getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void aThousandPartsAreReadAndOneMoreIsTooComplex() {
        assertThat(parser.parse(wide(999))).isInstanceOf(ParseOutcome.Parsed.class);
        ParseOutcome.TooComplex outcome = tooComplex(parser.parse(wide(1000)));
        assertThat(outcome.budget()).isEqualTo("MIME parts 1000");
        assertThat(outcome.soFar().leaves()).hasSize(999);
    }

    private static byte[] wide(int parts) {
        String text = "Content-Type: multipart/mixed; boundary=b\n\n" + "--b\n\nx\n".repeat(parts) + "--b--\n";
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void aHeaderSectionBeyond256KbIsTooComplex() {
        String field = "X-A: " + "x".repeat(1000) + "\n";
        assertThat(parser.parse((field.repeat(250) + "\nbody").getBytes(StandardCharsets.US_ASCII)))
                .isInstanceOf(ParseOutcome.Parsed.class);
        assertThat(tooComplex(parser.parse((field.repeat(270) + "\nbody").getBytes(StandardCharsets.US_ASCII)))
                        .budget())
                .isEqualTo("header section 262144");
        assertThat(tooComplex(parser.parse(("X: " + "x".repeat(300_000)).getBytes(StandardCharsets.US_ASCII)))
                        .budget())
                .isEqualTo("header section 262144");
    }
}
