package org.postigo.classifier.text;

import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The text models as a file of plain numbers: a magic word, a version of the form, what is not zero of each model, and
 * a SHA-256 of all that. No object is ever deserialised. Replaced as a whole: temporary file, fsync, rename, fsync of
 * the folder.
 */
public final class ModelFile {
    private static final int MAGIC = 0x50535447; // PSTG
    /** Counts every change of the form or of what the numbers mean (hash, views, sizes). */
    private static final int FORM = 5;

    private static final int DIGEST = 32;

    private ModelFile() {}

    /** What came of reading a file. */
    public sealed interface Loading {
        /**
         * Read, whole and sound.
         *
         * @param models as they were saved
         * @param folded number of the last lesson they hold
         */
        record Loaded(TextModels models, long folded) implements Loading {}

        /** There is no such file. */
        record Absent() implements Loading {}

        /**
         * There is one, but it is of no use: begin empty and replay all lessons.
         *
         * @param cause in words for the operator
         */
        record Damaged(String cause) implements Loading {}
    }

    /**
     * Writes models. Only the single writer calls this.
     *
     * @param folded number of the last lesson they hold
     */
    static void write(Path file, TextModels models, long folded) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        Path temporary = Files.createTempFile(folder, file.getFileName() + ".", ".new");
        try {
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                var digest = new DigestOutputStream(
                        new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16), sha256());
                var out = new DataOutputStream(digest);
                write(out, models, folded);
                digest.on(false);
                out.write(digest.getMessageDigest().digest());
                out.flush();
                channel.force(true);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** Reads models; never throws for what is in the file. */
    public static Loading read(Path file) throws IOException {
        byte[] octets;
        try {
            octets = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return new Loading.Absent();
        }
        int body = octets.length - DIGEST;
        if (body < 8) {
            return new Loading.Damaged("too short to be a model");
        }
        MessageDigest sum = sha256();
        sum.update(octets, 0, body);
        if (!Arrays.equals(sum.digest(), 0, DIGEST, octets, body, octets.length)) {
            return new Loading.Damaged("its checksum does not fit its content");
        }
        try (var in = new DataInputStream(new ByteArrayInputStream(octets, 0, body))) {
            return read(in);
        } catch (IOException e) {
            return new Loading.Damaged("its numbers make no sense: " + e.getMessage());
        }
    }

    private static Loading read(DataInputStream in) throws IOException {
        if (in.readInt() != MAGIC) {
            return new Loading.Damaged("not a model of ours");
        }
        int form = in.readInt();
        if (form != FORM) {
            return new Loading.Damaged("of form " + form + ", this version reads " + FORM);
        }
        long folded = in.readLong();
        long changes = in.readLong();
        Bayes words = readWords(in, 1);
        var views = new Weights[View.COUNT];
        for (View view : View.all()) {
            views[view.ordinal()] = new Weights(readWeights(in, view.bits()));
        }
        Shade shade = readShade(in);
        Doubt doubt = readDoubt(in);
        Ring ring = readRing(in);
        if (in.read() >= 0) {
            throw new IOException("more than was announced");
        }
        return new Loading.Loaded(
                new TextModels(
                        words, views, shade, doubt, ring, new TextModels.Lessons(words.spam(), words.ham(), changes)),
                folded);
    }

    private static void write(DataOutputStream out, TextModels models, long folded) throws IOException {
        out.writeInt(MAGIC);
        out.writeInt(FORM);
        out.writeLong(folded);
        out.writeLong(models.lessons().changes());
        writeWords(out, models.counts());
        for (View view : View.all()) {
            writeWeights(out, models.weights(view).parts());
        }
        writeShade(out, models.shade());
        writeDoubt(out, models.doubt());
        writeRing(out, models.ring());
    }

    private static void writeShade(DataOutputStream out, Shade shade) throws IOException {
        writeWeights(out, shade.weights().parts());
        Map<Integer, Integer> lessons = shade.lessons();
        out.writeInt(lessons.size());
        for (var entry : lessons.entrySet()) {
            out.writeInt(entry.getKey());
            out.writeInt(entry.getValue());
        }
    }

    private static Shade readShade(DataInputStream in) throws IOException {
        var weights = new Weights(readWeights(in, Shade.BITS));
        var lessons = new HashMap<Integer, Integer>();
        int domains = in.readInt();
        for (int i = 0; i < domains; i++) {
            int domain = in.readInt();
            int count = in.readInt();
            if (count < 1) {
                throw new IOException("a domain without lessons");
            }
            lessons.put(domain, count);
        }
        return new Shade(weights, lessons);
    }

    private static void writeDoubt(DataOutputStream out, Doubt doubt) throws IOException {
        out.writeLong(doubt.learnt());
        Optional<Bayes> believed = doubt.believed();
        out.writeBoolean(believed.isPresent());
        if (believed.isPresent()) {
            writeWords(out, believed.get());
        }
    }

