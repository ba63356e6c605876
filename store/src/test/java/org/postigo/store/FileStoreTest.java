package org.postigo.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postigo.mail.finding.Verdict;
import org.postigo.mail.policy.ListEntry;
import org.postigo.mail.record.CopyOutcome;
import org.postigo.mail.rule.RuleSet;
import org.postigo.store.audit.Audit;
import org.postigo.store.audit.AuditEvent;
import org.postigo.store.counts.Counts;
import org.postigo.store.digests.Request;
import org.postigo.store.disk.Disk;
import org.postigo.store.disk.RealDisk;
import org.postigo.store.held.CopyEvent;
import org.postigo.store.held.CopyId;
import org.postigo.store.held.Decision;
import org.postigo.store.held.HeldCopy;
import org.postigo.store.held.HeldMail;
import org.postigo.store.held.HeldQuery;
import org.postigo.store.lists.Hits;

/** The store in files keeps every contract. */
class FileStoreTest {
    static Store open(Path folder, Clock clock) throws IOException {
        return FileStore.open(folder, Settings.DEFAULT.withRoom(1L << 30, 0, 0, 0), clock, new RealDisk());
    }

    @Nested
    class Held extends HeldMailContract {
        @TempDir
        Path folder;

        @Override
        Store open(Clock clock) throws IOException {
            return FileStoreTest.open(folder, clock);
        }

        @Test
        void whoeverGlancesNeedNotWaitForARebuiltIndex() throws Exception {
            var gate = new AtomicReference<>(new CountDownLatch(0));
            store.close();
            try (FileStore slow = FileStore.open(
                    folder, Settings.DEFAULT.withRoom(1L << 30, 0, 0, 0), Clock.systemUTC(), slowLog(gate))) {
                CopyId unread = Samples.held(slow, NOW, "a@example.org", "Offer", "b@example.com")
                        .getFirst();
                CopyId decided = Samples.held(slow, NOW, "a@example.org", "Prize", "b@example.com")
                        .getFirst();
                slow.held()
                        .append(List.of(new CopyEvent.Decided(
                                decided,
                                NOW,
                                new Decision(Decision.Kind.SPAM, "ana@example.com", NOW, NOW.plusSeconds(30), ""))));
                assertThat(slow.awaitIndex(30)).isTrue();
                assertThat(slow.held().glance(HeldQuery.all(0, 50)).whole()).isTrue();

                gate.set(new CountDownLatch(1));
                slow.rebuild();
                HeldMail.Page page = slow.held().glance(HeldQuery.all(0, 50));
                HeldMail.Page found = slow.held().glance(asking("prize"));

                assertThat(page.rows()).extracting(HeldCopy::id).containsExactly(unread);
                assertThat(page.whole()).isFalse();
                assertThat(found.rows()).isEmpty();
                assertThat(found.whole()).isFalse();

                gate.get().countDown();
                assertThat(slow.awaitIndex(30)).isTrue();
                page = slow.held().glance(HeldQuery.all(0, 50));
                assertThat(page.rows()).extracting(HeldCopy::id).containsExactlyInAnyOrder(unread, decided);
                assertThat(page.whole()).isTrue();
                assertThat(slow.held().glance(asking("prize")).rows())
                        .extracting(HeldCopy::id)
                        .containsExactly(decided);
            }
        }

        private static HeldQuery asking(String text) {
            return new HeldQuery(
                    text, Set.of(), Set.of(), Optional.empty(), Optional.empty(), HeldQuery.Order.NEWEST, 0, 50);
        }

