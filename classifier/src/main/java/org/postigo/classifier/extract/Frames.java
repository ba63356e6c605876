package org.postigo.classifier.extract;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.postigo.classifier.extract.Extraction.Extracted;
import org.postigo.classifier.extract.Extraction.Sign;
import org.postigo.classifier.extract.Extraction.Trait;

/**
 * What parent and child say to each other: length-prefixed strings and octets, one question, one answer. The parent
 * bounds all that it reads, since a document may have taken over the child.
 */
final class Frames {
    private static final int MAX_STRING = 200_000;
    private static final int MAX_SIGNS = 100;

    private Frames() {}

    static void ask(DataOutputStream out, Document document) throws IOException {
        string(out, document.name());
        out.writeInt(document.body().length);
        out.write(document.body());
        out.flush();
    }

    /** Reads a question's octets into a file; returns the document's name. */
    static String readQuestion(DataInputStream in, Path into) throws IOException {
        String name = string(in);
        int length = in.readInt();
        try (OutputStream out = Files.newOutputStream(into)) {
            byte[] buffer = new byte[64 * 1024];
            while (length > 0) {
                int count = in.read(buffer, 0, Math.min(buffer.length, length));
                if (count < 0) {
                    throw new EOFException();
                }
                out.write(buffer, 0, count);
                length -= count;
            }
        }
        return name;
    }

    static void answer(DataOutputStream out, Extracted extracted) throws IOException {
        string(out, extracted.type());
        string(out, extracted.text());
        out.writeInt(extracted.signs().size());
        for (Sign sign : extracted.signs()) {
            out.writeByte(sign.trait().ordinal());
            string(out, sign.name());
            string(out, sign.type());
        }
        out.flush();
    }

    static Extracted readAnswer(DataInputStream in) throws IOException {
        String type = string(in);
        String text = string(in);
        int count = in.readInt();
        if (count < 0 || count > MAX_SIGNS) {
            throw new IOException("not an answer");
        }
        List<Sign> signs = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int trait = in.readUnsignedByte();
            if (trait >= Trait.values().length) {
                throw new IOException("not an answer");
            }
            signs.add(new Sign(Trait.values()[trait], string(in), string(in)));
        }
        return new Extracted(type, signs, text);
    }

    private static void string(DataOutputStream out, String text) throws IOException {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(octets.length);
        out.write(octets);
    }

    private static String string(InputStream in) throws IOException {
        var data = in instanceof DataInputStream already ? already : new DataInputStream(in);
        int length = data.readInt();
        if (length < 0 || length > MAX_STRING) {
            throw new IOException("not a string");
        }
        byte[] octets = data.readNBytes(length);
        if (octets.length < length) {
            throw new EOFException();
        }
        return new String(octets, StandardCharsets.UTF_8);
    }
}
