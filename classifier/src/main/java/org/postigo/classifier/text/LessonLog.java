package org.postigo.classifier.text;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The lessons themselves, as hashed features, so that models can be folded anew when the mail is long gone: a file that
 * is only appended to, each record with its length and checksum. Some 10 KB a lesson. What stands behind a record that
 * does not fit its checksum is cut off at opening; decisions are kept elsewhere, and whoever opens the log learns from
 * {@link #last} from where on to give them again.
 *
 * <p>Used by one thread for writing; reading goes on a channel of its own and sees what was appended before.
 */
final class LessonLog implements AutoCloseable {
    private static final int MAGIC = 0x5053544c; // PSTL
    private static final int FORM = 1;
    private static final int HEAD = 8;
    private static final int MOST = 1 << 20;

    private final Path file;
    private FileChannel channel;
    /** Where sound records end. */
    private volatile long end;

    private volatile long last;

    /** What an entry does. */
    enum Kind {
        /** Learns its lesson. */
        LEARN,
        /** Takes back the youngest lesson that said this of the same message. */
        TAKE_BACK,
        /** Takes back every lesson of its source. */
        FORGET
    }

    /** One entry. */
    record Entry(Kind kind, Lesson lesson) {}

    /** Told of each entry. */
    interface Reader {
        void read(Entry entry) throws IOException;
    }

    private LessonLog(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Opens a log, or begins one.
     *
     * @throws IOException if the disk fails, or if the file is no such log
     */
    static LessonLog open(Path file) throws IOException {
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        var log = new LessonLog(file, channel);
        if (channel.size() < HEAD) {
            channel.truncate(0);
            channel.write(head(), 0);
            log.end = HEAD;
        } else {
            log.end = channel.size();
            log.end = log.scan(
                    entry -> log.last = Math.max(log.last, entry.lesson().number()));
            channel.truncate(log.end);
        }
        return log;
    }

    private static ByteBuffer head() {
        return ByteBuffer.allocate(HEAD).putInt(MAGIC).putInt(FORM).flip();
    }

    /** Highest number of an entry; 0 if there is none. */
    long last() {
        return last;
    }

    /** Octets in the file. */
    long size() {
        return end;
    }

    /** Number of the entry in the middle of the file. */
    long middle() throws IOException {
        long half = end / 2;
        var at = new long[] {HEAD};
        var number = new long[1];
        scan(entry -> {
            if (at[0] <= half) {
                number[0] = entry.lesson().number();
            }
            at[0] += 8 + LessonForm.size(entry.lesson()) + 1;
        });
        return number[0];
    }

    /** Appends entries as one, without waiting for the disk. */
    void append(List<Entry> entries) throws IOException {
        var octets = new ByteArrayOutputStream(1 << 14);
        for (Entry entry : entries) {
            write(new DataOutputStream(octets), entry);
            last = Math.max(last, entry.lesson().number());
        }
        ByteBuffer buffer = ByteBuffer.wrap(octets.toByteArray());
        long at = end;
        while (buffer.hasRemaining()) {
            at += channel.write(buffer, at);
        }
        end = at;
    }

    private static void write(DataOutputStream out, Entry entry) throws IOException {
        var record = new ByteArrayOutputStream(1 << 14);
        var body = new DataOutputStream(record);
        body.writeByte(entry.kind().ordinal());
        LessonForm.write(body, entry.lesson());
        byte[] octets = record.toByteArray();
        out.writeInt(octets.length);
        out.writeInt(sum(octets));
        out.write(octets);
    }

    private static int sum(byte[] octets) {
        var sum = new CRC32C();
        sum.update(octets);
        return (int) sum.getValue();
    }

    /** Waits until everything is on the disk. */
    void force() throws IOException {
        channel.force(true);
    }

    /** Reads all entries in order. Any thread may. */
    void read(Reader reader) throws IOException {
        scan(reader);
    }

    /** Reads sound records; where they end. */
    private long scan(Reader reader) throws IOException {
        long until = end;
        try (FileChannel reading = FileChannel.open(file, StandardOpenOption.READ);
                var in = new DataInputStream(new BufferedInputStream(Channels.newInputStream(reading), 1 << 16))) {
            if (in.readInt() != MAGIC || in.readInt() != FORM) {
                throw new IOException(file + " is no log of lessons of this version");
            }
            long at = HEAD;
            while (at + 8 <= until) {
                int length = in.readInt();
                int sum = in.readInt();
                if (length < 1 || length > MOST || at + 8 + length > until) {
                    break;
                }
                byte[] octets = in.readNBytes(length);
                if (octets.length < length || sum(octets) != sum) {
                    break;
                }
                reader.read(entry(octets));
                at += 8 + length;
            }
            return at;
        }
    }

    private static Entry entry(byte[] octets) throws IOException {
        var in = new DataInputStream(new ByteArrayInputStream(octets));
        int kind = in.readUnsignedByte();
        Kind[] kinds = Kind.values();
        if (kind >= kinds.length) {
            throw new IOException("an entry of an unknown kind");
        }
        return new Entry(kinds[kind], LessonForm.read(in));
    }

    /** Leaves out every entry up to a number, in one step: the file is replaced as a whole. */
    void dropUpTo(long number) throws IOException {
        Path temporary = file.resolveSibling(file.getFileName() + ".new");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(temporary), 1 << 16);
                var data = new DataOutputStream(out)) {
            data.writeInt(MAGIC);
            data.writeInt(FORM);
            scan(entry -> {
                if (entry.lesson().number() > number) {
                    write(data, entry);
                }
            });
        }
        try (FileChannel written = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
            written.force(true);
        }
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel folder = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        }
        channel.close();
        channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        end = channel.size();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