    private static Doubt readDoubt(DataInputStream in) throws IOException {
        long learnt = in.readLong();
        return new Doubt(learnt, in.readBoolean() ? Optional.of(readWords(in, Doubt.UNIT)) : Optional.empty());
    }

    private static void writeRing(DataOutputStream out, Ring ring) throws IOException {
        out.writeInt(ring.size());
        for (int i = 0; i < ring.size(); i++) {
            Ring.Entry entry = ring.at(i);
            LessonForm.write(out, entry.lesson());
            out.writeLong(entry.number());
            out.writeDouble(entry.believed());
            out.writeBoolean(entry.contradicted());
            for (int added : entry.added()) {
                out.writeInt(added);
            }
        }
    }

    private static Ring readRing(DataInputStream in) throws IOException {
        var ring = new Ring();
        int size = in.readInt();
        for (int i = 0; i < size; i++) {
            Lesson lesson = LessonForm.read(in);
            long number = in.readLong();
            double believed = in.readDouble();
            boolean contradicted = in.readBoolean();
            if (!(believed >= 0 && believed <= 1)) {
                throw new IOException("a probability that is none");
            }
            var added = new int[View.COUNT];
            for (int view = 0; view < added.length; view++) {
                added[view] = in.readInt();
            }
            ring.add(new Ring.Entry(lesson, number, added, believed, contradicted));
        }
        return ring;
    }

    private static void writeWords(DataOutputStream out, Bayes words) throws IOException {
        out.writeInt(words.spam());
        out.writeInt(words.ham());
        char[] counts = words.counts();
        int present = 0;
        for (char count : counts) {
            present += count == 0 ? 0 : 1;
        }
        out.writeInt(present);
        int last = -1;
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] != 0) {
                writeVarint(out, i - last);
                writeVarint(out, counts[i]);
                last = i;
            }
        }
        Map<Integer, Integer> overflow = words.overflow();
        out.writeInt(overflow.size());
        for (var entry : new java.util.TreeMap<>(overflow).entrySet()) {
            out.writeInt(entry.getKey());
            out.writeInt(entry.getValue());
        }
    }

    private static Bayes readWords(DataInputStream in, int unit) throws IOException {
        int spam = in.readInt();
        int ham = in.readInt();
        if (spam < 0 || ham < 0) {
            throw new IOException("negative counts");
        }
        var counts = new char[2 * Bayes.SIZE];
        int present = in.readInt();
        int at = -1;
        for (int i = 0; i < present; i++) {
            at = next(at, readVarint(in), counts.length);
            int count = readVarint(in);
            if (count > Character.MAX_VALUE) {
                throw new IOException("a count of " + count);
            }
            counts[at] = (char) count;
        }
        var overflow = new HashMap<Integer, Integer>();
        int more = in.readInt();
        for (int i = 0; i < more; i++) {
            int index = in.readInt();
            int count = in.readInt();
            if (index < 0 || index >= counts.length || counts[index] != Character.MAX_VALUE || count < counts[index]) {
                throw new IOException("a large count out of place");
            }
            overflow.put(index, count);
        }
        return new Bayes(unit, counts, overflow, spam, ham);
    }

    private static void writeWeights(DataOutputStream out, short[] parts) throws IOException {
        int present = 0;
        for (short part : parts) {
            present += part == 0 ? 0 : 1;
        }
        out.writeInt(present);
        int last = -1;
        for (int i = 0; i < parts.length; i++) {
            if (parts[i] != 0) {
                writeVarint(out, i - last);
                out.writeShort(parts[i]);
                last = i;
            }
        }
    }

    private static short[] readWeights(DataInputStream in, int bits) throws IOException {
        var parts = new short[1 << bits];
        int present = in.readInt();
        int at = -1;
        for (int i = 0; i < present; i++) {
            at = next(at, readVarint(in), parts.length);
            parts[at] = in.readShort();
        }
        return parts;
    }

    private static int next(int at, int step, int size) throws IOException {
        if (step < 1 || step >= size - at) {
            throw new IOException("a place out of range");
        }
        return at + step;
    }

    private static void writeVarint(OutputStream out, int value) throws IOException {
        int rest = value;
        while (rest > 127) {
            out.write(rest & 127 | 128);
            rest >>>= 7;
        }
        out.write(rest);
    }

    private static int readVarint(DataInputStream in) throws IOException {
        int value = 0;
        for (int shift = 0; shift < 28; shift += 7) {
            int octet = in.readUnsignedByte();
            value |= (octet & 127) << shift;
            if (octet < 128) {
                return value;
            }
        }
        throw new IOException("a number too long");
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
