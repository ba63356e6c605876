package org.postigo.classifier.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postigo.classifier.check.Subjects.SOUND;
import static org.postigo.classifier.check.Subjects.arguments;
import static org.postigo.classifier.check.Subjects.keys;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postigo.mail.finding.Finding;
import org.postigo.mail.finding.FindingKey;

class FieldCheckTest {
    private final FieldCheck check = new FieldCheck();

    private List<Finding> examine(String header) {
        return check.examine(Subjects.of(header + "\nbody\n"));
    }

    private static String without(String field) {
        return SOUND.lines().filter(line -> !line.startsWith(field + ":")).reduce("", (a, b) -> a + b + "\n");
    }

    private static String with(String field, String value) {
        return without(field) + field + ": " + value + "\n";
    }

    @Test
    void aSoundHeaderSectionSaysNothing() {
        assertThat(examine(SOUND)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "Date, FIELD_MISSING_DATE",
        "Message-ID, FIELD_MISSING_MESSAGE_ID",
        "From, FIELD_MISSING_FROM",
        "To, FIELD_MISSING_TO",
    })
    void whatIsMissingIsSaid(String field, FindingKey key) {
        assertThat(keys(examine(without(field)))).containsExactly(key);
    }

    @Test
    void aCopyIsEnoughForARecipient() {
        assertThat(examine(without("To") + "Cc: luis@ejemplo.mx\n")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "yesterday",
                "Thu, 26 Nov 2026 12:00:00 +0000",
                "Mon, 16 Nov 2026 12:00:00 +0000",
                "Tue, 19 Jan 2038 03:14:07 +0000"
            })
    void oddDatesAreSaid(String date) {
        List<Finding> findings = examine(with("Date", date));
        assertThat(keys(findings)).containsExactly(FindingKey.FIELD_DATE_ODD);
        assertThat(arguments(findings, FindingKey.FIELD_DATE_ODD)).containsExactly(date);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Wed, 25 Nov 2026 11:00:00 +0000", "Wed, 18 Nov 2026 13:00:00 +0000"})
    void clocksAndQueuesMayBeOffALittle(String date) {
        assertThat(examine(with("Date", date))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"7@example.org", "<7>", "<a@b@c>", "<a b@c>", "<>", "<@c>", "<a@b> <c@d>"})
    void oddMessageIdsAreSaid(String id) {
        assertThat(keys(examine(with("Message-ID", id)))).containsExactly(FindingKey.FIELD_MESSAGE_ID_ODD);
    }

    @Test
    void severalAuthorsAreSaid() {
        assertThat(arguments(examine(with("From", "a@example.org, b@example.com")), FindingKey.FIELD_MANY_FROM))
                .containsExactly("a@example.org", "b@example.com");
        assertThat(keys(examine(SOUND + "From: b@example.com\n"))).containsExactly(FindingKey.FIELD_MANY_FROM);
    }

    @ParameterizedTest
    @CsvSource({
        "GANE DINERO YA, true",
        "ÚLTIMO AVISO IMPORTANTE, true",
        "Factura CFDI 3.3 de ACME, false",
        "RFC, false",
        "INVOICE-2026-NOVEMBER, false",
        "123 456 789 000, false",
    })
    void shoutingIsNearlyAllCapitalsInSeveralWords(String subject, boolean expected) {
        assertThat(keys(examine(with("Subject", subject))).contains(FindingKey.FIELD_SUBJECT_SHOUTS))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Re: your order", "RE:x", "Aw: x", "re : x"})
    void aReplyToNothingIsSaid(String subject) {
        assertThat(keys(examine(with("Subject", subject)))).containsExactly(FindingKey.FIELD_FAKE_REPLY);
        assertThat(examine(with("Subject", subject) + "In-Reply-To: <1@example.org>\n"))
                .isEmpty();
        assertThat(examine(with("Subject", subject) + "References: <1@example.org>\n"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Red: a colour", "Regarding: x", "Fwd: x", ": x"})
    void otherSubjectsAreNoReplies(String subject) {
        assertThat(examine(with("Subject", subject))).isEmpty();
    }

    @Test
    void base64ForAsciiIsSaidAndForOthersNot() {
        assertThat(arguments(examine(with("Subject", "=?utf-8?B?aGVsbG8=?=")), FindingKey.FIELD_ENCODED_NEEDLESSLY))
                .containsExactly("Subject");
        assertThat(examine(with("Subject", "=?utf-8?B?w7E=?="))).isEmpty();
        assertThat(examine(with("Subject", "=?utf-8?Q?hello?="))).isEmpty();
    }

    @Test
    void whatMayStandOnceOnlyIsSaid() {
        assertThat(arguments(examine(SOUND + "Subject: other\n"), FindingKey.FIELD_MALFORMED))
                .containsExactly("several Subject fields");
    }

    @Test
    void rawOctetsAndStrayLinesAreSaid() {
        assertThat(arguments(examine(with("Subject", "mañana")), FindingKey.FIELD_MALFORMED))
                .containsExactly("octets beyond ASCII");
        assertThat(arguments(examine("stray line\n" + SOUND), FindingKey.FIELD_MALFORMED))
                .containsExactly("a line in the header section that is no field");
    }

    @Test
    void aBrokenStructureIsSaidApart() {
        List<Finding> findings = examine(SOUND + "Content-Type: multipart/mixed\n");
        assertThat(keys(findings)).containsExactly(FindingKey.MIME_BROKEN);
        assertThat(arguments(findings, FindingKey.MIME_BROKEN)).containsExactly("multipart without boundary");
    }

    @Test
    void bulkMailIsSaidByItsOwnAccount() {
        assertThat(arguments(examine(SOUND + "List-Id: News <news.example.org>\n"), FindingKey.FIELD_BULK))
                .containsExactly("News <news.example.org>");
        assertThat(arguments(examine(SOUND + "Precedence: Bulk\n"), FindingKey.FIELD_BULK))
                .containsExactly("bulk");
        assertThat(examine(SOUND + "Precedence: first-class\n")).isEmpty();
    }

    @Test
    void unsubscribingIsSaidWithItsKind() {
        String field = "List-Unsubscribe: <https://example.org/u>\n";
        assertThat(arguments(examine(SOUND + field), FindingKey.FIELD_UNSUBSCRIBE))
                .containsExactly("plain");
        assertThat(arguments(
                        examine(SOUND + field + "List-Unsubscribe-Post: List-Unsubscribe=One-Click\n"),
                        FindingKey.FIELD_UNSUBSCRIBE))
                .containsExactly("one-click");
    }

    @Test
    void answersToStrangersAreSaid() {
        assertThat(arguments(examine(SOUND + "Reply-To: x@elsewhere.test\n"), FindingKey.FIELD_REPLY_TO_ELSEWHERE))
                .containsExactly("example.org", "elsewhere.test");
        assertThat(examine(SOUND + "Reply-To: x@support.example.org\n")).isEmpty();
        assertThat(keys(examine(SOUND + "Reply-To: x@elsewhere.test\nList-Id: <l.example.org>\n")))
                .containsExactly(FindingKey.FIELD_BULK);
    }
}
