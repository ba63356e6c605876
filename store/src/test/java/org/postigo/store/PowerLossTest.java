package org.postigo.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.postigo.mail.MailObject;
import org.postigo.mail.record.JournalEntry;
import org.postigo.store.disk.ForgetfulDisk;
import org.postigo.store.held.CopyEvent;
import org.postigo.store.held.CopyId;
import org.postigo.store.held.CopyState;
import org.postigo.store.held.Decision;
import org.postigo.store.held.HeldCopy;
import org.postigo.store.held.HeldMail;
import org.postigo.store.held.HeldQuery;

/**
 * Power is lost before every single step of hold, publish, decide and record, on a disk that forgets what was not synced:
 * what was acknowledged is there afterwards, whole, and nothing is half there.
 */
class PowerLossTest {
    private static final Instant NOW = Instant.parse("2026-11-23T09:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    private static final Path FOLDER = Path.of("/data");
    private static final byte[] LARGE =
            ("Subject: large\r\n\r\n" + "all alike ".repeat(5_000)).getBytes(StandardCharsets.US_ASCII);

    /** What the store has said is done. */
    private static final class Acknowledged {
        private final Map<CopyId, byte[]> held = new HashMap<>();
        private final Map<CopyId, CopyState> states = new HashMap<>();
        private final List<JournalEntry> journal = new ArrayList<>();
        private final List<String> entries = new ArrayList<>();
        private int losses;
    }

    private static FileStore open(ForgetfulDisk disk) throws IOException {
        return FileStore.open(
                FOLDER, Settings.DEFAULT.withRoom(1 << 30, 0, 0, 0).withSegment(4_000), CLOCK, disk);
    }

    /** Rounds of work, each with one act that is noted in the background. */
    private static final int ACTS = 4;

    private static void work(FileStore store, Acknowledged done) throws IOException {
        for (int i = 0; i < ACTS; i++) {
            byte[] content = i % 2 == 0
                    ? LARGE
                    : ("Subject: small " + i + "\r\n\r\nhello\r\n").getBytes(StandardCharsets.US_ASCII);
            MailObject mail = Samples.mail(
                    NOW.plusSeconds(i), "a@example.org", new String[] {"b@example.com", "c@example.com"}, content);
            HeldMail.Holding holding =
                    store.held().hold(mail, Samples.assessment(mail, "s", 1), "key-" + i, Samples.copies(mail));
            List<CopyId> ids = holding.publish();
            ids.forEach(id -> {
                done.held.put(id, content);
                done.states.put(id, new CopyState.Unread());
            });
            var decision = new Decision(Decision.Kind.SPAM, "ana@example.com", NOW, NOW, "");
            // Until it is acknowledged either state is right.
            done.states.remove(ids.getFirst());
            store.held().append(List.of(new CopyEvent.Decided(ids.getFirst(), NOW, decision)));
            done.states.put(ids.getFirst(), new CopyState.Decided(decision));
            JournalEntry.Transaction entry = Samples.delivered(mail, Samples.assessment(mail, "s", 1));
            try {
                store.journal().append(entry).join();
            } catch (CompletionException e) {
                throw new IOException(e.getCause());
            }
            done.journal.add(entry);
            store.lists().put(SettingsContract.deny("entry-" + i, "x@example.org"), "cli");
            done.entries.add("entry-" + i);
        }
    }

    private static void check(FileStore store, Acknowledged done) throws IOException {
        assertThat(store.awaitIndex(60)).isTrue();
        for (Map.Entry<CopyId, byte[]> held : done.held.entrySet()) {
            Optional<HeldCopy> copy = store.held().find(held.getKey());
            if (copy.isEmpty()) {
                done.losses++;
                continue;
            }
            assertThat(store.held().content(copy.get().message()).bytes()).isEqualTo(held.getValue());
            CopyState state = done.states.get(held.getKey());
            if (state != null && !state.equals(copy.get().state())) {
                done.losses++;
            }
        }
        HeldMail.Page page = store.held().list(HeldQuery.all(0, 1000));
        assertThat(page.total()).isEqualTo(page.rows().size());
        for (HeldCopy copy : page.rows()) {
            assertThat(store.held().content(copy.message()).bytes())
                    .hasSize((int) copy.message().size());
        }
        List<String> entries =
                store.lists().snapshot().entries().stream().map(e -> e.id()).toList();
        done.losses +=
                (int) done.entries.stream().filter(e -> !entries.contains(e)).count();
        for (JournalEntry entry : done.journal) {
            if (entry instanceof JournalEntry.Transaction t
                    && !store.journal().find(t.id()).equals(Optional.of(entry))) {
                done.losses++;
            }
        }
    }

    private static int steps() throws IOException {
        var disk = new ForgetfulDisk();
        try (FileStore store = open(disk)) {
            int before = disk.operations();
            work(store, new Acknowledged());
            return disk.operations() - before;
        }
    }

    private interface Restart {
        void restart(ForgetfulDisk disk, int step);
    }

    private static int lossesOverAllSteps(boolean syncs, int stride, Restart restart) throws IOException {
        int steps = steps();
        assertThat(steps).isGreaterThan(60);
        int losses = 0;
        int interrupted = 0;
        for (int step = 1; step <= steps + 1; step += stride) {
            var disk = new ForgetfulDisk();
            var done = new Acknowledged();
            try (FileStore store = open(disk)) {
                if (!syncs) {
                    disk.ignoreSync();
                }
                disk.losePowerAt(step);
                work(store, done);
            } catch (IOException power) {
                assertThat(disk.powerless()).isTrue();
            }
            if (disk.powerless()) {
                interrupted++;
            }
            restart.restart(disk, step);
            try (FileStore store = open(disk)) {
                check(store, done);
            }
            losses += done.losses;
        }
        // The log of acts is written while nobody waits, so its records may share a write in one run and not in the
        // other.
        assertThat(interrupted).isGreaterThanOrEqualTo((steps - 2 * ACTS) / stride);
        return losses;
    }

    @Test
    void nothingAcknowledgedIsLostWhereverPowerIsLost() throws IOException {
        assertThat(lossesOverAllSteps(true, 1, (disk, step) -> disk.restart())).isZero();
    }

    @Test
    void norWhenSomeOfWhatWasNotSyncedIsThereByChance() throws IOException {
        assertThat(lossesOverAllSteps(true, 1, (disk, step) -> disk.restart(new SplittableRandom(step))))
                .isZero();
    }

    @Test
    void withoutFsyncThisTestFindsLosses() throws IOException {
        assertThat(lossesOverAllSteps(false, 7, (disk, step) -> disk.restart())).isPositive();
    }

    @Test
    void aDiskThatFillsUpLosesNothingAndIsUsedAgainOnceThereIsRoom() throws IOException {
        int steps = steps();
        for (int step = 1; step <= steps; step++) {
            var disk = new ForgetfulDisk();
            var done = new Acknowledged();
            try (FileStore store = open(disk)) {
                disk.fillUpAt(step);
                try {
                    work(store, done);
                } catch (IOException full) {
                    assertThat(full.getMessage()).isNotBlank();
                }
                disk.makeRoom();
                // The interrupted round is not repeated, so its copies may hold names that follow: new ones are taken.
                done.held.putAll(heldNow(store));
            }
            disk.restart();
            try (FileStore store = open(disk)) {
                check(store, done);
            }
            assertThat(done.losses).as("full at step %s", step).isZero();
        }
    }

    private static Map<CopyId, byte[]> heldNow(FileStore store) throws IOException {
        MailObject mail = Samples.mail(NOW, "a@example.org", new String[] {"d@example.com"}, LARGE);
        CopyId id = store.held()
                .hold(mail, Samples.assessment(mail, "s", 1), "after", Samples.copies(mail))
                .publish()
                .getFirst();
        return Map.of(id, LARGE);
    }

    @Test
    void whatIsInvisibleStaysSoAndIsTakenOverAfterARestart() throws IOException {
        var disk = new ForgetfulDisk();
        MailObject first = Samples.mail(NOW, "a@example.org", "Offer", "b@example.com");
        try (FileStore store = open(disk)) {
            store.held()
                    .hold(first, Samples.assessment(first, "s", 1), "same", Samples.copies(first))
                    .leaveInvisible();
        }
        disk.restart();
        try (FileStore store = open(disk)) {
            assertThat(store.awaitIndex(60)).isTrue();
            assertThat(store.held().list(HeldQuery.all(0, 10)).total()).isZero();
            MailObject retry = Samples.mail(NOW.plusSeconds(60), "a@example.org", "Offer", "b@example.com");
            assertThat(store.held()
                            .hold(retry, Samples.assessment(retry, "s", 1), "same", Samples.copies(retry))
                            .publish())
                    .containsExactly(new CopyId(first.id(), 0));
        }
    }

    @Test
    void aDeliveryThatAStopCutOffIsDue() throws IOException {
        var disk = new ForgetfulDisk();
        CopyId id;
        try (FileStore store = open(disk)) {
            id = Samples.held(store, NOW, "a@example.org", "s", "b@example.com").getFirst();
            var decision = new Decision(Decision.Kind.RELEASE, "ana@example.com", NOW, NOW, "");
            store.held()
                    .append(List.of(
                            new CopyEvent.Decided(id, NOW, decision),
                            new CopyEvent.TookEffect(id, NOW, Optional.empty()),
                            new CopyEvent.ReleaseStarted(id, NOW, 1)));
            assertThat(store.held().due(NOW, 10)).isEmpty();
        }
        disk.restart();
        try (FileStore store = open(disk)) {
            assertThat(store.awaitIndex(60)).isTrue();
            assertThat(store.held().due(NOW, 10)).extracting(HeldCopy::id).containsExactly(id);
            store.held().append(List.of(new CopyEvent.FellInDoubt(id, NOW, "stopped")));
            assertThat(store.held().due(NOW, 10)).isEmpty();
        }
    }

    @Test
    void whatWasLeftInvisibleIsSweptAwayAfterAWeek() throws IOException {
        var disk = new ForgetfulDisk();
        MailObject mail = Samples.mail(NOW, "a@example.org", new String[] {"b@example.com"}, LARGE);
        try (FileStore store = open(disk)) {
            store.held()
                    .hold(mail, Samples.assessment(mail, "s", 1), "key", Samples.copies(mail))
                    .leaveInvisible();
        }
        assertThat(disk.list(FOLDER.resolve("held/2026-11-23"))).hasSize(2);
        Clock later = Clock.fixed(NOW.plus(java.time.Duration.ofDays(7)).plusSeconds(1), ZoneOffset.UTC);
        try (FileStore store = FileStore.open(FOLDER, Settings.DEFAULT.withRoom(1 << 30, 0, 0, 0), later, disk)) {
            store.sweep();
        }
        assertThat(disk.list(FOLDER.resolve("held/2026-11-23"))).containsExactly("bodies");
        assertThat(disk.list(FOLDER.resolve("held/2026-11-23/bodies"))).isEmpty();
    }

    @Test
    void alikeBodiesAreStoredOnce() throws IOException {
        var disk = new ForgetfulDisk();
        try (FileStore store = open(disk)) {
            for (int i = 0; i < 20; i++) {
                MailObject mail = Samples.mail(NOW, "a@example.org", new String[] {"b@example.com"}, LARGE);
                store.held()
                        .hold(mail, Samples.assessment(mail, "s", 1), "key-" + i, Samples.copies(mail))
                        .publish();
            }
            assertThat(disk.list(FOLDER.resolve("held/2026-11-23/bodies"))).hasSize(1);
            assertThat(store.figures()
                            .held()
                            .get(org.postigo.mail.DomainName.of("example.com"))
                            .octets())
                    .isBetween((long) LARGE.length, 2L * LARGE.length);
        }
    }

    @Test
    void aFullQuotaAndAFullDiskHoldNothingMore() throws IOException {
        var disk = new ForgetfulDisk();
        var small = Settings.DEFAULT.withRoom(100_000, 0, 0, 0);
        try (FileStore store = FileStore.open(FOLDER, small, CLOCK, disk)) {
            byte[] content = new byte[60_000];
            MailObject one = Samples.mail(NOW, "a@example.org", new String[] {"b@example.com"}, content);
            store.held().hold(one, Samples.assessment(one, "s", 1), "1", Samples.copies(one));
            MailObject two = Samples.mail(NOW, "a@example.org", new String[] {"b@example.com"}, content);
            org.assertj.core.api.Assertions.assertThatThrownBy(
                            () -> store.held().hold(two, Samples.assessment(two, "s", 1), "2", Samples.copies(two)))
                    .isInstanceOf(HeldMail.HoldSpaceShort.class)
                    .hasMessageContaining("example.com");
            MailObject other = Samples.mail(NOW, "a@example.org", new String[] {"b@ejemplo.mx"}, content);
            assertThat(store.held()
                            .hold(other, Samples.assessment(other, "s", 1), "3", Samples.copies(other))
                            .publish())
                    .hasSize(1);
        }
        var reserve = Settings.DEFAULT.withRoom(1 << 30, (1L << 30) - 200_000, 0, 0);
        try (FileStore store = FileStore.open(FOLDER, reserve, CLOCK, disk)) {
            MailObject big = Samples.mail(NOW, "a@example.org", new String[] {"b@example.com"}, new byte[190_000]);
            org.assertj.core.api.Assertions.assertThatThrownBy(
                            () -> store.held().hold(big, Samples.assessment(big, "s", 1), "4", Samples.copies(big)))
                    .isInstanceOf(HeldMail.HoldSpaceShort.class)
                    .hasMessageContaining("free");
            MailObject entry = Samples.mail(NOW, "a@example.org", "still journalled", "b@example.com");
            store.journal()
                    .append(Samples.delivered(entry, Samples.assessment(entry, "s", 1)))
                    .join();
            assertThat(store.journal().find(entry.id())).isPresent();
        }
    }
}
