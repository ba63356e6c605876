package org.postigo.quarantine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.postigo.mail.record.Reply;
import org.postigo.store.held.CopyEvent;
import org.postigo.store.held.CopyId;
import org.postigo.store.held.Decision.Kind;
import org.postigo.store.people.Person;

class NeverTwiceTest {
    /** Any order of decisions, undos, looks for due work, passing time, lost answers and stops. */
    @Property(tries = 2000)
    void noOrderOfEventsDeliversTwiceUnlessAPersonRepeatsWhatIsInDoubt(
            @ForAll @Size(min = 5, max = 60) List<@IntRange(max = 11) Integer> steps) throws Exception {
        var bench = new Bench();
        List<CopyId> ids = List.of(bench.unread(1), bench.unread(2));
        for (int i = 0; i < steps.size(); i++) {
            CopyId id = ids.get(i % ids.size());
            Person person = i % 3 == 0 ? Bench.BRUNO : Bench.INES;
            try {
                switch (steps.get(i)) {
                    case 0, 1 -> bench.quarantine.decide(person, List.of(id), Choice.of(Kind.RELEASE));
                    case 2 -> bench.quarantine.decide(person, ids, Choice.of(Kind.RELEASE));
                    case 3 -> bench.quarantine.decide(person, List.of(id), Choice.of(Kind.SPAM));
                    case 4 -> bench.quarantine.undo(person, List.of(id));
                    case 5, 6 -> bench.releases.tick();
                    case 7 -> bench.clock.advance(Duration.ofSeconds(15));
                    case 8 -> bench.undoTimePasses();
                    case 9 ->
                        bench.next.add((_, _) ->
                                new Deliverer.Delivery.Deferred("mail.example:25", new Reply(451, "", "later")));
                    case 10 -> bench.held.stopAtAppend(1 + i % 2, TestingHeldMail.Stop.values()[i / 2 % 2]);
                    default ->
                        bench.next.add((copy, content) -> {
                            bench.take(copy, content);
                            return new Deliverer.Delivery.InDoubt("mail.example:25", "connection lost");
                        });
                }
            } catch (TestingHeldMail.Stopped stop) {
                bench.releases = bench.newReleases();
            }
        }
        bench.clock.advance(Duration.ofHours(3));
        try {
            bench.releases.tick();
        } catch (TestingHeldMail.Stopped stop) {
            bench.releases = bench.newReleases();
        }

        for (CopyId id : ids) {
            long doubts = bench.held.log.stream()
                    .filter(event -> event instanceof CopyEvent.FellInDoubt
                            && event.copy().equals(id))
                    .count();
            // A stop that is not yet noticed counts as a doubt too: it will be called one at the next look.
            long unnoticed = bench.stateOf(id) instanceof org.postigo.store.held.CopyState.Leaving ? 1 : 0;
            assertThat(Collections.frequency(bench.taken, id)).isLessThanOrEqualTo((int) (1 + doubts + unnoticed));
            if (doubts + unnoticed == 0) {
                assertThat(Collections.frequency(bench.taken, id)).isLessThanOrEqualTo(1);
            }
        }
    }

    /** Real threads at the instant where undo time ends: whoever wins, an undone copy has not left. */
    @Test
    void anUndoThatWinsTheRaceMeansThatNothingLeft() throws Exception {
        Set<Class<?>> winners = new HashSet<>();
        for (int round = 0; round < 200; round++) {
            var bench = new Bench();
            CopyId id = bench.unread(round);
            bench.quarantine.decide(Bench.INES, List.of(id), Choice.of(Kind.RELEASE));
            bench.clock.advance(bench.quarantine.undoTime().minusNanos(1));
            var start = new CyclicBarrier(6);
            var calls = new ArrayList<Callable<Object>>();
            calls.add(() -> {
                start.await();
                return bench.quarantine.undo(Bench.INES, List.of(id)).getFirst();
            });
            calls.add(() -> {
                start.await();
                bench.clock.advance(Duration.ofNanos(1));
                return "time";
            });
            for (int i = 0; i < 4; i++) {
                calls.add(() -> {
                    start.await();
                    for (int look = 0; look < 20; look++) {
                        bench.releases.tick();
                    }
                    return "worker";
                });
            }
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                Object outcome = threads.invokeAll(calls).getFirst().get();
                bench.releases.tick();
                winners.add(outcome.getClass());
                assertThat(bench.taken).hasSize(outcome instanceof Undoing.Undone ? 0 : 1);
            }
        }
        assertThat(winners).isSubsetOf(Undoing.Undone.class, Undoing.TooLate.class);
    }
}
