package org.postigo.classifier.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ViewsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Spam-Status: No, score=-5.1",
                "x-spam-flag: YES",
                "X-Rspamd-Score: -3",
                "X-MS-Exchange-Organization-SCL: 9",
                "X-Forefront-Antispam-Report: SFV:NSPM",
                "X-Microsoft-Antispam: BCL:0;",
                "Authentication-Results: mx.else.where; dkim=pass",
                "ARC-Authentication-Results: i=1; mx.else.where; spf=pass",
                "Received-SPF: pass",
                "X-Postigo-Score: 0.01",
                "Status: RO",
                "Lines: 42",
                "Content-Length: 4711",
                "X-Bogosity: Ham",
                "X-Spam-Report: a\r\n folded\r\n\tfield",
                "From someone@example.org Mon Nov 23 10:00:00 2026",
                ">From someone@example.org Mon Nov 23 10:00:00 2026"
            })
    void aFieldThatOthersWroteChangesNoView(String field) {
        Views without = Letters.views(Letters.of("From: a@example.org", "Subject: Hello", "", "body words"));
        Views with = Letters.views(Letters.of("From: a@example.org", field, "Subject: Hello", "", "body words"));
        assertThat(with.raw()).isEqualTo(without.raw());
        if (!field.contains("From ")) { // an mbox line may make the parser end the header section
            assertThat(with.shown()).isEqualTo(without.shown());
            assertThat(with.words()).isEqualTo(without.words());
        }
    }

    @Test
    void aFieldOfTheSenderCounts() {
        Views without = Letters.views(Letters.of("From: a@example.org", "", "body"));
        Views with = Letters.views(Letters.of("From: a@example.org", "X-Mailer: Bulk 3", "", "body"));
        assertThat(with.raw()).isNotEqualTo(without.raw());
        assertThat(with.words()).contains("x-mailer:bulk");
    }

    @Test
    void storedLineEndsDoNotMatter() {
        String text = "From: a@example.org\r\nSubject: Hi\r\n\r\nOne\r\nTwo\r\n";
        assertThat(Letters.views(Letters.of(text.replace("\r\n", "\n").getBytes(UTF_8)))
                        .raw())
                .isEqualTo(Letters.views(Letters.of(text.getBytes(UTF_8))).raw());
    }

    @Test
    void theShownViewIsDecodedLowerCaseAndWithoutTags() {
        Views views = Letters.views(Letters.of(
                "From: =?utf-8?q?Jos=C3=A9?= <j@example.org>",
                "Subject: =?utf-8?b?wqFPRkVSVEEh?=",
                "Content-Type: text/html; charset=utf-8",
                "Content-Transfer-Encoding: quoted-printable",
                "",
                "<p>COMPRA v<b>ia</b>gra&nbsp;en <a href=3D\"http://casa.invalid/x\">a=C3=B1o</a>"));
        assertThat(new String(views.shown(), UTF_8))
                .contains("josé")
                .contains("¡oferta!")
                .contains("compra viagra en año")
                .doesNotContain("<p>", "href");
        assertThat(views.words()).contains("viagra", "año", "subject:oferta!", "link:casa.invalid");
    }

    @Test
    void theReversePathStandsForTheReturnPathField() {
        assertThat(Letters.views(Letters.of("Return-Path: <forged@evil.invalid>", "", "x"))
                        .words())
                .contains("return-path:ana@example.net")
                .doesNotContain("return-path:forged@evil.invalid");
    }

    @Test
    void anyOctetsWhateverMakeViewsAndFeatures() {
        var random = new Random(7);
        for (int size : new int[] {0, 1, 2, 3, 4, 5, 100, 10_000, 100_000}) {
            byte[] octets = new byte[size];
            random.nextBytes(octets);
            assertThat(Letters.features(Letters.of(octets)).raw().length).isLessThanOrEqualTo(Views.RAW);
        }
    }

    @Test
    void boundsHoldForAHugeMessage() {
        Views views =
                Letters.views(Letters.of(("Subject: x\r\n\r\n" + "word and another ".repeat(80_000)).getBytes(UTF_8)));
        assertThat(views.raw()).hasSizeLessThanOrEqualTo(Views.RAW);
        assertThat(views.shown()).hasSizeLessThanOrEqualTo(Views.SHOWN);
        assertThat(views.words()).hasSizeLessThanOrEqualTo(3_000);
    }

    @Test
    void textThatNobodySeesStandsApart() {
        Views views = Letters.views(Letters.of(
                "Content-Type: text/html",
                "",
                "<p>buy <span style=\"color:red; Display : none\">meeting <span>minutes</span></span> pills</p>"
                        + "<div style='font-size:0px'>agenda</div><div style='font-size:0.9em'>today</div>"));
        assertThat(new String(views.shown(), UTF_8))
                .contains("buy pills", "today")
                .doesNotContain("minutes", "agenda");
        assertThat(views.words())
                .contains("buy", "pills", "today", "hidden:meeting", "hidden:minutes", "hidden:agenda")
                .doesNotContain("meeting", "minutes", "agenda");
    }

    @Test
    void lettersThatLookAlikeAreOne() {
        Views plain = Letters.views(Letters.of("Subject: viagra", "", "cheap viagra"));
        Views disguised = Letters.views(Letters.of("Subject: vіagra", "", "ch​eap viаgra"));
        assertThat(disguised.shown()).isEqualTo(plain.shown());
        assertThat(disguised.words()).isEqualTo(plain.words());
    }
}
