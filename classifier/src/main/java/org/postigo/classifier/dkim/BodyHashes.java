package org.postigo.classifier.dkim;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/**
 * SHA-256 of a message's body in canonical form (RFC 6376 §3.4.3, §3.4.4), made once for each form and length however
 * many signatures ask. The body is streamed, never held in memory as a whole.
 */
public final class BodyHashes {
    private static final int CHUNK = 16_384;

    private final RawMessage message;
    private final Map<Form, BodyHash> known = new ConcurrentHashMap<>();

    private record Form(Canonical canonical, OptionalLong limit) {}

    /**
     * A hash.
     *
     * @param sha256 of the first octets up to the limit
     * @param length of the whole canonical body
     */
    public record BodyHash(byte[] sha256, long length) {
        /** Compares in constant time. */
        public boolean is(byte[] other) {
            return MessageDigest.isEqual(sha256, other);
        }
    }

    /** Hashes of this message's body. */
    public BodyHashes(RawMessage message) {
        this.message = message;
    }

    /**
     * The hash in a form, of at most so many octets. Trouble with reading the content is an {@link
     * UncheckedIOException}.
     */
    public BodyHash of(Canonical canonical, OptionalLong limit) {
        return known.computeIfAbsent(new Form(canonical, limit), this::hash);
    }

    private BodyHash hash(Form form) {
        try (InputStream in = message.content().open()) {
            in.skipNBytes(Math.min(message.bodyOffset(), message.content().size()));
            var hasher = new Hasher(form);
            var chunk = new byte[CHUNK];
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                hasher.add(chunk, read);
            }
            return hasher.finish();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Canonicalises octets as they come; line ends and, in relaxed form, white space wait for what follows them. */
    private static final class Hasher {
        private final boolean relaxed;
        private final long limit;
        private final MessageDigest digest = sha256();
        private final byte[] out = new byte[CHUNK];
        private int filled;
        private long length;
        private long lines;
        private boolean carriage;
        private boolean space;

        Hasher(Form form) {
            this.relaxed = form.canonical() == Canonical.RELAXED;
            this.limit = form.limit().orElse(Long.MAX_VALUE);
        }

        void add(byte[] octets, int count) {
            for (int i = 0; i < count; i++) {
                byte octet = octets[i];
                if (carriage) {
                    carriage = false;
                    if (octet == '\n') {
                        space = false;
                        lines++;
                        continue;
                    }
                    emit((byte) '\r');
                }
                if (octet == '\r') {
                    carriage = true;
                } else if (relaxed && (octet == ' ' || octet == '\t')) {
                    space = true;
                } else {
                    emit(octet);
                }
            }
        }

        BodyHash finish() {
            if (carriage) {
                emit((byte) '\r');
            }
            // An empty body is one line in simple form, nothing in relaxed form
            if (length > 0 || !relaxed) {
                put((byte) '\r');
                put((byte) '\n');
            }
            digest.update(out, 0, filled);
            return new BodyHash(digest.digest(), length);
        }

        private void emit(byte octet) {
            for (; lines > 0; lines--) {
                put((byte) '\r');
                put((byte) '\n');
            }
            if (space) {
                put((byte) ' ');
                space = false;
            }
            put(octet);
        }

        private void put(byte octet) {
            if (length++ < limit) {
                if (filled == out.length) {
                    digest.update(out, 0, filled);
                    filled = 0;
                }
                out[filled++] = octet;
            }
        }
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static byte[] sha256(byte[] octets) {
        return sha256().digest(octets);
    }
}
