package org.postigo.appliance.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postigo.mail.Client;
import org.postigo.mail.Content;
import org.postigo.mail.Envelope;
import org.postigo.mail.MailId;
import org.postigo.mail.MailObject;
import org.postigo.mail.Recipient;
import org.postigo.mail.ReversePath;
import org.postigo.mail.auth.AuthenticationResults;
import org.postigo.mail.finding.Assessment;
import org.postigo.mail.finding.MessageDigest;
import org.postigo.mail.finding.Score;
import org.postigo.mail.finding.Verdict;
import org.postigo.mail.record.CopyOutcome;
import org.postigo.mail.record.JournalEntry;
import org.postigo.mail.record.Reply;
import org.postigo.store.FileStore;
import org.postigo.store.Settings;
import org.postigo.store.disk.RealDisk;
import org.postigo.store.held.CopyState;
import org.postigo.store.held.HeldCopy;
import org.postigo.store.held.HeldQuery;

class SamplingTest {
    private static final Recipient COMPRAS = Recipient.of("compras@metalsur.example");
    private static final Reply TAKEN = new Reply(250, "2.0.0", "queued");
    private static final CopyOutcome DELIVERED = new CopyOutcome.Delivered("mail.example:25", TAKEN);

    @TempDir
    private Path folder;

    private static MailObject mail(int number) {
        Instant now = Instant.parse("2026-11-25T10:00:00Z");
        return new MailObject(
                MailId.next(now, new SplittableRandom(number)),
                now,
                Client.plain(InetAddress.ofLiteral("192.0.2.1"), "client.example"),
                new Envelope(ReversePath.of("a@b.test"), Envelope.Parameters.NONE, List.of(COMPRAS)),
                Content.of("Subject: Pedido\r\n\r\nHola\r\n".getBytes(StandardCharsets.US_ASCII)));
    }

    private static Assessment said(Verdict verdict, double logOdds) {
        return new Assessment(
                List.of(),
                new Score(logOdds, logOdds, List.of()),
                AuthenticationResults.NONE,
                List.of(),
                Map.of(COMPRAS.path(), verdict),
                MessageDigest.UNREAD,
                new Assessment.Versions("prices-1", 0, "1"),
                Duration.ofMillis(3));
    }

    private static Assessment low() {
        return said(new Verdict.Deliver(Verdict.Reason.SCORE_LOW), 0);
    }

    private static JournalEntry entry(MailObject mail, Assessment said, CopyOutcome outcome) {
        return new JournalEntry.Transaction(
                mail.id(),
                mail.received(),
                mail.client(),
                mail.envelope(),
                mail.content().size(),
                "key",
                Optional.of(said),
                Map.of(COMPRAS.path(), outcome),
                TAKEN,
                Map.of());
    }

    /** What is held after a message went its way, all lots being this one. */
    private List<HeldCopy> held(double share, double lot, Assessment said, CopyOutcome outcome) throws IOException {
        try (FileStore store = FileStore.open(
                folder, Settings.DEFAULT.withRoom(1L << 40, 0, 0, 0), Clock.systemUTC(), new RealDisk())) {
            MailObject mail = mail(1);
            var sampling = new Sampling(store.held(), share, () -> lot);
            assertThat(sampling.drawn(mail, said)).isSameAs(said);
            sampling.record(entry(mail, said, outcome));
            sampling.close();
            assertThat(store.awaitIndex(30)).isTrue();
            return store.held().list(HeldQuery.all(0, 10)).rows();
        }
    }

    @Test
    void ofDeliveredMailThatIsDrawnAReviewerGetsACopy() throws Exception {
        assertThat(held(0.01, 0.001, low(), DELIVERED)).singleElement().satisfies(copy -> {
            assertThat(copy.reason()).isEqualTo(Verdict.Reason.SAMPLED);
            assertThat(copy.recipient()).isEqualTo(COMPRAS);
            assertThat(copy.state()).isInstanceOf(CopyState.Unread.class);
        });
    }

    @Test
    void whatIsNotDrawnIsNotKept() throws Exception {
        assertThat(held(0.01, 0.9, low(), DELIVERED)).isEmpty();
    }

    @Test
    void nothingIsDrawnUnlessTheSiteAskedForIt() throws Exception {
        assertThat(held(0, 0, low(), DELIVERED)).isEmpty();
    }

    @Test
    void whatTheFilterIsSureOfIsDrawnMoreRarelyThanWhatItDoubts() throws Exception {
        assertThat(held(0.01, 0.005, said(new Verdict.Deliver(Verdict.Reason.SCORE_LOW), -12), DELIVERED))
                .isEmpty();
        assertThat(held(0.01, 0.005, low(), DELIVERED)).hasSize(1);
    }

    @Test
    void whatPassedForAnotherReasonThanItsScoreIsNotDrawn() throws Exception {
        assertThat(held(0.01, 0, said(new Verdict.Deliver(Verdict.Reason.ALLOWED), 0), DELIVERED))
                .isEmpty();
    }

    @Test
    void whatTheServerDidNotTakeIsNotDrawn() throws Exception {
        assertThat(held(0.01, 0, low(), new CopyOutcome.Deferred("mail.example:25", new Reply(451, "4.3.0", "later"))))
                .isEmpty();
    }
}
