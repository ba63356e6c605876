package org.postigo.store;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.postigo.mail.Client;
import org.postigo.mail.Content;
import org.postigo.mail.Envelope;
import org.postigo.mail.ForwardPath;
import org.postigo.mail.MailId;
import org.postigo.mail.MailObject;
import org.postigo.mail.Mailbox;
import org.postigo.mail.Recipient;
import org.postigo.mail.ReversePath;
import org.postigo.mail.auth.AuthenticationResults;
import org.postigo.mail.auth.ProvenIdentity;
import org.postigo.mail.finding.Assessment;
import org.postigo.mail.finding.Contribution;
import org.postigo.mail.finding.Finding;
import org.postigo.mail.finding.FindingKey;
import org.postigo.mail.finding.MessageDigest;
import org.postigo.mail.finding.Score;
import org.postigo.mail.finding.Verdict;
import org.postigo.mail.record.CopyOutcome;
import org.postigo.mail.record.JournalEntry;
import org.postigo.mail.record.Reply;
import org.postigo.store.held.CopyId;
import org.postigo.store.held.HeldMail.CopyToHold;

/** Messages, assessments and journal entries for tests of stores and of those who use them. */
public final class Samples {
    private Samples() {}

    /** A client on a documentation address (RFC 5737). */
    public static final Client CLIENT = Client.plain(InetAddress.ofLiteral("192.0.2.7"), "mail.example.org");

    /** A message of a few lines. */
    public static MailObject mail(Instant received, String from, String subject, String... recipients) {
        return mail(received, from, recipients, text(from, subject, recipients[0]));
    }

    /** A message of given bytes. */
    public static MailObject mail(Instant received, String from, String[] recipients, byte[] content) {
        var envelope = new Envelope(
                ReversePath.of(from),
                Envelope.Parameters.NONE,
                List.of(recipients).stream().map(Recipient::of).toList());
        return new MailObject(
                MailId.next(received, ThreadLocalRandom.current()), received, CLIENT, envelope, Content.of(content));
    }

    private static byte[] text(String from, String subject, String to) {
        return ("From: " + from + "\r\nTo: " + to + "\r\nSubject: " + subject + "\r\nMessage-ID: <"
                        + ThreadLocalRandom.current().nextLong() + "@example.org>\r\n\r\nGuten Tag, hello, hola.\r\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** A HOLD for each recipient. */
    public static Assessment assessment(MailObject mail, String subject, double logOdds, ProvenIdentity... proven) {
        Map<ForwardPath, Verdict> verdicts = new LinkedHashMap<>();
        mail.envelope().recipients().forEach(r -> verdicts.put(r.path(), new Verdict.Hold(Verdict.Reason.SCORE_HIGH)));
        Finding.Fact fact = Finding.Fact.of(FindingKey.SPF_FAIL, "example.org");
        Optional<Mailbox> from = mail.envelope().reversePath().toMailbox();
        return new Assessment(
                List.of(fact, new Finding.Unknown("dnslist:zen", Finding.Cause.TIMEOUT, "no answer in 2 s")),
                new Score(logOdds, -1, List.of(new Contribution(fact, logOdds + 1))),
                AuthenticationResults.NONE,
                List.of(proven),
                verdicts,
                new MessageDigest(
                        from,
                        "Somebody",
                        subject,
                        "<" + mail.id() + "@example.org>",
                        Optional.of(mail.received()),
                        Optional.empty(),
                        List.of("www.example.org"),
                        List.of(new MessageDigest.Attachment("offer.pdf", "application/pdf", 12_345))),
                new Assessment.Versions("prices-1", 3, "1"),
                Duration.ofMillis(7));
    }

    /** Every recipient's copy, to be held for its score. */
    public static List<CopyToHold> copies(MailObject mail) {
        return mail.envelope().recipients().stream()
                .map(r -> new CopyToHold(r, Verdict.Reason.SCORE_HIGH, Optional.empty()))
                .toList();
    }

    /** Holds and publishes a new message. */
    public static List<CopyId> held(Store store, Instant received, String from, String subject, String... recipients)
            throws java.io.IOException {
        MailObject mail = mail(received, from, subject, recipients);
        return store.held()
                .hold(mail, assessment(mail, subject, 2), "key-" + mail.id(), copies(mail))
                .publish();
    }

    /** The journal's entry of a message that was delivered to all. */
    public static JournalEntry.Transaction delivered(MailObject mail, Assessment assessment) {
        Map<ForwardPath, CopyOutcome> outcomes = new LinkedHashMap<>();
        Reply reply = new Reply(250, "2.0.0", "Ok");
        mail.envelope()
                .recipients()
                .forEach(r -> outcomes.put(r.path(), new CopyOutcome.Delivered("mx1.example.com:25", reply)));
        return new JournalEntry.Transaction(
                mail.id(),
                mail.received().plusMillis(40),
                mail.client(),
                mail.envelope(),
                mail.content().size(),
                "00ff",
                Optional.of(assessment),
                outcomes,
                reply,
                Map.of("classify", Duration.ofMillis(7)));
    }

    /** The journal's entry of a refusal at RCPT. */
    public static JournalEntry.Refusal refused(Instant at, String recipient) {
        return new JournalEntry.Refusal(
                MailId.next(at, ThreadLocalRandom.current()),
                at,
                CLIENT,
                Optional.of(ReversePath.of("a@example.org")),
                List.of(recipient),
                "RCPT",
                new Reply(550, "5.1.1", "No such mailbox"),
                "mailbox server: 550 5.1.1 unknown");
    }
}
