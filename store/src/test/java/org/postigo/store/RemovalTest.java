package org.postigo.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.postigo.mail.MailObject;
import org.postigo.mail.record.Reply;
import org.postigo.store.disk.ForgetfulDisk;
import org.postigo.store.held.CopyEvent;
import org.postigo.store.held.CopyId;
import org.postigo.store.held.CopyState;
import org.postigo.store.held.Decision;
import org.postigo.store.held.HeldCopy;
import org.postigo.store.held.HeldMail;
import org.postigo.store.held.HeldQuery;

/**
 * Copies whose time is over leave the disk, and nothing else does: whatever happened to the others, wherever the power is
 * lost, and whoever shares a body with whom.
 */
class RemovalTest {
    private static final Instant CAME = Instant.parse("2026-11-01T09:00:00Z");
    private static final Instant NOW = Instant.parse("2026-12-05T09:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    private static final Path FOLDER = Path.of("/data");
    private static final Path DAY = FOLDER.resolve("held/2026-11-01");
    private static final Reply OK = new Reply(250, "2.0.0", "Ok");
    private static final byte[] LARGE =
            ("Subject: large\r\n\r\n" + "all alike ".repeat(5_000)).getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SMALL = "Subject: small\r\n\r\nhello\r\n".getBytes(StandardCharsets.US_ASCII);

    private static FileStore open(ForgetfulDisk disk) throws IOException {
        return FileStore.open(
                FOLDER, Settings.DEFAULT.withRoom(1 << 30, 0, 0, 0).withSegment(4_000), CLOCK, disk);
    }

    private static List<CopyId> hold(FileStore store, byte[] content, String... recipients) throws IOException {
        MailObject mail = Samples.mail(CAME, "a@example.org", recipients, content);
        return store.held()
                .hold(mail, Samples.assessment(mail, "quetzal", 1), "key-" + mail.id(), Samples.copies(mail))
                .publish();
    }

    private static Decision decision(Decision.Kind kind) {
        return new Decision(kind, "ana@example.com", CAME, CAME, "");
    }

    private static void close(FileStore store, CopyId id) throws IOException {
        store.held()
                .append(List.of(
                        new CopyEvent.Decided(id, CAME, decision(Decision.Kind.SPAM)),
                        new CopyEvent.TookEffect(id, CAME, Optional.empty())));
    }

    private static CopyEvent remove(CopyId id) {
        return new CopyEvent.Removed(id, NOW, Optional.empty());
    }

    private static byte[] content(FileStore store, CopyId id) throws IOException {
        return store.held()
                .content(store.held().find(id).orElseThrow().message())
                .bytes();
    }

    // Shared bodies

    @Test
    void aSharedBodyStaysUntilNobodyHasIt() throws IOException {
        var disk = new ForgetfulDisk();
        try (FileStore store = open(disk)) {
            CopyId first = hold(store, LARGE, "b@example.com").getFirst();
            CopyId second = hold(store, LARGE, "b@example.com").getFirst();
            CopyId other = hold(store, SMALL, "b@example.com").getFirst();
            assertThat(disk.list(DAY.resolve("bodies"))).hasSize(1);
            for (CopyId id : List.of(first, second, other)) {
                close(store, id);
            }
            store.held().append(List.of(remove(first)));
            store.held().tidy();
            assertThat(content(store, second)).isEqualTo(LARGE);
            store.held().append(List.of(remove(second)));
            store.held().tidy();
            assertThat(disk.list(DAY.resolve("bodies"))).isEmpty();
            assertThat(disk.list(DAY))
                    .containsExactlyInAnyOrder(
                            first.mail() + ".gone", second.mail() + ".gone", other.mail() + ".held", "bodies");
            assertThat(content(store, other)).isEqualTo(SMALL);
            assertThat(store.verify(damage -> {
                        throw new AssertionError(damage);
                    }))
                    .isEqualTo(1);
        }
    }

    @Test
    void aBodyOfADayOnWhichMailStillComesIsLeftThere() throws IOException {
        var disk = new ForgetfulDisk();
        Clock then = Clock.fixed(CAME.plus(Duration.ofHours(20)), ZoneOffset.UTC);
        CopyId id;
        try (FileStore store = FileStore.open(FOLDER, Settings.DEFAULT.withRoom(1 << 30, 0, 0, 0), then, disk)) {
            id = hold(store, LARGE, "b@example.com").getFirst();
            close(store, id);
            store.held().append(List.of(remove(id)));
            store.held().tidy();
            assertThat(disk.list(DAY.resolve("bodies"))).hasSize(1);
        }
        try (FileStore store = open(disk)) {
            assertThat(store.awaitIndex(60)).isTrue();
            assertThat(store.held().tidy()).isZero();
            assertThat(disk.list(DAY.resolve("bodies"))).isEmpty();
            assertThat(store.held().find(id).orElseThrow().kept()).isFalse();
        }
    }

    @Test
    void aRebuiltIndexKnowsWhatIsNoLongerKept() throws IOException {
        var disk = new ForgetfulDisk();
        try (FileStore store = open(disk)) {
            List<CopyId> ids = hold(store, LARGE, "b@example.com", "c@example.net");
            CopyId gone = hold(store, SMALL, "b@example.com").getFirst();
            close(store, ids.get(1));
            close(store, gone);
            store.held().append(List.of(remove(ids.get(1)), remove(gone)));
            List<HeldMail.Effect> effects = store.held().effects(0, 10);
            store.rebuild();
            assertThat(store.awaitIndex(60)).isTrue();
            assertThat(store.figures().copies()).isEqualTo(1);
            assertThat(store.held().effects(0, 10)).isEqualTo(effects);
            assertThat(effects).extracting(effect -> effect.copy().kept()).containsExactly(false, false);
            assertThat(store.held()
                            .list(new HeldQuery(
                                    "quetzal",
                                    Set.of(),
                                    Set.of(),
                                    Optional.empty(),
                                    Optional.empty(),
                                    HeldQuery.Order.OLDEST,
                                    0,
                                    10))
                            .rows())
                    .extracting(HeldCopy::id)
                    .containsExactly(ids.get(0));
            assertThat(store.figures().damages()).as("misfits and damages").isZero();
        }
    }

    @Test
    void manyRemovalsCloseTheTableUp() throws IOException {
        var disk = new ForgetfulDisk();
        try (FileStore store = open(disk)) {
            var ids = new ArrayList<CopyId>();
            String[] many = new String[150];
            java.util.Arrays.setAll(many, i -> "b" + i + "@example.com");
            for (int i = 0; i < 20; i++) {
                ids.addAll(hold(store, SMALL, many));
            }
            var kept = new ArrayList<CopyId>();
            var events = new ArrayList<CopyEvent>();
            for (int i = 0; i < ids.size(); i++) {
                events.add(new CopyEvent.Decided(ids.get(i), CAME, decision(Decision.Kind.SPAM)));
                events.add(new CopyEvent.TookEffect(ids.get(i), CAME, Optional.empty()));
                if (i % 3 == 0) {
                    kept.add(ids.get(i));
                } else {
                    events.add(remove(ids.get(i)));
                }
            }
            store.held().append(events);
            var query = new HeldQuery(
                    "", Set.of(), Set.of(), Optional.empty(), Optional.empty(), HeldQuery.Order.OLDEST, 0, 1000);
            HeldMail.Page page = store.held().list(query);
            assertThat(page.total()).isEqualTo(1000);
            assertThat(page.rows()).extracting(HeldCopy::id).containsExactlyInAnyOrderElementsOf(kept);
            assertThat(store.figures().copies()).isEqualTo(1000);
            assertThat(store.figures().standings().get(HeldQuery.Standing.SPAM)).isEqualTo(1000);
            store.held().append(List.of(remove(kept.getFirst())));
            assertThat(store.held().list(query).total()).isEqualTo(999);
        }
    }

    // Power

    /** What the store has said is done; a copy under way has no entry in either. */
    private static final class Acknowledged {
        private final Map<CopyId, byte[]> kept = new HashMap<>();
        private final Set<CopyId> removed = new HashSet<>();
        private int losses;
    }

    private static void work(FileStore store, Acknowledged done) throws IOException {
        List<CopyId> both = hold(store, LARGE, "b@example.com", "c@example.net");
        both.forEach(id -> done.kept.put(id, LARGE));
        CopyId alike = hold(store, LARGE, "d@example.com").getFirst();
        done.kept.put(alike, LARGE);
        List<CopyId> unread = hold(store, SMALL, "e@example.com", "f@example.com");
        unread.forEach(id -> done.kept.put(id, SMALL));
        for (CopyId id : List.of(both.get(0), both.get(1), alike, unread.get(1))) {
            close(store, id);
        }
        for (CopyId id : List.of(both.get(0), unread.get(1), both.get(1), alike)) {
            done.kept.remove(id);
            store.held().append(List.of(remove(id)));
            done.removed.add(id);
            store.held().tidy();
        }
    }

    private static void check(ForgetfulDisk disk, FileStore store, Acknowledged done) throws IOException {
        assertThat(store.awaitIndex(60)).isTrue();
        for (Map.Entry<CopyId, byte[]> kept : done.kept.entrySet()) {
            Optional<HeldCopy> copy = store.held().find(kept.getKey());
            if (copy.isEmpty() || !copy.get().kept()) {
                done.losses++;
                continue;
            }
            try {
                assertThat(content(store, kept.getKey())).isEqualTo(kept.getValue());
            } catch (IOException lost) {
                done.losses++;
            }
        }
        for (CopyId id : done.removed) {
            if (store.held().find(id).filter(copy -> !copy.kept()).isEmpty()) {
                done.losses++;
            }
        }
        // What is listed can be read, whether it was acknowledged or not.
        HeldMail.Page page = store.held().list(HeldQuery.all(0, 1000));
        var messages = new HashSet<String>();
        for (HeldCopy copy : page.rows()) {
            messages.add(copy.message().id().text());
            try {
                content(store, copy.id());
            } catch (IOException lost) {
                done.losses++;
            }
        }
        // And what is not listed leaves nothing behind but what is known of it.
        store.held().tidy();
        assertThat(disk.list(DAY).stream()
                        .filter(name -> name.endsWith(".held"))
                        .map(name -> name.replace(".held", ""))
                        .toList())
                .containsExactlyInAnyOrderElementsOf(messages);
        boolean large = page.rows().stream().anyMatch(copy -> copy.message().size() == LARGE.length);
        boolean invisible = disk.list(DAY).stream().anyMatch(name -> name.endsWith(".pending"));
        if (!disk.list(DAY).stream()
                        .filter(name -> name.endsWith(".gone"))
                        .toList()
                        .isEmpty()
                && !invisible) {
            assertThat(disk.list(DAY.resolve("bodies"))).hasSize(large ? 1 : 0);
        }
        assertThat(store.verify(damage -> done.losses++)).isEqualTo(messages.size());
    }

    private interface Restart {
        void restart(ForgetfulDisk disk, int step);
    }

    private static int lossesOverAllSteps(boolean syncs, Restart restart) throws IOException {
        int losses = 0;
        int step = 0;
        for (boolean powerless = true; powerless; ) {
            step++;
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
            powerless = disk.powerless();
            restart.restart(disk, step);
            try (FileStore store = open(disk)) {
                check(disk, store, done);
            }
            losses += done.losses;
        }
        assertThat(step).isGreaterThan(60);
        return losses;
    }

    @Test
    void aRemovalThatWasBegunIsEndedWhereverPowerIsLostAndNothingElseGoes() throws IOException {
        assertThat(lossesOverAllSteps(true, (disk, step) -> disk.restart())).isZero();
    }

    @Test
    void norWhenSomeOfWhatWasNotSyncedIsThereByChance() throws IOException {
        assertThat(lossesOverAllSteps(true, (disk, step) -> disk.restart(new SplittableRandom(step))))
                .isZero();
    }

    @Test
    void withoutFsyncThisTestFindsLosses() throws IOException {
        assertThat(lossesOverAllSteps(false, (disk, step) -> disk.restart())).isPositive();
    }

    // Any history

    /** One try at something that may happen to a copy, whether it follows or not. */
    private static CopyEvent any(CopyId id, SplittableRandom random) {
        return switch (random.nextInt(9)) {
            case 0 -> new CopyEvent.Decided(id, CAME, decision(Decision.Kind.SPAM));
            case 1 -> new CopyEvent.Decided(id, CAME, decision(Decision.Kind.RELEASE));
            case 2 -> new CopyEvent.Decided(id, CAME, decision(Decision.Kind.NOT_SURE));
            case 3 -> new CopyEvent.Undone(id, CAME, "ana@example.com");
            case 4 -> new CopyEvent.TookEffect(id, CAME, Optional.empty());
            case 5 -> new CopyEvent.ReleaseStarted(id, CAME, 1);
            case 6 -> new CopyEvent.Delivered(id, CAME, "mx1", OK);
            case 7 ->
                random.nextBoolean()
                        ? new CopyEvent.Postponed(id, CAME, "mx1", OK, CAME)
                        : random.nextBoolean()
                                ? new CopyEvent.Rejected(id, CAME, "mx1", OK)
                                : new CopyEvent.FellInDoubt(id, CAME, "lost");
            default -> remove(id);
        };
    }

    @Test
    void whateverHappensNothingGoesThatIsNotFinished() throws IOException {
        int gone = 0;
        int refused = 0;
        for (int seed = 0; seed < 60; seed++) {
            var random = new SplittableRandom(seed);
            var disk = new ForgetfulDisk();
            Map<CopyId, byte[]> contents = new HashMap<>();
            Map<CopyId, CopyState> states = new HashMap<>();
            FileStore store = open(disk);
            try {
                for (int message = 0; message < 4; message++) {
                    byte[] content = random.nextBoolean() ? LARGE : SMALL;
                    String[] to = random.nextBoolean()
                            ? new String[] {"b@example.com"}
                            : new String[] {"b@example.com", "c@example.net"};
                    hold(store, content, to).forEach(id -> {
                        contents.put(id, content);
                        states.put(id, new CopyState.Unread());
                    });
                }
                List<CopyId> ids = List.copyOf(contents.keySet());
                for (int act = 0; act < 120; act++) {
                    CopyId id = ids.get(random.nextInt(ids.size()));
                    CopyEvent event = any(id, random);
                    CopyState before = states.get(id);
                    try {
                        store.held().append(List.of(event));
                        if (event instanceof CopyEvent.Removed) {
                            assertThat(before).isInstanceOf(CopyState.Finished.class);
                        }
                        states.put(id, store.held().find(id).orElseThrow().state());
                    } catch (IllegalStateException doesNotFollow) {
                        refused += event instanceof CopyEvent.Removed ? 1 : 0;
                        assertThat(store.held().find(id).orElseThrow().state()).isEqualTo(before);
                    }
                    if (random.nextInt(30) == 0) {
                        store.held().tidy();
                    }
                    if (random.nextInt(60) == 0) {
                        store.close();
                        disk.restart(random);
                        store = open(disk);
                    }
                }
                store.close();
                disk.restart();
                store = open(disk);
                assertThat(store.awaitIndex(60)).isTrue();
                store.held().tidy();
                for (CopyId id : ids) {
                    HeldCopy copy = store.held().find(id).orElseThrow();
                    assertThat(copy.state()).isEqualTo(states.get(id));
                    boolean anyKept = ids.stream()
                            .filter(other -> other.mail().equals(id.mail()))
                            .anyMatch(other -> !(states.get(other) instanceof CopyState.Removed));
                    if (anyKept) {
                        assertThat(content(store, id)).isEqualTo(contents.get(id));
                    } else {
                        gone++;
                        FileStore open = store;
                        assertThatThrownBy(() -> content(open, id)).isInstanceOf(HeldMail.NoLongerKept.class);
                    }
                }
            } finally {
                store.close();
            }
        }
        assertThat(gone).as("the test met removals").isGreaterThan(20);
        assertThat(refused).as("and refusals").isGreaterThan(100);
    }
}
