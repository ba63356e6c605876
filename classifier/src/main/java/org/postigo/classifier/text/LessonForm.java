package org.postigo.classifier.text;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/** A lesson as octets. */
final class LessonForm {
    private static final Label[] LABELS = Label.values();
    private static final Source[] SOURCES = Source.values();

    private LessonForm() {}

    static void write(DataOutput out, Lesson lesson) throws IOException {
        Features features = lesson.features();
        out.writeLong(lesson.number());
        out.writeByte(lesson.label().ordinal());
        out.writeByte(lesson.source().ordinal());
        out.writeShort(features.header());
        out.writeShort(features.words().length);
        out.writeShort(lesson.domains().length);
        for (int domain : lesson.domains()) {
            out.writeInt(domain);
        }
        write(out, features.raw());
        write(out, features.shown());
        write(out, features.words());
    }

    private static void write(DataOutput out, int[] places) throws IOException {
        out.writeShort(places.length);
        for (int place : places) {
            // 22 bits each
            out.writeByte(place >>> 16);
            out.writeShort(place);
        }
    }

    /** Reads a lesson; whatever the octets are it is one that cannot do harm. */
    static Lesson read(DataInput in) throws IOException {
        long number = in.readLong();
        Label label = LABELS[within(in.readUnsignedByte(), LABELS.length)];
        Source source = SOURCES[within(in.readUnsignedByte(), SOURCES.length)];
        int header = in.readUnsignedShort();
        int single = in.readUnsignedShort();
        int[] domains = new int[in.readUnsignedShort()];
        for (int i = 0; i < domains.length; i++) {
            domains[i] = in.readInt();
        }
        int[] raw = places(in);
        int[] shown = places(in);
        int[] words = places(in);
        if (header > raw.length || single > words.length) {
            throw new IOException("a part larger than the whole");
        }
        // What follows single words are pairs, which earlier versions counted too.
        return new Lesson(
                number, new Features(raw, header, shown, Arrays.copyOf(words, single)), label, source, domains);
    }

    private static int[] places(DataInput in) throws IOException {
        int[] places = new int[in.readUnsignedShort()];
        for (int i = 0; i < places.length; i++) {
            int high = in.readUnsignedByte();
            places[i] = within(high << 16 | in.readUnsignedShort(), Weights.SIZE);
        }
        return places;
    }

    private static int within(int value, int size) throws IOException {
        if (value >= size) {
            throw new IOException("a number out of range");
        }
        return value;
    }
}
