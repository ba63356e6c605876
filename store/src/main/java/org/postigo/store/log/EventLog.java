package org.postigo.store.log;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postigo.store.disk.Disk;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An append-only log of events, and one of the two truths of the store (the other are content files).
 *
 * <p>A record's position is its distance from the log's beginning; segments are files named by the position they begin at.
 * One thread writes: it takes whatever waits, writes it at once, makes it durable with one fsync, tells the follower, and
 * completes the futures. An append is therefore durable when its future completes, and many share one fsync.
 *
 * <p>After a crash the last segment may end in the middle of a record: that was never acknowledged; it is cut off and kept
 * beside the log. Damage anywhere else is reported with file and offset and passed over. Records that cannot be
 * understood stay where they are.
 */
public final class EventLog implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(EventLog.class);
    private static final int BATCH_RECORDS = 2_000;
    private static final int BATCH_OCTETS = 8 << 20;
    private static final int READ_AHEAD = 64 << 10;

    /** Told of durable records in order, by the writing thread, before their futures complete. */
    @FunctionalInterface
    public interface Follower {
        /** A record; {@code next} is the position behind it. */
        void durable(long position, long next, LogEvent event);
    }

    /** Told of records read; returns whether to go on. */
    @FunctionalInterface
    public interface Reader {
        /** A record; {@code next} is the position behind it. */
        boolean record(long position, long next, LogEvent event);
    }

    /**
     * Sizes.
     *
     * @param segment octets after which a new segment is begun
     * @param queue records that may wait for the disk; one more is refused
     * @param reserve octets of free space below which nothing is written
     */
    public record Limits(long segment, int queue, long reserve) {}

    private record Waiting(LogEvent event, CompletableFuture<Long> done) {}

    /** Wakes the writer when the log is closed. */
    private static final Waiting STOP = new Waiting(new LogEvent.Unknown("stop"), new CompletableFuture<>());

    private final Disk disk;
    private final Path folder;
    private final String name;
    private final Limits limits;
    private Follower follower = (position, next, event) -> {};
    private final Consumer<Damage> reports;
    private final BlockingQueue<Waiting> queue;
    private final ConcurrentSkipListMap<Long, Path> segments = new ConcurrentSkipListMap<>();
    private final AtomicLong refused = new AtomicLong();
    private final Thread writer;
    /** Of the writing thread alone. */
    private boolean failing;

    private volatile boolean closed;
    private volatile long end;
    private Disk.@Nullable Output out;
    private long segmentBase;

    /**
     * Opens a log, making its folder if there is none.
     *
     * @param name what its files' names begin with
     * @param reports told of damage, now and whenever it is met
     */
    public EventLog(Disk disk, Path folder, String name, Limits limits, Consumer<Damage> reports) throws IOException {
        this.disk = disk;
        this.folder = folder;
        this.name = name;
        this.limits = limits;
        this.reports = reports;
        this.queue = new ArrayBlockingQueue<>(limits.queue());
        disk.makeFolders(folder);
        for (String file : disk.list(folder)) {
            base(file).ifPresent(base -> segments.put(base, folder.resolve(file)));
        }
        recover();
        writer = Thread.ofPlatform().name("log-" + name).daemon().unstarted(this::write);
    }

    /** Begins to write; until then appended events wait. */
    public void start(Follower told) {
        follower = told;
        writer.start();
    }

    private Optional<Long> base(String file) {
        String prefix = name + "-";
        return file.startsWith(prefix) && file.endsWith(".log") && file.length() == prefix.length() + 24
                ? Optional.of(Long.parseLong(file, prefix.length(), prefix.length() + 20, 10))
                : Optional.empty();
    }

    private void recover() throws IOException {
        Map.Entry<Long, Path> last = segments.lastEntry();
        if (last == null) {
            return;
        }
        segmentBase = last.getKey();
        var torn = new ArrayList<Damage>();
        long size = disk.size(last.getValue());
        walk(last.getValue(), 0, size, new Frames.Visitor() {
            @Override
            public boolean record(long offset, byte[] payload) {
                return true;
            }

            @Override
            public void damage(long offset, long length, boolean more) {
                if (!more) {
                    torn.add(new Damage(last.getValue(), offset, length, "a write that a stop cut short"));
                }
            }
        });
        end = segmentBase + size;
        for (Damage tail : torn) {
            Path kept = folder.resolve(last.getValue().getFileName() + ".cut-" + tail.offset());
            try (Disk.Output copy = disk.create(kept)) {
                copy.write(ByteBuffer.wrap(octets(last.getValue(), tail.offset(), tail.octets())));
                copy.sync();
            }
            disk.syncFolder(folder);
            disk.truncate(last.getValue(), tail.offset());
            end = segmentBase + tail.offset();
            reports.accept(new Damage(
                    tail.file(),
                    tail.offset(),
                    tail.octets(),
                    "the end of the log was cut off: a write that was never acknowledged. Kept in " + kept.getFileName()
                            + "; nothing needs to be done"));
        }
    }

    /**
     * Hands over an event without blocking. The future completes with its position when it is durable, or with an
     * IOException when it is not: the queue is full, the disk is, or the log is closed.
     */
    public CompletableFuture<Long> append(LogEvent event) {
        var waiting = new Waiting(event, new CompletableFuture<>());
        if (closed) {
            waiting.done.completeExceptionally(new IOException("the log " + name + " is closed"));
        } else if (!queue.offer(waiting)) {
            refused.incrementAndGet();
            waiting.done.completeExceptionally(
                    new IOException("the log " + name + " cannot keep up: " + limits.queue() + " records wait"));
        } else if (closed && queue.remove(waiting)) {
            waiting.done.completeExceptionally(new IOException("the log " + name + " is closed"));
        }
        return waiting.done;
    }

    /** The position behind the last durable record. */
    public long end() {
        return end;
    }

    /** The position of the first record. */
    public long begin() {
        return segments.isEmpty() ? 0 : segments.firstKey();
    }

    /** Where the segment begins that holds the record before this position. */
    public long segmentBefore(long position) {
        Long base = segments.lowerKey(position);
        return base == null ? begin() : base;
    }

    /**
     * From where on no more than so many records follow, without reading what they say. Looks no further back than the
     * segment before the last.
     *
     * @throws IOException if a segment cannot be read at all
     */
    public long beginOfLast(int records) throws IOException {
        long stop = end;
        var positions = new ArrayDeque<Long>();
        for (long base = segmentBefore(segmentBefore(stop)); base < stop; ) {
            Path file = segments.get(base);
            if (file == null) {
                break;
            }
            Long following = segments.higherKey(base);
            long next = following == null ? stop : following;
            long segment = base;
            walk(file, 0, Math.min(next - base, disk.size(file)), new Frames.Visitor() {
                @Override
                public boolean record(long offset, byte[] payload) {
                    positions.addLast(segment + offset);
                    if (positions.size() > records) {
                        positions.removeFirst();
                    }
                    return true;
                }

                @Override
                public void damage(long offset, long octets, boolean more) {
                    // Whoever reads on from here is told.
                }
            });
            base = next;
        }
        return positions.isEmpty() ? stop : positions.getFirst();
    }

    /** Records that wait for the disk. */
    public int waiting() {
        return queue.size();
    }

    /** Records refused since the start because the queue was full. */
    public long refused() {
        return refused.get();
    }

    private void write() {
        var batch = new ArrayList<Waiting>();
        while (true) {
            try {
                // Once closed nothing comes any more: what is there is taken without waiting.
                Waiting first = closed ? queue.poll() : queue.poll(1, TimeUnit.SECONDS);
                if (first != null) {
                    batch.add(first);
                    queue.drainTo(batch, BATCH_RECORDS - 1);
                    batch.removeIf(waiting -> waiting == STOP);
                    for (int from = 0; from < batch.size(); ) {
                        from = writeSome(batch, from);
                    }
                    batch.clear();
                } else if (closed) {
                    return;
                }
            } catch (InterruptedException nobodyDoes) {
                LOG.warn("the writer of the log {} does not stop by interrupts", name);
            }
        }
    }

    private record Written(Waiting waiting, long position, long next) {}

    /** Writes as many as fit into one write, at least one; returns the index of the next. */
    private int writeSome(List<Waiting> batch, int from) {
        var written = new ArrayList<Written>();
        var frames = new ArrayList<ByteBuffer>();
        long position = rolled();
        int next = from;
        long octets = 0;
        while (next < batch.size() && octets < BATCH_OCTETS) {
            Waiting waiting = batch.get(next++);
            try {
                ByteBuffer frame = frame(waiting.event);
                written.add(new Written(waiting, position + octets, position + octets + frame.remaining()));
                octets += frame.remaining();
                frames.add(frame);
            } catch (IOException | RuntimeException unwritable) {
                waiting.done.completeExceptionally(unwritable);
            }
        }
        try {
            store(frames, octets);
        } catch (IOException e) {
            // One line until it works again: a full disk must not fill it further with its own report.
            if (!failing) {
                LOG.error("{}: records cannot be written: {}", folder.resolve(name), e.toString());
            }
            failing = true;
            giveUpSegment();
            written.forEach(w -> w.waiting.done.completeExceptionally(
                    new IOException("the log " + name + " could not be written: " + e.getMessage(), e)));
            return next;
        }
        if (failing) {
            LOG.info("{}: records are written again", folder.resolve(name));
        }
        failing = false;
        end = position + octets;
        for (Written w : written) {
            try {
                follower.durable(w.position, w.next, w.waiting.event);
                w.waiting.done.complete(w.position);
            } catch (RuntimeException bug) {
                LOG.error("the follower of the log {} failed at {}", name, w.position, bug);
                w.waiting.done.completeExceptionally(bug);
            }
        }
        return next;
    }

    private static ByteBuffer frame(LogEvent event) throws IOException {
        byte[] payload = Wire.write(event);
        if (payload.length > Frames.MAX_PAYLOAD) {
            throw new IOException("a record of " + payload.length + " octets is too large for the log");
        }
        return Frames.frame(payload);
    }

    /** Where the next record will stand; closes a full segment first. */
    private long rolled() {
        if (out != null && end - segmentBase >= limits.segment()) {
            closeSegment();
        }
        return end;
    }

    private void store(List<ByteBuffer> frames, long octets) throws IOException {
        long free = disk.free(folder);
        if (free - octets < limits.reserve()) {
            throw new IOException("only " + free + " octets are free and " + limits.reserve()
                    + " must stay so: make room on the disk of " + folder);
        }
        Disk.Output segment = out;
        if (segment == null) {
            segment = openSegment();
            out = segment;
        }
        for (ByteBuffer frame : frames) {
            segment.write(frame);
        }
        segment.sync();
    }

    private Disk.Output openSegment() throws IOException {
        Map.Entry<Long, Path> last = segments.lastEntry();
        if (last != null
                && end - last.getKey() < limits.segment()
                && disk.size(last.getValue()) == end - last.getKey()) {
            segmentBase = last.getKey();
            return disk.extend(last.getValue());
        }
        Path file = folder.resolve("%s-%020d.log".formatted(name, end));
        Disk.Output segment = disk.create(file);
        try {
            disk.syncFolder(folder);
        } catch (IOException e) {
            segment.close();
            throw e;
        }
        segmentBase = end;
        segments.put(end, file);
        return segment;
    }

    /**
     * After a failed write or fsync nothing is known of what stands behind the last durable record (the kernel may have
     * dropped the pages and report the next fsync as good). So that is cut off; if even this fails the segment is left
     * alone, and its end will be passed over as damage.
     */
    private void giveUpSegment() {
        closeSegment();
        Path file = segments.get(segmentBase);
        try {
            if (file != null && disk.exists(file) && disk.size(file) > end - segmentBase) {
                disk.truncate(file, end - segmentBase);
            }
        } catch (IOException e) {
            LOG.error("{} could not be cut back to its last durable record: {}", file, e.toString());
            // A new segment must not bear the name of this one.
            end = Math.max(end, segmentBase + sizeOf(file));
        }
    }

    private long sizeOf(@Nullable Path file) {
        try {
            return file == null ? 0 : disk.size(file);
        } catch (IOException unknown) {
            return limits.segment();
        }
    }

    private void closeSegment() {
        if (out != null) {
            try {
                out.close();
            } catch (IOException e) {
                LOG.warn("closing a segment of {}: {}", name, e.toString());
            }
            out = null;
        }
    }

    /**
     * Reads durable records from a position on, oldest first.
     *
     * @param from 0, or a position of a record, or {@link #end}
     * @throws IOException if a segment cannot be read at all
     */
    public void read(long from, long until, Reader reader) throws IOException {
        long stop = Math.min(until, end);
        Long first = segments.floorKey(from);
        for (Map.Entry<Long, Path> segment :
                new TreeMap<>(first == null ? segments : segments.tailMap(first, true)).entrySet()) {
            long base = segment.getKey();
            if (base >= stop) {
                return;
            }
            Long following = segments.higherKey(base);
            long limit = following == null ? stop : Math.min(stop, following);
            if (!readSegment(base, segment.getValue(), Math.max(from, base), limit, reader)) {
                return;
            }
        }
    }

    private boolean readSegment(long base, Path file, long from, long stop, Reader reader) throws IOException {
        if (from >= stop) {
            return true;
        }
        var goOn = new boolean[] {true};
        long size = Math.min(stop - base, disk.size(file));
        if (size < stop - base) {
            reports.accept(new Damage(
                    file, size, stop - base - size, "the file is too short: restore it from a backup if there is one"));
        }
        walk(file, from - base, size, new Frames.Visitor() {
            @Override
            public boolean record(long offset, byte[] payload) {
                long position = base + offset;
                goOn[0] = reader.record(position, position + Frames.HEADER + payload.length, Wire.event(payload));
                return goOn[0];
            }

            @Override
            public void damage(long offset, long octets, boolean more) {
                reports.accept(new Damage(
                        file,
                        offset,
                        octets,
                        "damaged and passed over, everything else was read: restore the file from a backup if there is"
                                + " one, and check the disk"));
            }
        });
        return goOn[0];
    }

    /** The record at a position. */
    public LogEvent at(long position) throws IOException {
        Map.Entry<Long, Path> segment = segments.floorEntry(position);
        if (segment == null) {
            throw new IOException("no segment of " + name + " holds position " + position);
        }
        long offset = position - segment.getKey();
        try (InputStream in = disk.read(segment.getValue(), offset)) {
            ByteBuffer header = ByteBuffer.wrap(in.readNBytes(Frames.HEADER));
            int length = header.remaining() < Frames.HEADER ? -1 : Frames.length(header);
            byte[] payload = length < 0 ? new byte[0] : in.readNBytes(length);
            if (length < 0 || payload.length < length || !Frames.intact(header, payload)) {
                throw new IOException(segment.getValue() + ": no whole record at offset " + offset);
            }
            return Wire.event(payload);
        }
    }

    /** Tells of what stands in a file between two offsets. */
    private void walk(Path file, long from, long end, Frames.Visitor visitor) throws IOException {
        long whole;
        try (InputStream in = new BufferedInputStream(disk.read(file, from), READ_AHEAD)) {
            whole = Frames.read(in, from, end, visitor);
        }
        if (whole < end) {
            Frames.walk(octets(file, whole, end - whole), whole, visitor);
        }
    }

    private byte[] octets(Path file, long offset, long length) throws IOException {
        try (InputStream in = disk.read(file, offset)) {
            return in.readNBytes(Math.toIntExact(Math.max(0, length)));
        }
    }

    /** Writes what waits and closes. */
    @Override
    public void close() {
        closed = true;
        boolean woken = queue.offer(STOP);
        LOG.debug("closing the log {}, its writer {}", name, woken ? "woken" : "busy");
        boolean interrupted = false;
        while (writer.isAlive()) {
            try {
                writer.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        closeSegment();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
