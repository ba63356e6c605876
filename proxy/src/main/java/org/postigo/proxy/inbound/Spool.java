package org.postigo.proxy.inbound;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.postigo.mail.Content;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a message waits from its first octet to our reply: in memory up to a threshold, then in a file. Nothing here is
 * durable, for nothing here has been acknowledged; what a crash leaves behind is swept at the next start. Reports at
 * WARN when a file cannot be written or removed.
 */
final class Spool {
    /** Why a message cannot be kept. */
    enum Failure {
        /** More octets than a message may have. */
        TOO_LARGE,
        /** No room: the bound of the spool, the disk's reserve, or the disk itself. */
        FULL
    }

    private static final Logger LOG = LoggerFactory.getLogger(Spool.class);
    private static final String PREFIX = "in-";
    private static final String SUFFIX = ".spool";
    private static final int FIRST_OCTETS = 8 << 10;

    private final SmtpSettings.SpoolPlace place;
    private final FileStore disk;
    private final AtomicLong octets = new AtomicLong();
    private final AtomicLong memory = new AtomicLong();

    /**
     * Makes the folder and removes what an earlier run left behind.
     *
     * @throws IOException if the folder cannot be made or written
     */
    Spool(SmtpSettings.SpoolPlace place) throws IOException {
        this.place = place;
        Files.createDirectories(place.folder());
        try (DirectoryStream<Path> left = Files.newDirectoryStream(place.folder(), PREFIX + "*" + SUFFIX)) {
            for (Path file : left) {
                Files.deleteIfExists(file);
            }
        }
        this.disk = Files.getFileStore(place.folder());
    }

    /** Octets of all messages here. */
    long octets() {
        return octets.get();
    }

    /** How many of them are in memory. */
    long memoryOctets() {
        return memory.get();
    }

    /** Octets of all messages that may be here. */
    long limit() {
        return place.bound();
    }

    /** Whether a message of this size would be refused at once. */
    boolean full(long size) {
        return octets.get() + size > place.bound();
    }

    /** A place for one message of at most {@code limit} octets. */
    Entry open(long limit, OptionalLong declared) {
        long hint = Math.min(declared.orElse(0) + 512, Math.min(place.threshold(), 64 << 10));
        return new Entry(limit, (int) Math.max(hint, Math.min(FIRST_OCTETS, place.threshold())));
    }

    /** One message. For one thread; the content may be read by several. */
    final class Entry implements ContentDecoder.Sink, AutoCloseable {
        private final long limit;
        private byte[] held;
        private long size;
        private long seen;
        private long inMemory;
        private @Nullable Path file;
        private @Nullable OutputStream out;
        private @Nullable Failure failure;

        private Entry(long limit, int first) {
            this.limit = limit;
            this.held = new byte[first];
        }

        /** Octets kept. */
        long size() {
            return size;
        }

        /** Octets that came, kept or not. */
        long seen() {
            return seen;
        }

        /** Why the message cannot be kept, if so. */
        Optional<Failure> failure() {
            return Optional.ofNullable(failure);
        }

        /** Keeps octets, or remembers that it could not and drops everything. */
        @Override
        public void write(byte[] source, int offset, int length) {
            seen += length;
            if (failure != null) {
                return;
            }
            if (size + length > limit) {
                fail(Failure.TOO_LARGE);
                return;
            }
            if (octets.addAndGet(length) > place.bound()) {
                octets.addAndGet(-length);
                fail(Failure.FULL);
                return;
            }
            try {
                if (out == null && !fitsInMemory(length)) {
                    spill();
                }
                if (out != null) {
                    out.write(source, offset, length);
                } else {
                    int end = (int) size + length;
                    if (end > held.length) {
                        held = Arrays.copyOf(held, Math.max(end, Math.min(held.length * 2, place.threshold())));
                    }
                    System.arraycopy(source, offset, held, (int) size, length);
                    countMemory(length);
                }
                size += length;
            } catch (IOException e) {
                LOG.warn("cannot spool a message: {}", e.toString());
                octets.addAndGet(-length);
                fail(Failure.FULL);
            }
        }

        private boolean fitsInMemory(int length) {
            return size + length <= place.threshold() && memory.get() + length <= place.memory();
        }

        private void spill() throws IOException {
            if (disk.getUsableSpace() < place.reserve()) {
                throw new IOException("less than " + place.reserve() + " octets are free in " + place.folder());
            }
            Path path = Files.createTempFile(place.folder(), PREFIX, SUFFIX);
            file = path;
            OutputStream stream = new BufferedOutputStream(Files.newOutputStream(path), 64 << 10);
            out = stream;
            stream.write(held, 0, (int) size);
            countMemory(-inMemory);
            held = new byte[0];
        }

        private void countMemory(long more) {
            inMemory += more;
            memory.addAndGet(more);
        }

        private void fail(Failure why) {
            release();
            failure = why;
        }

        /** The first octets of what is kept, at most {@code max}. */
        byte[] head(int max) throws IOException {
            if (file == null) {
                return Arrays.copyOf(held, (int) Math.min(max, size));
            }
            settle();
            try (InputStream in = Files.newInputStream(file)) {
                return in.readNBytes(max);
            }
        }

        /** The octets themselves where they are in memory: the first {@link #size} of the array. */
        Optional<byte[]> inMemory() {
            return file == null ? Optional.of(held) : Optional.empty();
        }

        /** Puts other octets in the place of the first ones. */
        void replaceHead(byte[] head, int length) throws IOException {
            long before = size;
            if (file == null) {
                var other = new byte[head.length + (int) size - length];
                System.arraycopy(head, 0, other, 0, head.length);
                System.arraycopy(held, length, other, head.length, (int) size - length);
                held = other;
                countMemory(other.length - before);
                size = other.length;
            } else {
                settle();
                Path old = file;
                Path other = Files.createTempFile(place.folder(), PREFIX, SUFFIX);
                try (InputStream in = Files.newInputStream(old);
                        OutputStream to = Files.newOutputStream(other)) {
                    in.skipNBytes(length);
                    to.write(head);
                    in.transferTo(to);
                    file = other;
                    size = before - length + head.length;
                } finally {
                    delete(file == other ? old : other);
                }
            }
            octets.addAndGet(size - before);
        }

        /** All that was kept. It can be read until this is closed. */
        Content content() throws IOException {
            if (file == null) {
                return Content.of(held.length == size ? held : Arrays.copyOf(held, (int) size));
            }
            settle();
            return Content.of(file, 0);
        }

        private void settle() throws IOException {
            if (out != null) {
                out.close();
            }
        }

        private void release() {
            octets.addAndGet(-size);
            countMemory(-inMemory);
            size = 0;
            held = new byte[0];
            try {
                if (out != null) {
                    out.close();
                }
            } catch (IOException fullDisk) {
                LOG.debug("closing a spool file that is dropped: {}", fullDisk.toString());
            }
            out = null;
            if (file != null) {
                delete(file);
                file = null;
            }
        }

        private void delete(Path path) {
            try {
                Files.deleteIfExists(path);
            } catch (IOException | UncheckedIOException e) {
                LOG.warn("cannot remove {}: {}", path, e.toString());
            }
        }

        /** Forgets the message. */
        @Override
        public void close() {
            release();
        }
    }
}