        /** A disk that gives out the log of copies only while the gate is open. */
        private static Disk slowLog(AtomicReference<CountDownLatch> gate) {
            var disk = new RealDisk();
            return (Disk) Proxy.newProxyInstance(
                    Disk.class.getClassLoader(), new Class<?>[] {Disk.class}, (_, method, arguments) -> {
                        if (method.getName().equals("read")
                                && arguments[0].toString().contains("log/copies")) {
                            gate.get().await();
                        }
                        try {
                            return method.invoke(disk, arguments);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
        }

        @Test
        void aHistoryOutlivesARestartAndARebuiltIndex() throws IOException {
            CopyId id = Samples.held(store, NOW, "a@example.org", "Offer", "b@example.com")
                    .getFirst();
            List<CopyEvent> events = List.of(new CopyEvent.Decided(
                    id, NOW, new Decision(Decision.Kind.SPAM, "ana@example.com", NOW, NOW.plusSeconds(30), "")));
            store.held().append(events);
            store.close();
            store = open(Clock.fixed(NOW, ZoneOffset.UTC));
            assertThat(store.held().history(id)).isEqualTo(events);
            ((FileStore) store).rebuild();
            assertThat(store.held().history(id)).isEqualTo(events);
        }
    }

    @Nested
    class Ruled extends RulesContract {
        @TempDir
        Path folder;

        @Override
        Store open(Clock clock) throws IOException {
            return FileStoreTest.open(folder, clock);
        }

        @Test
        void rulesAndTheirPastSurviveARestart() throws IOException {
            store.rules().save(new ListEntry.Scope.Site(), List.of(rule("a", ".docm")), "macros", "cli", 0);
            store.rules().save(new ListEntry.Scope.Site(), List.of(), "", "cli", 1);
            List<RuleSet> before = store.rules().history(new ListEntry.Scope.Site());
            store.close();
            store = FileStoreTest.open(folder, Clock.fixed(NOW, ZoneOffset.UTC));
            assertThat(store.rules().history(new ListEntry.Scope.Site())).isEqualTo(before);
            assertThat(store.rules().snapshot().version()).isEqualTo(2);
        }
    }

    @Nested
    class Journalled extends JournalContract {
        @TempDir
        Path folder;

        @Override
        Store open(Clock clock) throws IOException {
            return FileStoreTest.open(folder, clock);
        }
    }

    @Nested
    class Reviewed extends RoundsContract {
        @TempDir
        Path folder;

        @Override
        Store open(Clock clock) throws IOException {
            return FileStoreTest.open(folder, clock);
        }

        @Override
        void reopen() throws IOException {
            store.close();
            store = open(Clock.fixed(NOW, ZoneOffset.UTC));
        }
    }

    @Nested
    class Settled extends SettingsContract {
        @TempDir
        Path folder;

        @Override
        Store open(Clock clock) throws IOException {
            return FileStoreTest.open(folder, clock);
        }
    }

    @Nested
    class Acquainted extends AcquaintancesContract {
        @TempDir
        Path folder;

        @Override
        Store open(Clock clock) throws IOException {
            return FileStoreTest.open(folder, clock);
        }

        @Override
        void settle() {
            assertThat(((FileStore) store).awaitIndex(30)).isTrue();
        }
    }

    @Nested
    class Counted extends CountsContract {
        @TempDir
        Path folder;

        @Override
        Store open(Clock clock) throws IOException {
            return FileStoreTest.open(folder, clock);
        }

        @Override
        void settle() {
            assertThat(((FileStore) store).awaitIndex(30)).isTrue();
        }

        @Test
        void countsOutliveARestartAndARebuiltIndex() throws Exception {
            CopyId id = Samples.held(store, NOW, "a@example.org", "Offer", "b@example.com")
                    .getFirst();
            decide(id, Decision.Kind.RELEASE, NOW);
            journal(NOW, "b@example.com", new CopyOutcome.Held(Verdict.Reason.SCORE_HIGH));
            assertThat(sum(Counts.Kind.HELD, "example.com")).isEqualTo(1);
            store.close();
            store = open(Clock.fixed(NOW, ZoneOffset.UTC));
            for (int round = 0; round < 2; round++) {
                assertThat(sum(Counts.Kind.HELD, "example.com")).isEqualTo(1);
                assertThat(sum(Counts.Kind.RESCUED, "example.com")).isEqualTo(1);
                assertThat(sum(Counts.Kind.MINUTES, "")).isEqualTo(1);
                ((FileStore) store).rebuild();
            }
        }
    }

    @Nested
    class Hit extends HitsContract {
        @TempDir
        Path folder;

        @Override
        Store open(Clock clock) throws IOException {
            return FileStoreTest.open(folder, clock);
        }

        @Override
        void settle() {
            assertThat(((FileStore) store).awaitIndex(30)).isTrue();
        }

        @Test
        void hitsOutliveARestartAndARebuiltIndex() throws IOException {
            Instant at = journal(
                    NOW,
                    Map.of(LUIS, new Verdict.Deliver(Verdict.Reason.ALLOWED, Optional.of("e1"))),
                    Map.of(LUIS, DELIVERED));
            var tally = new Hits.Tally(1, Optional.of(at));
            assertThat(of("e1")).isEqualTo(tally);
            store.close();
            store = open(Clock.fixed(NOW, ZoneOffset.UTC));
            assertThat(of("e1")).isEqualTo(tally);
            ((FileStore) store).rebuild();
            assertThat(of("e1")).isEqualTo(tally);
        }
    }

    @Nested
    class Audited extends AuditContract {
        @TempDir
        Path folder;

        @Override
        Store open(Clock clock) throws IOException {
            return FileStoreTest.open(folder, clock);
        }

        @Test
        void deedsDigestsAndRequestsOutliveARestart() throws IOException {
            store.audit().note(deed(1, "ana@example.com", AuditEvent.Deed.LOOKED));
            store.digests().told(DOMAIN, NOW);
            store.requests().ask(asks(Request.Wish.RELEASE));
            store.views().put(VIEW, "ana@example.com");
            store.close();
            store = open(Clock.fixed(NOW, ZoneOffset.UTC));
            assertThat(store.audit().newest(Audit.Query.since(NOW), 10))
                    .contains(deed(1, "ana@example.com", AuditEvent.Deed.LOOKED));
            assertThat(store.digests().toldUntil(DOMAIN)).contains(NOW);
            assertThat(store.requests().open()).containsExactly(asks(Request.Wish.RELEASE));
            assertThat(store.views().all()).containsExactly(VIEW);
        }

        @Test
        void whoeverChangesASettingIsNoted() throws IOException {
            store.people().put(SettingsContract.person("eva@example.com"), "ana@example.com");
            store.people().remove("eva@example.com", "ana@example.com");
            assertThat(store.audit().newest(Audit.Query.since(NOW), 10))
                    .containsExactly(
                            new AuditEvent(
                                    NOW, "ana@example.com", "", AuditEvent.Deed.PERSON_REMOVED, "eva@example.com", ""),
                            new AuditEvent(
                                    NOW,
                                    "ana@example.com",
                                    "",
                                    AuditEvent.Deed.PERSON_PUT,
                                    "eva@example.com",
                                    "REVIEWER"));
        }
    }
}
