package org.postigo.store.files;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.postigo.mail.Content;
import org.postigo.store.held.HeldMail.DamagedContent;

/**
 * Content whose SHA-256 is computed while it is read. The last octet is only handed out once the sum agrees.
 *
 * @param size octets that there must be
 * @param sha256 that they must have, lower-case hex
 * @param name of the file, for whoever has to look at it
 * @param source of the octets
 */
record VerifiedContent(long size, String sha256, String name, Source source) implements Content {
    /** Opens the octets. */
    interface Source {
        InputStream open() throws IOException;
    }

    @Override
    public InputStream open() throws IOException {
        return new Verifying(source.open());
    }

    private final class Verifying extends FilterInputStream {
        private final MessageDigest digest = Sha256.start();
        private long read;
        private boolean good;

        Verifying(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int count = in.read(into, offset, length);
            if (count > 0) {
                digest.update(into, offset, count);
                read += count;
            }
            if (!good && (count < 0 || read >= size)) {
                verify();
            }
            return count;
        }

        private void verify() throws IOException {
            if (read != size || !HexFormat.of().formatHex(digest.digest()).equals(sha256)) {
                throw new DamagedContent(name + " is damaged: its SHA-256 is not what it was when it was written."
                        + " Restore the file from a backup; it was not delivered");
            }
            good = true;
        }

        @Override
        public long skip(long n) throws IOException {
            return readNBytes((int) Math.min(n, 1 << 16)).length;
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}
