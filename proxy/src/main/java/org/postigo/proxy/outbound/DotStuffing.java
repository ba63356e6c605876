package org.postigo.proxy.outbound;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes content as SMTP carries it (RFC 5321 §4.5.2): a dot before each line that begins with one, CRLF.CRLF at the
 * end, everything else untouched. Output goes out in whole buffers; the last one is held back until {@link #end}, so
 * that as long as {@code end} has not been called the server cannot have the message.
 *
 * <p>A bare LF is refused: what one server reads as a line end and the next does not is how a second message is
 * smuggled in. Content has strict line ends, so this never happens unless something is broken.
 */
public final class DotStuffing {
    private static final int BUFFER = 64 * 1024;

    private final OutputStream out;
    private final byte[] buffer;
    private int length;
    /** The last two octets of content so far; begins as after a line end. */
    private byte previous = '\n';

    private byte beforePrevious = '\r';

    /**
     * To a stream, with a buffer fit for a message of this many octets.
     *
     * @param out unbuffered
     * @param expected octets in all, 0 or more
     */
    public DotStuffing(OutputStream out, long expected) {
        this.out = out;
        this.buffer = new byte[Math.clamp(expected + expected / 16 + 64, 512, BUFFER)];
    }

    /** Adds content. */
    public void write(byte[] bytes, int from, int to) throws IOException {
        int copied = from;
        for (int i = from; i < to; i++) {
            byte b = bytes[i];
            // Two rare octets are looked at; the rest is copied in runs.
            if (b == '.') {
                byte p = i > from ? bytes[i - 1] : previous;
                if (p == '\n') {
                    put(bytes, copied, i);
                    copied = i;
                    put((byte) '.');
                }
            } else if (b == '\n') {
                byte p = i > from ? bytes[i - 1] : previous;
                if (p != '\r') {
                    throw new BareLineFeed();
                }
            }
        }
        put(bytes, copied, to);
        if (to - from >= 2) {
            beforePrevious = bytes[to - 2];
            previous = bytes[to - 1];
        } else if (to - from == 1) {
            beforePrevious = previous;
            previous = bytes[to - 1];
        }
    }

    /** Ends the content; the message is out when this returns, and may be out if it throws. */
    public void end() throws IOException {
        if (beforePrevious != '\r' || previous != '\n') {
            put((byte) '\r');
            put((byte) '\n');
        }
        put((byte) '.');
        put((byte) '\r');
        put((byte) '\n');
        out.write(buffer, 0, length);
        out.flush();
        length = 0;
    }

    private void put(byte b) throws IOException {
        if (length == buffer.length) {
            spill();
        }
        buffer[length++] = b;
    }

    private void put(byte[] bytes, int from, int to) throws IOException {
        int at = from;
        while (at < to) {
            if (length == buffer.length) {
                spill();
            }
            int some = Math.min(to - at, buffer.length - length);
            System.arraycopy(bytes, at, buffer, length, some);
            length += some;
            at += some;
        }
    }

    private void spill() throws IOException {
        out.write(buffer, 0, length);
        length = 0;
    }

    /** Content without strict line ends. */
    public static final class BareLineFeed extends IOException {
        private static final long serialVersionUID = 1;

        BareLineFeed() {
            super("content has a bare LF and cannot be passed on");
        }
    }
}
