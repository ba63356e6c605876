package org.postigo.training;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.postigo.classifier.check.Authenticator.Authenticated;
import org.postigo.classifier.check.Subject;
import org.postigo.mail.DomainName;
import org.postigo.mail.MailObject;
import org.postigo.mail.auth.AuthenticationResults.Outcome;
import org.postigo.mail.auth.ProvenIdentity;
import org.postigo.mail.finding.Finding;
import org.postigo.mail.finding.FindingKey;
import org.postigo.mail.message.MessageParser;
import org.postigo.mail.message.ParseOutcome;
import org.postigo.mail.message.ParsedMessage;

class TrustedReceiverTest {
    private static final TrustedReceiver RECEIVER = TrustedReceiver.of("*.ejemplo.example");

    private static final String RECEIVED = """
            Received: from inner.ejemplo.example (inner.ejemplo.example [192.0.2.7])
            \tby mx.ejemplo.example with ESMTPS id 1; Mon, 1 Jun 2026 10:00:02 +0000
            """;
    private static final String EDGE = """
            Received: from mail.shop.test (out.shop.test [8.8.4.4])
            \tby inner.ejemplo.example with ESMTPS id 2; Mon, 1 Jun 2026 10:00:01 +0000
            """;
    private static final String SIGNED = """
            DKIM-Signature: v=1; a=rsa-sha256; d=shop.test; s=a; h=from:to:subject; bh=aa; b=bb
            From: Shop <news@mail.shop.test>
            """;

    private static ParsedMessage message(String header) {
        return switch (new MessageParser()
                .parse((header + "\nHello\n").replace("\n", "\r\n").getBytes(UTF_8))) {
            case ParseOutcome.Parsed(ParsedMessage message) -> message;
            case ParseOutcome.TooComplex(String budget, ParsedMessage soFar) -> throw new AssertionError(budget);
        };
    }

    private static Authenticated of(String header) {
        MailObject mail = Corpus.mail((header + "\nHello\n").getBytes(UTF_8), 1);
        return RECEIVER.authenticate(new Subject(mail, message(header), Instant.MAX));
    }

    private static List<FindingKey> keys(Authenticated authenticated) {
        return authenticated.findings().stream()
                .map(finding -> ((Finding.Fact) finding).key())
                .toList();
    }

    @Test
    void theTopmostFieldOfTheReceiverIsBelieved() {
        Authenticated found = of(RECEIVED
                + "Authentication-Results: mx.ejemplo.example;\n\tspf=softfail smtp.mailfrom=bounce@mail.shop.test;\n"
                + "\tdkim=pass (2048-bit key) header.d=shop.test header.i=@shop.test;\n\tdmarc=fail (p=REJECT sp=NONE) header.from=mail.shop.test\n"
                + EDGE
                + SIGNED);
        assertThat(keys(found))
                .containsExactly(FindingKey.SPF_SOFTFAIL, FindingKey.DKIM_PASS_ALIGNED, FindingKey.DMARC_FAIL_STRICT);
        assertThat(found.proven()).contains(new ProvenIdentity.SignedDomain(DomainName.of("shop.test")));
        assertThat(found.results().spf().outcome()).isEqualTo(Outcome.SOFTFAIL);
    }

    @Test
    void aFieldBelowTheTopmostOrOfAStrangerIsNot() {
        String pass = "Authentication-Results: mx.ejemplo.example; dkim=pass header.d=shop.test\n";
        String stranger = "Authentication-Results: mx.stranger.test; dkim=pass header.d=shop.test\n";
        assertThat(of(stranger + pass + SIGNED)).isEqualTo(Authenticated.NOTHING);
        assertThat(of(stranger + SIGNED)).isEqualTo(Authenticated.NOTHING);
    }

    @Test
    void aSignatureThatDoesNotCoverFromOrIsNotAlignedProvesNothing() {
        String pass = "Authentication-Results: mx.ejemplo.example; dkim=pass header.d=shop.test\n";
        assertThat(keys(of(pass + SIGNED.replace("from:to", "to")))).containsExactly(FindingKey.DKIM_PASS);
        assertThat(keys(of(pass + SIGNED.replace("mail.shop.test", "other.test"))))
                .containsExactly(FindingKey.DKIM_PASS);
        assertThat(keys(of(pass + SIGNED.replace("s=a;", "s=a; l=10;")))).containsExactly(FindingKey.DKIM_PASS);
    }

    @Test
    void whatWasNotReportedStatesNothingButAMissingSignatureIsSeen() {
        assertThat(keys(of(RECEIVED + EDGE + "From: a@shop.test\n"))).containsExactly(FindingKey.DKIM_NONE);
        assertThat(keys(of(RECEIVED + EDGE + SIGNED))).isEmpty();
        assertThat(keys(of("Authentication-Results: mx.ejemplo.example; spf=pass smtp.mailfrom=shop.test\n" + SIGNED)))
                .containsExactly(FindingKey.SPF_PASS);
    }

    @Test
    void theClientIsWhoHandedTheMessageToTheInnermostOwnHost() {
        MailObject mail = Corpus.mail("From: a@b.test\n\nx".getBytes(UTF_8), 1);
        MailObject with =
                RECEIVER.withClient(mail, message(RECEIVED + EDGE + SIGNED).header());
        assertThat(with.client().address().getHostAddress()).isEqualTo("8.8.4.4");
        assertThat(with.client().helo()).isEqualTo("mail.shop.test");
    }

    @Test
    void aReceivedFieldBehindAStrangersIsNotBelieved() {
        MailObject mail = Corpus.mail("From: a@b.test\n\nx".getBytes(UTF_8), 1);
        String forged = EDGE.replace("8.8.4.4", "9.9.9.9");
        assertThat(RECEIVER.withClient(
                                mail, message(RECEIVED + EDGE + forged + SIGNED).header())
                        .client()
                        .address()
                        .getHostAddress())
                .isEqualTo("8.8.4.4");
        String stranger = EDGE.replace("by inner.ejemplo.example", "by mx.stranger.test");
        assertThat(RECEIVER.withClient(mail, message(stranger + SIGNED).header()))
                .isEqualTo(mail);
    }

    @Test
    void theClientsNamesAreFacts() {
        assertThat(keys(of(EDGE.replace("out.shop.test [", "[") + SIGNED)))
                .containsExactly(FindingKey.CLIENT_NO_REVERSE_NAME);
        assertThat(keys(of(EDGE.replace("8.8.4.4]", "8.8.4.4] (may be forged)") + SIGNED)))
                .containsExactly(FindingKey.CLIENT_REVERSE_NAME_UNCONFIRMED);
        assertThat(keys(of(EDGE.replace("out.shop.test", "8-8-4-4.dyn.shop.test") + SIGNED)))
                .containsExactly(FindingKey.CLIENT_DYNAMIC_NAME);
        assertThat(keys(of(EDGE.replace("out.shop.test", "o1.ptr99.sendgrid.net") + SIGNED)))
                .containsExactly(FindingKey.CLIENT_MAIL_SERVICE);
        assertThat(keys(of(EDGE + SIGNED))).isEmpty();
    }

    @Test
    void severalNamesMayBeGivenButNotNone() {
        assertThat(TrustedReceiver.of("mx.a.test, *.ejemplo.example")).isNotNull();
        assertThatThrownBy(() -> TrustedReceiver.of(" , ")).isInstanceOf(IllegalArgumentException.class);
    }
}
