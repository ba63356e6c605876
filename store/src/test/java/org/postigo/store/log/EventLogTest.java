package org.postigo.store.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.postigo.store.disk.ForgetfulDisk;

/** The log itself. */
class EventLogTest {
    private static final Path FOLDER = Path.of("/log");
    private static final Instant NOW = Instant.parse("2026-11-23T09:00:00Z");

    private final ForgetfulDisk disk = new ForgetfulDisk();
    private final List<Damage> damages = new ArrayList<>();

    private EventLog open(long segment, int queue) throws IOException {
        return new EventLog(disk, FOLDER, "t", new EventLog.Limits(segment, queue, 0), damages::add);
    }

    private static LogEvent event(int i) {
        return new LogEvent.EntryRemoved("entry-" + i, "cli", NOW);
    }

    private static List<LogEvent> all(EventLog log) throws IOException {
        var all = new ArrayList<LogEvent>();
        log.read(0, Long.MAX_VALUE, (position, next, event) -> all.add(event));
        return all;
    }

    @Test
    void recordsComeBackInOrderOverManySegments() throws Exception {
        var written = new ArrayList<LogEvent>();
        var positions = new ArrayList<Long>();
        try (EventLog log = open(500, 100)) {
            log.start((position, next, event) -> {});
            for (int i = 0; i < 50; i++) {
                positions.add(log.append(event(i)).get());
                written.add(event(i));
            }
        }
        assertThat(disk.list(FOLDER)).hasSizeGreaterThan(5);
        assertThat(positions).isSorted().doesNotHaveDuplicates();
        disk.restart();
        try (EventLog log = open(500, 100)) {
            log.start((position, next, event) -> {});
            assertThat(all(log)).isEqualTo(written);
            for (int i = 0; i < 50; i++) {
                assertThat(log.at(positions.get(i))).isEqualTo(event(i));
                var rest = new ArrayList<LogEvent>();
                log.read(positions.get(i), Long.MAX_VALUE, (position, next, event) -> rest.add(event));
                assertThat(rest).isEqualTo(written.subList(i, 50));
            }
            assertThat(log.append(event(50)).get()).isGreaterThan(positions.getLast());
            assertThat(all(log)).hasSize(51);
        }
        assertThat(damages).isEmpty();
    }

    @Test
    void itKnowsFromWhereOnSoManyRecordsFollow() throws Exception {
        var positions = new ArrayList<Long>();
        try (EventLog log = open(500, 100)) {
            log.start((position, next, event) -> {});
            assertThat(log.beginOfLast(3)).isZero();
            for (int i = 0; i < 50; i++) {
                positions.add(log.append(event(i)).get());
            }
            assertThat(log.beginOfLast(0)).isEqualTo(log.end());
            for (int last = 1; last <= 6; last++) {
                assertThat(log.beginOfLast(last)).isEqualTo(positions.get(50 - last));
            }
            assertThat(log.beginOfLast(50)).isEqualTo(log.segmentBefore(log.segmentBefore(log.end())));
        }
    }

    @Test
    void theFollowerHearsOfARecordBeforeItsWriterDoes() throws Exception {
        var heard = new ArrayList<LogEvent>();
        try (EventLog log = open(10_000, 100)) {
            log.start((position, next, event) -> heard.add(event));
            log.append(event(1)).get();
            assertThat(heard).containsExactly(event(1));
        }
    }

