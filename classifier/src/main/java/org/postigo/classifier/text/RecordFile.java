package org.postigo.classifier.text;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
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
 * A file of records that is only appended to, each with its length and checksum, behind eight octets that say what they
 * are. What stands behind a record that does not fit its checksum is cut off at opening.
 *
 * <p>Used by one thread for writing; reading goes on a channel of its own and sees what was appended before.
 */
final class RecordFile implements AutoCloseable {
    private static final int HEAD = 8;
    private static final int BEFORE = 8;
    private static final int MOST = 1 << 20;

    private final Path file;
    private final int magic;
    private final int form;
    private FileChannel channel;
    /** Where sound records end. */
    private volatile long end = HEAD;

    /** Told of each record. */
    interface Reader {
        /** One record, which begins at this octet of the file. */
        void read(long at, byte[] octets) throws IOException;
    }

    /** Says of each record whether it stays. */
    interface Keeper {
        boolean keeps(long at, byte[] octets) throws IOException;
    }

    private RecordFile(Path file, int magic, int form, FileChannel channel) {
        this.file = file;
        this.magic = magic;
        this.form = form;
        this.channel = channel;
    }

    /**
     * Opens a file, or begins one.
     *
     * @param magic of what its records are
     * @param form their version
     * @param reader told of all records there are
     * @throws IOException if the disk fails, the file is of another kind or version, or the reader throws it
     */
    static RecordFile open(Path file, int magic, int form, Reader reader) throws IOException {
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        var records = new RecordFile(file, magic, form, channel);
        try {
            if (channel.size() < HEAD) {
                channel.truncate(0);
                channel.write(
                        ByteBuffer.allocate(HEAD).putInt(magic).putInt(form).flip(), 0);
            } else {
                records.end = channel.size();
                records.end = records.scan(reader);
                channel.truncate(records.end);
            }
            return records;
        } catch (IOException | RuntimeException | Error failed) {
            channel.close();
            throw failed;
        }
    }

    /** Octets in the file. */
    long size() {
        return end;
    }

    /** Appends records as one, without waiting for the disk; returns where the first begins. */
    long append(List<byte[]> records) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(
                records.stream().mapToInt(record -> BEFORE + record.length).sum());
        for (byte[] octets : records) {
            buffer.putInt(octets.length).putInt(sum(octets)).put(octets);
        }
        buffer.flip();
        long first = end;
        long at = first;
        while (buffer.hasRemaining()) {
            at += channel.write(buffer, at);
        }
        end = at;
        return first;
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

    /** The record that begins at this octet. */
    byte[] at(long position) throws IOException {
        ByteBuffer before = whole(position, BEFORE);
        int length = before.getInt();
        int sum = before.getInt();
        if (length < 0 || length > MOST) {
            throw new IOException(file + " holds no record at " + position);
        }
        byte[] octets = whole(position + BEFORE, length).array();
        if (sum(octets) != sum) {
            throw new IOException(file + " is damaged at " + position);
        }
        return octets;
    }

    private ByteBuffer whole(long position, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, position + buffer.position()) < 0) {
                throw new IOException(file + " ends within the record at " + position);
            }
        }
        return buffer.flip();
    }

    /** Reads all records in order. Any thread may. */
    void read(Reader reader) throws IOException {
        scan(reader);
    }

    /** Reads sound records; where they end. */
    private long scan(Reader reader) throws IOException {
        long until = end;
        try (FileChannel reading = FileChannel.open(file, StandardOpenOption.READ);
                var in = new DataInputStream(new BufferedInputStream(Channels.newInputStream(reading), 1 << 16))) {
            if (in.readInt() != magic || in.readInt() != form) {
                throw new IOException(file + " is not of this kind and version");
            }
            long at = HEAD;
            while (at + BEFORE <= until) {
                int length = in.readInt();
                int sum = in.readInt();
                if (length < 1 || length > MOST || at + BEFORE + length > until) {
                    break;
                }
                byte[] octets = in.readNBytes(length);
                if (octets.length < length || sum(octets) != sum) {
                    break;
                }
                reader.read(at, octets);
                at += BEFORE + length;
            }
            return at;
        }
    }

    /** Leaves out what is not to be kept, in one step: the file is replaced as a whole. */
    void keep(Keeper keeper) throws IOException {
        Path temporary = file.resolveSibling(file.getFileName() + ".new");
        try (var data = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(temporary), 1 << 16))) {
            data.writeInt(magic);
            data.writeInt(form);
            scan((at, octets) -> {
                if (keeper.keeps(at, octets)) {
                    data.writeInt(octets.length);
                    data.writeInt(sum(octets));
                    data.write(octets);
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
