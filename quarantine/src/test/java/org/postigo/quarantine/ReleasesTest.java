package org.postigo.quarantine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postigo.mail.finding.Verdict;
import org.postigo.mail.record.Reply;
import org.postigo.store.held.CopyEvent;
import org.postigo.store.held.CopyId;
import org.postigo.store.held.CopyState;
import org.postigo.store.held.Decision.Kind;
import org.postigo.store.held.HeldCopy;
import org.postigo.store.held.HeldMail;

class ReleasesTest {
    private static final Reply BUSY = new Reply(452, "4.3.1", "later");
    private static final Reply NEVER = new Reply(550, "5.1.1", "no such user");

    private final Bench bench = new Bench();

    private CopyId decided(int number, Kind kind) throws IOException {
        CopyId id = bench.unread(number);
        bench.quarantine.decide(Bench.INES, List.of(id), Choice.of(kind));
        bench.undoTimePasses();
        return id;
    }

    @Test
    void thatADeliveryBeginsIsDurableBeforeTheFirstOctetLeaves() throws Exception {
        CopyId id = decided(1, Kind.RELEASE);
        bench.next.add((copy, content) -> {
            assertThat(bench.stateOf(id)).isEqualTo(new CopyState.Leaving(1));
            return bench.take(copy, content);
        });

        bench.releases.tick();

        assertThat(bench.taken).containsExactly(id);
        assertThat(bench.stateOf(id)).isInstanceOf(CopyState.Delivered.class);
    }

    @Test
    void aServerThatAsksToWaitIsAskedAgainLaterAndEachTimeLaterStill() throws Exception {
        CopyId id = decided(1, Kind.RELEASE);
        for (int i = 0; i < 2; i++) {
            bench.next.add((_, _) -> new Deliverer.Delivery.Deferred("mail.example:25", BUSY));
        }
        bench.releases.tick();
        assertThat(bench.stateOf(id))
                .isEqualTo(new CopyState.Waiting(1, BUSY, bench.clock.instant().plusSeconds(60)));

        bench.clock.advance(Duration.ofSeconds(59));
        bench.releases.tick();
        assertThat(bench.next).hasSize(1);

        bench.clock.advance(Duration.ofSeconds(1));
        bench.releases.tick();
        assertThat(bench.stateOf(id))
                .isEqualTo(new CopyState.Waiting(2, BUSY, bench.clock.instant().plusSeconds(120)));

        bench.clock.advance(Duration.ofSeconds(120));
        bench.releases.tick();
        assertThat(bench.taken).containsExactly(id);
    }

    @Test
    void aCopyThatTheProxyQueuedIsDeliveredWithoutAnybodysDecision() {
        var copy = Bench.copy(
                1,
                "compras@metalsur.example",
                "a@b.example",
                "",
                new CopyState.Waiting(0, BUSY, bench.clock.instant().plusSeconds(60)));
        bench.held.put(copy);
        bench.releases.tick();
        assertThat(bench.taken).isEmpty();

        bench.clock.advance(Duration.ofSeconds(60));
        bench.releases.tick();

        assertThat(bench.taken).containsExactly(copy.id());
        assertThat(bench.held.effects(0, 10)).isEmpty();
    }

    @Test
    void whatIsRefusedForGoodStaysHeldSaysWhyAndCanBeDecidedAnew() throws Exception {
        CopyId id = decided(1, Kind.RELEASE);
        bench.next.add((_, _) -> new Deliverer.Delivery.Refused("mail.example:25", NEVER));
        bench.releases.tick();
        assertThat(bench.stateOf(id))
                .isEqualTo(new CopyState.Rejected(bench.clock.instant(), "mail.example:25", NEVER));

        bench.clock.advance(Duration.ofDays(1));
        bench.releases.tick();
        assertThat(bench.taken).isEmpty();

        assertThat(bench.quarantine.decide(Bench.BRUNO, List.of(id), Choice.of(Kind.SPAM)))
                .singleElement()
                .isInstanceOf(Ruling.Done.class);
    }

