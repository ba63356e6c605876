package org.postigo.proxy.greylist;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
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
import org.postigo.mail.auth.AuthenticationResults.Outcome;
import org.postigo.mail.auth.ProvenIdentity;
import org.postigo.mail.finding.Assessment;
import org.postigo.mail.finding.Finding;
import org.postigo.mail.finding.FindingKey;
import org.postigo.mail.finding.MessageDigest;
import org.postigo.mail.finding.Score;
import org.postigo.mail.finding.Verdict;
import org.postigo.mail.finding.Verdict.Reason;

class NewcomerTest {
    private static final List<Verdict> HELD = List.of(new Verdict.Hold(Reason.SCORE_HIGH));
    private static final DomainName DOMAIN = DomainName.of("sender.example");
    private static final AuthenticationResults NONE = AuthenticationResults.NONE;

    private static MailObject mail(String client, String... recipients) {
        return new MailObject(
                MailId.next(Instant.EPOCH, new Random(1)),
                Instant.EPOCH,
                Client.plain(InetAddress.ofLiteral(client), "client.example"),
                new Envelope(
                        new ReversePath.Null(),
                        Envelope.Parameters.NONE,
                        Arrays.stream(recipients).map(Recipient::of).toList()),
                Content.of("\r\n".getBytes(StandardCharsets.US_ASCII)));
    }

    private static Assessment said(AuthenticationResults results, List<ProvenIdentity> proven, Finding... findings) {
        return new Assessment(
                List.of(findings),
                new Score(0, 0, List.of()),
                results,
                proven,
                Map.of(),
                MessageDigest.UNREAD,
                new Assessment.Versions("test", 0, "test"),
                Duration.ZERO);
    }

    private static Optional<Newcomer> of(List<Verdict> verdicts, Assessment said) {
        return Newcomer.of(mail("192.0.2.65", "ana@one.example"), said, verdicts, "key");
    }

    private static String sender(String client, AuthenticationResults results) {
        return Newcomer.of(mail(client, "ana@one.example"), said(results, List.of()), HELD, "key")
                .orElseThrow()
                .sender();
    }

    private static AuthenticationResults results(Outcome spf, Outcome dkim) {
        return new AuthenticationResults(
                new AuthenticationResults.Spf(spf, Optional.of(DomainName.of("bounce.example")), ""),
                List.of(new AuthenticationResults.Dkim(dkim, Optional.of(DOMAIN), "s", false, true, false, "")),
                NONE.dmarc(),
                NONE.arc());
    }

    @Test
    void onlyWhatTheScoreAloneWouldHoldIsConcerned() {
        Assessment said = said(NONE, List.of());
        assertThat(of(HELD, said)).isPresent();
        for (Verdict other : List.of(
                new Verdict.Deliver(Reason.SCORE_LOW),
                new Verdict.Deliver(Reason.ALLOWED),
                new Verdict.Deliver(Reason.OBSERVED),
                new Verdict.Tag(Reason.SCORE_HIGH),
                new Verdict.Hold(Reason.DENIED),
                new Verdict.Hold(Reason.UNREADABLE),
                new Verdict.Refuse(Reason.SCORE_EXTREME))) {
            assertThat(of(List.of(HELD.getFirst(), other), said))
                    .as("%s", other)
                    .isEmpty();
        }
        assertThat(of(List.of(), said)).isEmpty();
    }

    @Test
    void whoProvesTheFromFieldIsNeverAskedToWait() {
        assertThat(of(HELD, said(NONE, List.of(new ProvenIdentity.SignedDomain(DOMAIN)))))
                .isEmpty();
        assertThat(of(HELD, said(NONE, List.of(new ProvenIdentity.AuthorisedDomain(DOMAIN)))))
                .isEmpty();
        assertThat(of(HELD, said(NONE, List.of(new ProvenIdentity.ClientAddress(InetAddress.ofLiteral("192.0.2.65"))))))
                .isPresent();
    }

    @Test
    void whoIsKnownIsNeverAskedToWait() {
        assertThat(of(HELD, said(NONE, List.of(), Finding.Fact.of(FindingKey.KNOWN_SENDER))))
                .isEmpty();
        assertThat(of(HELD, said(NONE, List.of(), Finding.Fact.of(FindingKey.KNOWN_SENDER_RESCUED))))
                .isEmpty();
        assertThat(of(HELD, said(NONE, List.of(), Finding.Fact.of(FindingKey.KNOWN_SENDER_SPAM))))
                .isPresent();
    }

    @Test
    void theSenderIsAnAuthenticatedDomainOrElseANetwork() {
        assertThat(sender("192.0.2.65", results(Outcome.PASS, Outcome.PASS))).isEqualTo("sender.example");
        assertThat(sender("192.0.2.65", results(Outcome.PASS, Outcome.FAIL))).isEqualTo("bounce.example");
        assertThat(sender("192.0.2.65", results(Outcome.SOFTFAIL, Outcome.FAIL)))
                .isEqualTo("192.0.2.0/24");
        assertThat(sender("::ffff:192.0.2.65", NONE)).isEqualTo("192.0.2.0/24");
        assertThat(sender("2001:db8:1:2:3:4:5:6", NONE)).isEqualTo("2001:db8:1:2:0:0:0:0/64");
    }

    @Test
    void oneTextToManyPeopleIsNoRetryAndTheOrderOfRecipientsDoesNotMatter() {
        assertThat(message("a@one.example", "b@one.example")).isEqualTo(message("b@one.example", "a@one.example"));
        assertThat(message("a@one.example"))
                .isNotEqualTo(message("b@one.example"))
                .startsWith("key");
    }

    private static String message(String... recipients) {
        return Newcomer.of(mail("192.0.2.65", recipients), said(NONE, List.of()), HELD, "key")
                .orElseThrow()
                .message();
    }
}
