package org.postigo.mail;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The bytes of a message, header section and body, with CRLF line ends and without dot-stuffing. They are kept, never
 * re-serialised. May be opened any number of times, by several threads.
 */
public interface Content {
    /** Octets in all. */
    long size();

    /** A new stream over all octets, from the first. */
    InputStream open() throws IOException;

    /** The first octets, at most {@code max} of them. */
    default byte[] head(int max) throws IOException {
        try (InputStream in = open()) {
            return in.readNBytes(max);
        }
    }

    /** All octets at once; for content whose size has been checked. */
    default byte[] bytes() throws IOException {
        return head(Math.toIntExact(size()));
    }

    /** Content held in memory; the array is owned by the content from now on. */
    static Content of(byte[] bytes) {
        return new InMemory(bytes);
    }

    /** Content of a file, from an offset to its end. */
    static Content of(Path file, long offset) throws IOException {
        return new InFile(file, offset, Files.size(file) - offset);
    }

    /** Octets in an array. */
    final class InMemory implements Content {
        private final byte[] bytes;

        private InMemory(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public long size() {
            return bytes.length;
        }

        @Override
        public InputStream open() {
            return new ByteArrayInputStream(bytes);
        }

        @Override
        public byte[] head(int max) {
            return java.util.Arrays.copyOf(bytes, Math.min(max, bytes.length));
        }

        /** The array itself, to be read only: the fast path of the proxy and the classifier. */
        @Override
        public byte[] bytes() {
            return bytes;
        }
    }

    /**
     * Octets of a file.
     *
     * @param file that lives as long as the content is used
     * @param offset where the content begins
     * @param size octets from there
     */
    record InFile(Path file, long offset, long size) implements Content {
        @Override
        public InputStream open() throws IOException {
            InputStream in = Files.newInputStream(file);
            try {
                in.skipNBytes(offset);
                return in;
            } catch (IOException e) {
                in.close();
                throw e;
            }
        }
    }
}
