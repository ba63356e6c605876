package org.postigo.classifier.text;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The lessons themselves, as hashed features, so that models can be folded anew when the mail is long gone: a {@link
 * RecordFile}, some 10 KB a lesson. What its end has lost is kept elsewhere as decisions, and whoever opens the log
 * learns from {@link #last} from where on to give them again.
 *
 * <p>Used by one thread for writing; reading goes on a channel of its own and sees what was appended before.
 */
final class LessonLog implements AutoCloseable {
    private static final int MAGIC = 0x5053544c; // PSTL
    private static final int FORM = 1;

    private final RecordFile records;
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

    private LessonLog(RecordFile records, long last) {
        this.records = records;
        this.last = last;
    }

    /**
     * Opens a log, or begins one.
     *
     * @throws IOException if the disk fails, or if the file is no such log
     */
    static LessonLog open(Path file) throws IOException {
        var last = new long[1];
        RecordFile records = RecordFile.open(
                file,
                MAGIC,
                FORM,
                (at, octets) ->
                        last[0] = Math.max(last[0], entry(octets).lesson().number()));
        return new LessonLog(records, last[0]);
    }

    /** Highest number of an entry; 0 if there is none. */
    long last() {
        return last;
    }

    /** Octets in the file. */
    long size() {
        return records.size();
    }

    /** Number of the entry in the middle of the file. */
    long middle() throws IOException {
        long half = size() / 2;
        var number = new long[1];
        records.read((at, octets) -> {
            if (at <= half) {
                number[0] = entry(octets).lesson().number();
            }
        });
        return number[0];
    }

    /** Appends entries as one, without waiting for the disk. */
    void append(List<Entry> entries) throws IOException {
        var octets = new ArrayList<byte[]>(entries.size());
        for (Entry entry : entries) {
            octets.add(octets(entry));
        }
        records.append(octets);
        for (Entry entry : entries) {
            last = Math.max(last, entry.lesson().number());
        }
    }

    private static byte[] octets(Entry entry) throws IOException {
        var record = new ByteArrayOutputStream(1 << 14);
        var body = new DataOutputStream(record);
        body.writeByte(entry.kind().ordinal());
        LessonForm.write(body, entry.lesson());
        return record.toByteArray();
    }

    /** Waits until everything is on the disk. */
    void force() throws IOException {
        records.force();
    }

    /** Reads all entries in order. Any thread may. */
    void read(Reader reader) throws IOException {
        records.read((at, octets) -> reader.read(entry(octets)));
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
        records.keep((at, octets) -> entry(octets).lesson().number() > number);
    }

    @Override
    public void close() throws IOException {
        records.close();
    }
}
