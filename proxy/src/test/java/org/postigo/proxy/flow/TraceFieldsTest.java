package org.postigo.proxy.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.postigo.mail.Client;
import org.postigo.mail.Content;
import org.postigo.mail.DomainName;
import org.postigo.mail.Envelope;
import org.postigo.mail.MailId;
import org.postigo.mail.MailObject;
import org.postigo.mail.Recipient;
import org.postigo.mail.ReversePath;
import org.postigo.mail.auth.AuthenticationResults;
import org.postigo.mail.finding.Assessment;
import org.postigo.mail.finding.MessageDigest;
import org.postigo.mail.finding.Score;

class TraceFieldsTest {
    private static final TraceFields FIELDS = new TraceFields(DomainName.of("mx.example.net"));
    private static final MailId ID = new MailId("01KAS8R0Q0ABCDEF");

    private static MailObject mail(
            Client client, boolean smtputf8, List<Recipient> recipients, Set<MailObject.Change> changes) {
        var parameters = new Envelope.Parameters(
                java.util.OptionalLong.empty(), Envelope.Body.SEVEN_BIT, smtputf8, Optional.empty(), Optional.empty());
        return new MailObject(
                ID,
                Instant.parse("2026-11-03T09:30:07Z"),
                client,
                new Envelope(ReversePath.of("a@b.org"), parameters, recipients),
                Content.of(new byte[0]),
                changes);
    }

    private static Client client(String address, String helo, boolean esmtp, Optional<Client.Tls> tls) {
        return new Client(InetAddress.ofLiteral(address), 1234, helo, esmtp, tls);
    }

    private static String fields(MailObject mail, TraceFields.Mark mark) {
        return new String(FIELDS.of(mail, mark, assessment(AuthenticationResults.NONE)), StandardCharsets.ISO_8859_1);
    }

    private static Assessment assessment(AuthenticationResults results) {
        return new Assessment(
                List.of(),
                new Score(0, 0, List.of()),
                results,
                List.of(),
                Map.of(),
                MessageDigest.UNREAD,
                new Assessment.Versions("test", 0, "test"),
                Duration.ZERO);
    }

    private static AuthenticationResults results(int signatures) {
        var domain = Optional.of(DomainName.of("b.org"));
        AuthenticationResults none = AuthenticationResults.NONE;
        var spf = new AuthenticationResults.Spf(AuthenticationResults.Outcome.PASS, domain, "");
        var dkim = new AuthenticationResults.Dkim(
                AuthenticationResults.Outcome.FAIL,
                domain,
                "s".repeat(60),
                false,
                false,
                false,
                "evil\r\nX-Injected: yes" + "x".repeat(200));
        return new AuthenticationResults(spf, Collections.nCopies(signatures, dkim), none.dmarc(), none.arc());
    }

    @Test
    void tellsWhatWasAuthenticatedInOurName() {
        MailObject mail = mail(
                client("192.0.2.1", "mail.b.org", true, Optional.empty()),
                false,
                List.of(Recipient.of("u@example.com")),
                Set.of());
        String text = new String(
                FIELDS.of(mail, TraceFields.Mark.DELIVER, assessment(results(1))), StandardCharsets.US_ASCII);
        assertThat(text)
                .contains(
                        "\r\nAuthentication-Results: mx.example.net;\r\n\tspf=pass smtp.mailfrom=a@b.org;\r\n\tdkim=fail")
                .doesNotContain("\r\nX-Injected");
    }

    @Test
    void manySignaturesDoNotOutgrowTheRoomThatIsPromised() {
        MailObject mail = mail(
                client("192.0.2.1", "mail.b.org", true, Optional.empty()),
                false,
                List.of(Recipient.of("u@example.com")),
                Set.of());
        byte[] fields = FIELDS.of(mail, TraceFields.Mark.TAG, assessment(results(60)));
        assertThat(fields).hasSizeLessThanOrEqualTo(TraceFields.MAX_OCTETS);
        assertThat(new String(fields, StandardCharsets.US_ASCII)).contains("spf=pass", "dkim=fail", "X-Postigo-Id: ");
    }

