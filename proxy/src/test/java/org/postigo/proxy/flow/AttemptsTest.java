package org.postigo.proxy.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postigo.mail.ForwardPath;
import org.postigo.mail.finding.Verdict.Reason;
import org.postigo.mail.record.CopyOutcome;
import org.postigo.mail.record.Reply;

class AttemptsTest {
    private static final ForwardPath ANA = ForwardPath.of("ana@example.com");
    private static final ForwardPath BOB = ForwardPath.of("bob@example.com");
    private static final Reply OK = new Reply(250, "2.0.0", "ok");
    private static final Reply WAIT = new Reply(451, "4.3.0", "wait");
    private static final CopyOutcome DELIVERED = new CopyOutcome.Delivered("s:25", OK);
    private static final CopyOutcome HELD = new CopyOutcome.Held(Reason.SCORE_HIGH);
    private static final CopyOutcome REFUSED_AND_HELD =
            new CopyOutcome.Held(Reason.SCORE_HIGH, Optional.of(new Reply(550, "", "no ñandú\\ \t%20 here")));
    private static final CopyOutcome QUEUED = new CopyOutcome.Queued("[::1]:25", WAIT);
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    @TempDir
    private Path folder;

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
    void outlivesARestartHoweverMuchCameLater() throws IOException {
        try (AttemptLog log = open(NOW)) {
            var before = new Attempts(log);
            before.settle("open", Map.of(ANA, DELIVERED, BOB, new CopyOutcome.Deferred("s:25", WAIT)));
            before.settle("closed", Map.of(ANA, DELIVERED, BOB, HELD));
            before.settle("half", Map.of(ANA, QUEUED, BOB, REFUSED_AND_HELD));
            before.acknowledged("closed", List.of(ANA, BOB));
            before.acknowledged("half", List.of(ANA));
            for (int i = 0; i < 5_000; i++) {
                before.acknowledged("later" + i, List.of(ANA, BOB));
            }
        }
        try (AttemptLog log = open(NOW)) {
            var after = new Attempts(log);
            assertThat(after.settled("open")).containsExactly(Map.entry(ANA, DELIVERED));
            assertThat(after.settled("closed")).isEmpty();
            assertThat(after.settled("half")).containsExactly(Map.entry(BOB, REFUSED_AND_HELD));
            after.acknowledged("open", List.of(ANA));
        }
        try (AttemptLog log = open(NOW)) {
            assertThat(new Attempts(log).settled("open")).isEmpty();
        }
    }

    @Test
    void mailThatEndsWellWritesNothing() throws IOException {
        try (AttemptLog log = open(NOW)) {
            var attempts = new Attempts(log);
            attempts.acknowledged("key", List.of(ANA));
            attempts.settle("key", Map.of(ANA, new CopyOutcome.Deferred("s:25", WAIT)));
            assertThat(Files.size(file())).isZero();
            attempts.settle("key", Map.of(ANA, DELIVERED));
            long once = Files.size(file());
            attempts.settle("key", Map.of(ANA, DELIVERED));
            assertThat(once).isPositive().isEqualTo(Files.size(file()));
        }
    }

    @Test
    void whatNobodyRetriedForAWeekIsForgotten() throws IOException {
        try (AttemptLog log = open(NOW)) {
            new Attempts(log).settle("key", Map.of(ANA, DELIVERED));
        }
        // Reading it again does not make it younger.
        open(NOW.plus(Duration.ofDays(6))).close();
        try (AttemptLog log = open(NOW.plus(Duration.ofDays(8)))) {
            assertThat(log.open()).isEmpty();
        }
        assertThat(Files.size(file())).isZero();
    }

    @Test
    void damagedLinesArePassedOverAndTheOthersCount() throws IOException {
        try (AttemptLog log = open(NOW)) {
            var attempts = new Attempts(log);
            attempts.settle("one", Map.of(ANA, DELIVERED));
            attempts.settle("two", Map.of(ANA, DELIVERED));
        }
        String text = Files.readString(file());
        Files.writeString(file(), text.replace(" one ", " oen ").substring(0, text.length()) + "\n00000000 1 cut sho");
        try (AttemptLog log = open(NOW)) {
            assertThat(log.open()).containsOnlyKeys("two");
        }
    }

    @Test
    void theFileIsReadIntoBoundedMemory() throws IOException {
        try (AttemptLog log = open(NOW)) {
            for (int i = 0; i < 50; i++) {
                log.settled("key" + i, Map.of(ANA, DELIVERED));
            }
        }
        try (AttemptLog log = AttemptLog.open(file(), () -> NOW, Attempts.KEEP, 10)) {
            assertThat(log.open()).hasSize(10).containsKey("key49").doesNotContainKey("key39");
        }
    }

    private AttemptLog open(Instant now) throws IOException {
        return AttemptLog.open(file(), () -> now, Attempts.KEEP, Attempts.MESSAGES);
    }

    private Path file() {
        return folder.resolve("open-attempts");
    }

    @Test
    void isBounded() {
        var small = new Attempts(10, Duration.ofDays(1), Optional.empty());
        for (int i = 0; i < 10_000; i++) {
            small.settle("key" + i, Map.of(ANA, DELIVERED));
        }
        long left = java.util.stream.IntStream.range(0, 10_000)
                .filter(i -> !small.settled("key" + i).isEmpty())
                .count();
        assertThat(left).isLessThan(5_000);
    }
}
