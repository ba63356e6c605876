package org.postigo.proxy.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postigo.mail.Client;
import org.postigo.mail.Envelope;
import org.postigo.mail.ForwardPath;
import org.postigo.mail.MailId;
import org.postigo.mail.ReversePath;
import org.postigo.mail.finding.Verdict.Reason;
import org.postigo.mail.record.CopyOutcome;
import org.postigo.mail.record.JournalEntry;
import org.postigo.mail.record.Reply;

class AttemptsTest {
    private static final ForwardPath ANA = ForwardPath.of("ana@example.com");
    private static final ForwardPath BOB = ForwardPath.of("bob@example.com");
    private static final Reply OK = new Reply(250, "2.0.0", "ok");
    private static final Reply WAIT = new Reply(451, "4.3.0", "wait");
    private static final CopyOutcome DELIVERED = new CopyOutcome.Delivered("s:25", OK);
    private final Attempts attempts = new Attempts();

    @Test
    void remembersOnlyWhatIsTakenCareOf() {
        attempts.settle(
                "key",
                Map.of(
                        ANA,
                        DELIVERED,
                        BOB,
                        new CopyOutcome.Deferred("s:25", WAIT),
                        ForwardPath.of("eva@example.com"),
                        new CopyOutcome.HeldInvisibly(Reason.SCORE_HIGH)));
        assertThat(attempts.settled("key")).containsExactly(Map.entry(ANA, DELIVERED));
        assertThat(attempts.settled("other")).isEmpty();
    }

    @Test
    void addsUpOverSeveralAttemptsAndForgetsWhatWasAcknowledged() {
        attempts.settle("key", Map.of(ANA, DELIVERED));
        attempts.settle("key", Map.of(BOB, DELIVERED));
        attempts.acknowledged("key", List.of(ANA));
        assertThat(attempts.settled("key")).containsOnlyKeys(BOB);
        attempts.acknowledged("key", List.of(BOB));
        assertThat(attempts.settled("key")).isEmpty();
    }

    @Test
    void learnsFromTheJournalInItsOrder() {
        attempts.seed(entry(Map.of(ANA, DELIVERED, BOB, new CopyOutcome.Deferred("s:25", WAIT)), WAIT));
        assertThat(attempts.settled("key")).containsOnlyKeys(ANA);
        attempts.seed(entry(Map.of(ANA, DELIVERED, BOB, DELIVERED), OK));
        assertThat(attempts.settled("key")).isEmpty();
    }

    @Test
    void isBounded() {
        var small = new Attempts(10, Duration.ofDays(1));
        for (int i = 0; i < 10_000; i++) {
            small.settle("key" + i, Map.of(ANA, DELIVERED));
        }
        long left = java.util.stream.IntStream.range(0, 10_000)
                .filter(i -> !small.settled("key" + i).isEmpty())
                .count();
        assertThat(left).isLessThan(5_000);
    }

    private static JournalEntry.Transaction entry(Map<ForwardPath, CopyOutcome> outcomes, Reply reply) {
        return new JournalEntry.Transaction(
                new MailId("01JDC0000000TE57"),
                Instant.EPOCH,
                Client.plain(InetAddress.getLoopbackAddress(), "x"),
                new Envelope(ReversePath.of(""), Envelope.Parameters.NONE, List.of()),
                1,
                "key",
                Optional.empty(),
                outcomes,
                reply,
                Map.of());
    }
}
