package org.postigo.proxy.inbound;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * What the library writes to: collected until the client is waited for, so that replies to pipelined commands (RFC 2920)
 * travel together.
 */
final class PendingReplies extends OutputStream {
    private static final int MAX_PENDING = 16 << 10;

    private final Runnable full;
    private byte[] pending = new byte[512];
    private int length;

    /**
     * Nothing is pending.
     *
     * @param full sends what is pending, because there is enough of it
     */
    PendingReplies(Runnable full) {
        this.full = full;
    }

    boolean isEmpty() {
        return length == 0;
    }

    /** Sends it all; whatever comes of it, nothing is pending behind it. */
    void sendTo(OutputStream out) throws IOException {
        try {
            out.write(pending, 0, length);
            out.flush();
        } finally {
            length = 0;
        }
    }

    @Override
    public void write(int octet) {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] octets, int offset, int count) {
        int needed = length + count;
        if (needed > pending.length) {
            pending = Arrays.copyOf(pending, Math.max(needed, pending.length * 2));
        }
        System.arraycopy(octets, offset, pending, length, count);
        length = needed;
        if (length > MAX_PENDING) {
            full.run();
        }
    }
}