    @Test
    void aReleaseWhoseAnswerGotLostIsRepeatedOnlyByAPerson() throws Exception {
        CopyId id = decided(1, Kind.RELEASE);
        bench.next.add((_, _) -> new Deliverer.Delivery.InDoubt("mail.example:25", "connection lost"));
        bench.releases.tick();
        assertThat(bench.stateOf(id)).isInstanceOf(CopyState.InDoubt.class);

        bench.clock.advance(Duration.ofDays(30));
        bench.releases.tick();
        assertThat(bench.taken).isEmpty();

        bench.quarantine.decide(Bench.INES, List.of(id), Choice.of(Kind.RELEASE));
        bench.undoTimePasses();
        bench.releases.tick();
        assertThat(bench.taken).containsExactly(id);
    }

    @Test
    void aBugInDeliveryLeavesItInDoubtAndNotStuck() throws Exception {
        CopyId id = decided(1, Kind.RELEASE);
        bench.next.add((_, _) -> {
            throw new IllegalArgumentException("bug");
        });
        bench.releases.tick();
        assertThat(bench.stateOf(id)).isInstanceOf(CopyState.InDoubt.class);
    }

    @Test
    void aCopyOfDeliveredMailIsConfirmedAndLearntAndNothingLeaves() throws Exception {
        HeldCopy held = Bench.copy(
                1,
                "compras@metalsur.example",
                "ventas@proveedor.example",
                "rebotes@proveedor.example",
                new CopyState.Unread());
        bench.held.put(new HeldCopy(held.id(), held.message(), held.recipient(), Verdict.Reason.SAMPLED, held.state()));
        bench.quarantine.decide(Bench.INES, List.of(held.id()), Choice.of(Kind.RELEASE));
        bench.undoTimePasses();

        bench.releases.tick();

        assertThat(bench.taken).isEmpty();
        assertThat(bench.stateOf(held.id())).isInstanceOf(CopyState.Delivered.class);
        assertThat(bench.held.effects(0, 10))
                .singleElement()
                .satisfies(effect -> assertThat(effect.decision().kind()).isEqualTo(Kind.RELEASE));
    }

    @Test
    void spamIsClosedAndNothingLeaves() throws Exception {
        CopyId id = decided(1, Kind.SPAM_AND_DENY);
        bench.releases.tick();

        assertThat(bench.stateOf(id)).isInstanceOf(CopyState.Spam.class);
        assertThat(bench.taken).isEmpty();
        assertThat(bench.entries).hasSize(1);
    }

    @Test
    void damagedContentNeverLeavesAndStaysVisible() throws Exception {
        CopyId id = decided(1, Kind.RELEASE);
        bench.held.contentTrouble = java.util.Optional.of(new HeldMail.DamagedContent("one bit"));
        bench.releases.tick();

        assertThat(bench.taken).isEmpty();
        assertThat(bench.stateOf(id)).isInstanceOf(CopyState.Rejected.class);
    }

    @Test
    void aDiskThatCannotBeReadNowIsTriedAgain() throws Exception {
        CopyId id = decided(1, Kind.RELEASE);
        bench.held.contentTrouble = java.util.Optional.of(new IOException("stale handle"));
        bench.releases.tick();
        assertThat(bench.stateOf(id)).isInstanceOf(CopyState.Waiting.class);

        bench.held.contentTrouble = java.util.Optional.empty();
        bench.clock.advance(Duration.ofMinutes(1));
        bench.releases.tick();
        assertThat(bench.taken).containsExactly(id);
    }

    @Test
    void anOutcomeThatTheDiskRefusesIsWrittenLaterAndTheCopyIsNotSentAgain() throws Exception {
        CopyId id = decided(1, Kind.RELEASE);
        bench.next.add((copy, content) -> {
            bench.held.refuseAppends(3);
            return bench.take(copy, content);
        });
        for (int i = 0; i < 4; i++) {
            bench.releases.tick();
            bench.clock.advance(Duration.ofMinutes(5));
        }

        assertThat(bench.taken).containsExactly(id);
        assertThat(bench.stateOf(id)).isInstanceOf(CopyState.Delivered.class);
    }