    @Test
    void writesReceivedAsRfc5321Wants() {
        var tls = Optional.of(new Client.Tls("TLSv1.3", "TLS_AES_256_GCM_SHA384"));
        MailObject mail = mail(
                client("192.0.2.1", "mail.b.org", true, tls), false, List.of(Recipient.of("u@example.com")), Set.of());
        assertThat(fields(mail, TraceFields.Mark.DELIVER)).isEqualTo("""
                Received: from mail.b.org ([192.0.2.1])
                \tby mx.example.net (Postigo) with ESMTPS
                \tid 01KAS8R0Q0ABCDEF
                \tfor <u@example.com>
                \ttls TLS_AES_256_GCM_SHA384 (TLSv1.3);
                \tTue, 3 Nov 2026 09:30:07 +0000
                Authentication-Results: mx.example.net; none
                X-Postigo-Id: 01KAS8R0Q0ABCDEF
                X-Postigo-Verdict: deliver
                """.replace("\n", "\r\n"));
    }

    @Test
    void tellsNoRecipientOfTheOthers() {
        MailObject mail = mail(
                client("2001:db8::1", "b.org", false, Optional.empty()),
                false,
                List.of(Recipient.of("u@example.com"), Recipient.of("v@example.com")),
                Set.of());
        assertThat(fields(mail, TraceFields.Mark.RELEASE))
                .contains(
                        "from b.org ([IPv6:2001:db8:0:0:0:0:0:1])\r\n",
                        " with SMTP\r\n",
                        "X-Postigo-Verdict: release\r\n")
                .doesNotContain("u@example.com", "v@example.com");
    }

    @Test
    void marksWhatIsTaggedAndSaysWhatWasChanged() {
        MailObject mail = mail(
                client("192.0.2.1", "b.org", true, Optional.empty()),
                true,
                List.of(Recipient.of("u@example.com")),
                Set.of(MailObject.Change.AUTHENTICATION_RESULTS, MailObject.Change.LINE_ENDS));
        assertThat(fields(mail, TraceFields.Mark.TAG))
                .contains(" with UTF8SMTP\r\n")
                .endsWith("X-Postigo-Verdict: tag\r\nX-Postigo-Spam: yes\r\n"
                        + "X-Postigo-Changed: line-ends, authentication-results\r\n");
    }

    @Test
    void letsNothingFromOutsideBecomeAField() {
        var tls = Optional.of(new Client.Tls("TLS\r\nX: y", "c".repeat(5_000)));
        String hostile = "evil)\r\nX-Postigo-Spam: no\r\n\u0000\u00e9" + "x".repeat(5_000);
        MailObject mail = mail(
                client("192.0.2.1", hostile, true, tls),
                true,
                List.of(Recipient.of("\"" + "a\\\" >".repeat(40) + "\"@example.com")),
                Set.of(MailObject.Change.values()));
        String fields = fields(mail, TraceFields.Mark.TAG);
        assertThat(fields.length()).isLessThanOrEqualTo(TraceFields.MAX_OCTETS);
        assertThat(fields.chars()).allMatch(c -> c >= ' ' && c < 127 || c == '\r' || c == '\n' || c == '\t');
        assertThat(fields.lines()
                        .filter(line -> !line.startsWith("\t"))
                        .map(line -> line.substring(0, line.indexOf(':'))))
                .containsExactly(
                        "Received",
                        "Authentication-Results",
                        "X-Postigo-Id",
                        "X-Postigo-Verdict",
                        "X-Postigo-Spam",
                        "X-Postigo-Changed");
        assertThat(fields).contains("from [192.0.2.1] (helo evil???X-Postigo-Spam:?no");
        assertThat(fields.lines()).allMatch(line -> line.length() <= 998);
    }
}
