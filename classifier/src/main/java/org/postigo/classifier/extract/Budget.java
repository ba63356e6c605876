package org.postigo.classifier.extract;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** What unpacking one document may cost: 100 times its size, 50 MB, 10,000 names; a megabyte is always free. */
final class Budget {
    private static final long MAX_OCTETS = 50L * 1024 * 1024;
    private static final long FREE = 1024 * 1024;
    private static final int MAX_RATIO = 100;
    private static final int MAX_NAMES = 10_000;

    private final Path folder;
    private long octets;
    private int names = MAX_NAMES;

    /** @param folder for unpacked files, emptied by its owner */
    Budget(long size, Path folder) {
        this.octets = Math.min(MAX_OCTETS, Math.max(FREE, size * MAX_RATIO));
        this.folder = folder;
    }

    /** The budget is used up. Unchecked only to pass through libraries; always caught by {@link Examiner}. */
    static final class Exceeded extends RuntimeException {
        private static final long serialVersionUID = 1;

        Exceeded() {
            super("unpacking budget exceeded", null, false, false);
        }
    }

    void name() {
        if (--names < 0) {
            throw new Exceeded();
        }
    }

    /** Unpacks a stream into a new file. */
    Path spool(InputStream in) throws IOException {
        Path file = Files.createTempFile(folder, "part", "");
        byte[] buffer = new byte[16 * 1024];
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                octets -= count;
                if (octets < 0) {
                    throw new Exceeded();
                }
                out.write(buffer, 0, count);
            }
        }
        return file;
    }
}