    /** Stops the process at every append there is, before and after it is written, and starts it again. */
    @ParameterizedTest
    @EnumSource(TestingHeldMail.Stop.class)
    void wheneverTheProcessStopsTheCopyIsTakenAtMostOnceAndNeverForgotten(TestingHeldMail.Stop how) throws Exception {
        for (int append = 1; append <= 2; append++) {
            var trial = new Bench();
            CopyId id = trial.unread(append);
            trial.quarantine.decide(Bench.INES, List.of(id), Choice.of(Kind.RELEASE));
            trial.undoTimePasses();
            trial.held.stopAtAppend(append, how);
            boolean stopped = false;
            try {
                trial.releases.tick();
            } catch (TestingHeldMail.Stopped stop) {
                stopped = true;
            }
            assertThat(stopped).as("append %d was reached", append).isTrue();

            trial.releases = trial.newReleases();
            trial.clock.advance(Duration.ofHours(2));
            trial.releases.tick();
            trial.releases.tick();

            assertThat(trial.taken).as("append %d, %s", append, how).hasSizeLessThanOrEqualTo(1);
            assertThat(trial.stateOf(id))
                    .as("append %d, %s", append, how)
                    .isInstanceOfAny(CopyState.Delivered.class, CopyState.InDoubt.class);
            if (trial.stateOf(id) instanceof CopyState.Delivered) {
                assertThat(trial.taken).containsExactly(id);
            }
        }
    }

    @Test
    void aStopWhileTheServerWasThinkingLeavesItInDoubt() throws Exception {
        CopyId id = decided(1, Kind.RELEASE);
        bench.next.add((copy, content) -> {
            bench.take(copy, content);
            throw new TestingHeldMail.Stopped();
        });
        try {
            bench.releases.tick();
        } catch (TestingHeldMail.Stopped stop) {
            bench.releases = bench.newReleases();
        }
        bench.releases.tick();

        assertThat(bench.stateOf(id)).isInstanceOf(CopyState.InDoubt.class);
        assertThat(bench.taken).hasSize(1);
    }

    @Test
    void whatIsInFlightIsNeitherStartedAgainNorCalledInDoubtByTheNextLook() throws Exception {
        CopyId id = decided(1, Kind.RELEASE);
        var serverAsked = new CountDownLatch(1);
        var serverAnswers = new CountDownLatch(1);
        bench.next.add((copy, content) -> {
            serverAsked.countDown();
            try {
                serverAnswers.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return bench.take(copy, content);
        });
        try (var threads = Executors.newVirtualThreadPerTaskExecutor();
                var releases = new Releases(
                        bench.held, new NoLists(), bench::serve, bench.clock, Backoff.DEFAULT, threads, 4)) {
            releases.tick();
            serverAsked.await();
            bench.clock.advance(Duration.ofHours(1));
            assertThat(releases.tick()).isZero();
            assertThat(bench.stateOf(id)).isEqualTo(new CopyState.Leaving(1));
            serverAnswers.countDown();
        }

        assertThat(bench.taken).containsExactly(id);
        assertThat(bench.stateOf(id)).isInstanceOf(CopyState.Delivered.class);
        assertThat(bench.held.log)
                .filteredOn(CopyEvent.FellInDoubt.class::isInstance)
                .isEmpty();
    }

    @Test
    void noMoreDeliveriesRunAtOnceThanAllowed() throws Exception {
        for (int i = 0; i < 40; i++) {
            CopyId id = bench.unread(i);
            bench.quarantine.decide(Bench.INES, List.of(id), Choice.of(Kind.RELEASE));
        }
        bench.undoTimePasses();
        var pending = new java.util.ArrayDeque<Runnable>();
        var releases =
                new Releases(bench.held, new NoLists(), bench::serve, bench.clock, Backoff.DEFAULT, pending::add, 16);

        assertThat(releases.tick()).isEqualTo(16);
        assertThat(releases.tick()).isZero();
        while (!pending.isEmpty()) {
            pending.pop().run();
        }
        assertThat(releases.tick()).isEqualTo(16);
    }

    private static final class NoLists implements org.postigo.store.lists.Lists {
        @Override
        public Snapshot snapshot() {
            return new Snapshot(0, List.of());
        }

        @Override
        public void put(org.postigo.mail.policy.ListEntry entry, String by) {
            throw new AssertionError("no entry belongs here");
        }

        @Override
        public boolean remove(String id, String by) {
            return false;
        }
    }
}