    @Test
    void manyAppendsShareAnFsync() throws Exception {
        try (EventLog log = open(1 << 20, 2_000)) {
            var futures = new ArrayList<CompletableFuture<Long>>();
            for (int i = 0; i < 1_000; i++) {
                futures.add(log.append(event(i)));
            }
            int before = disk.operations();
            log.start((position, next, event) -> {});
            CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new)).get();
            // One write for each record, one fsync for all, and the making of the file.
            assertThat(disk.operations() - before).isLessThan(1_010);
        }
    }

    @Test
    void aFullQueueRefusesAndCounts() throws Exception {
        try (EventLog log = open(1 << 20, 10)) {
            for (int i = 0; i < 10; i++) {
                log.append(event(i));
            }
            CompletableFuture<Long> refused = log.append(event(10));
            assertThat(refused).isCompletedExceptionally();
            assertThatThrownBy(refused::get)
                    .isInstanceOf(ExecutionException.class)
                    .hasMessageContaining("cannot keep up");
            assertThat(log.refused()).isEqualTo(1);
            assertThat(log.waiting()).isEqualTo(10);
            log.start((position, next, event) -> {});
        }
        disk.restart();
        try (EventLog log = open(1 << 20, 10)) {
            log.start((position, next, event) -> {});
            assertThat(all(log)).hasSize(10);
        }
    }

    @Test
    void aClosedLogSaysSo() throws Exception {
        EventLog log = open(1 << 20, 10);
        log.start((position, next, event) -> {});
        log.close();
        assertThat(log.append(event(1))).isCompletedExceptionally();
    }

    @Test
    void damageAnywhereCostsOnlyWhatItHits() throws Exception {
        int count = 8;
        try (EventLog log = open(1 << 20, 100)) {
            log.start((position, next, event) -> {});
            for (int i = 0; i < count; i++) {
                log.append(event(i)).get();
            }
        }
        Path file = FOLDER.resolve("t-00000000000000000000.log");
        int size = (int) disk.size(file);
        for (int offset = 0; offset < size; offset += 3) {
            damages.clear();
            disk.flip(file, offset);
            byte[] before = bytes(file);
            try (EventLog log = open(1 << 20, 100)) {
                log.start((position, next, event) -> {});
                List<LogEvent> rest = all(log);
                assertThat(rest).as("offset %s", offset).hasSize(count - 1);
                assertThat(damages).isNotEmpty();
                assertThat(damages.getFirst().offset()).isLessThanOrEqualTo(offset);
                assertThat(damages.getFirst().file()).isEqualTo(file);
            }
            // As it was, for the next one.
            try (var out = disk.create(file)) {
                out.write(java.nio.ByteBuffer.wrap(before));
                out.sync();
            }
            disk.flip(file, offset);
        }
    }

    private byte[] bytes(Path file) throws IOException {
        try (var in = disk.read(file, 0)) {
            return in.readAllBytes();
        }
    }

    @Test
    void aLogCutAtAnyOctetGoesOnBehindItsLastWholeRecord() throws Exception {
        try (EventLog log = open(1 << 20, 100)) {
            log.start((position, next, event) -> {});
            for (int i = 0; i < 3; i++) {
                log.append(event(i)).get();
            }
        }
        Path file = FOLDER.resolve("t-00000000000000000000.log");
        byte[] whole = bytes(file);
        for (int size = whole.length - 1; size >= 0; size--) {
            try (var out = disk.create(file)) {
                out.write(java.nio.ByteBuffer.wrap(whole, 0, size));
                out.sync();
            }
            int kept = (int) (size / (whole.length / 3.0));
            try (EventLog log = open(1 << 20, 100)) {
                log.start((position, next, event) -> {});
                log.append(event(9)).get();
                assertThat(all(log)).as("size %s", size).hasSize(kept + 1).endsWith(event(9));
            }
        }
    }

    @Test
    void aFailedWriteLeavesNothingBehindAndTheNextSucceeds() throws Exception {
        try (EventLog log = open(1 << 20, 100)) {
            log.start((position, next, event) -> {});
            log.append(event(1)).get();
            disk.fillUpAt(1);
            assertThatThrownBy(() -> log.append(event(2)).get()).hasMessageContaining("No space left");
            disk.makeRoom();
            log.append(event(3)).get();
            assertThat(all(log)).containsExactly(event(1), event(3));
        }
        disk.restart();
        try (EventLog log = open(1 << 20, 100)) {
            log.start((position, next, event) -> {});
            assertThat(all(log)).containsExactly(event(1), event(3));
        }
        assertThat(damages).isEmpty();
    }

    @Test
    void belowItsReserveItWritesNothing() throws Exception {
        try (EventLog log =
                new EventLog(disk, FOLDER, "t", new EventLog.Limits(1000, 10, Long.MAX_VALUE), damages::add)) {
            var started = new CountDownLatch(1);
            log.start((position, next, event) -> started.countDown());
            assertThatThrownBy(() -> log.append(event(1)).get()).hasMessageContaining("make room");
            assertThat(started.getCount()).isEqualTo(1);
        }
    }
}
