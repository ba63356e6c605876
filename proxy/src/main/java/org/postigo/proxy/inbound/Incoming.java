package org.postigo.proxy.inbound;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/** Octets that have come from the client and were not taken yet: the only buffer between the network and the commands. */
final class Incoming {
    /** Enough for commands; thousands of clients wait at once, and most have nothing more to say. */
    private static final int FIRST_BUFFER = 1 << 10;

    private static final int MAX_BUFFER = 64 << 10;

    /** Longer than any legal command: RFC 5321 §4.5.3.1.4 with the additions of RFC 1870, 3461 and 6531. */
    private static final int MAX_LINE = 4096;

    private byte[] buffer = new byte[FIRST_BUFFER];
    private int position;
    private int limit;
    /** Of a line that has not come whole: how much was searched for its end. */
    private int scanned;

    private boolean tooLong;

    /** How many there are. */
    int size() {
        return limit - position;
    }

    /** Drops them all. */
    void clear() {
        position = 0;
        limit = 0;
    }

    /** Makes room for at least one more octet. */
    void makeRoom() {
        if (position == limit) {
            if (limit == buffer.length && buffer.length < MAX_BUFFER) {
                // The last read filled it all: this client has much to say.
                buffer = new byte[buffer.length * 2];
            }
            position = 0;
            limit = 0;
        } else if (limit == buffer.length) {
            byte[] target = position == 0 ? new byte[buffer.length * 2] : buffer;
            System.arraycopy(buffer, position, target, 0, limit - position);
            buffer = target;
            limit -= position;
            position = 0;
        }
    }

    /** Reads what fits, once there is room; says whether there was anything before the end of the stream. */
    boolean readFrom(InputStream in) throws IOException {
        int n = in.read(buffer, limit, buffer.length - limit);
        if (n < 0) {
            return false;
        }
        limit += n;
        return true;
    }

    /** Lets the decoder have them all. */
    void decode(ContentDecoder decoder) {
        position = decoder.decode(buffer, position, limit);
    }

    /** Lets the decoder have at most {@code most}; says how many it had. */
    int decode(ContentDecoder decoder, long most) {
        int to = (int) Math.min(limit, position + most);
        int before = position;
        position = decoder.decode(buffer, position, to);
        return position - before;
    }

    /** Drops at most {@code most}; says how many. */
    int skip(long most) {
        int n = (int) Math.min(size(), most);
        position += n;
        return n;
    }

    /** The one at this distance. */
    int peek(int distance) {
        return buffer[position + distance] & 0xFF;
    }

    /** Takes octets that are known to be here. */
    byte[] take(int length) {
        byte[] taken = Arrays.copyOfRange(buffer, position, position + length);
        position += length;
        return taken;
    }

    /**
     * Takes a line off, if one has come whole. A line that a lone LF seems to end is taken off and unreadable, so that it
     * is answered and not executed.
     */
    Optional<Line> line() {
        for (int i = position + scanned; i < limit; i++) {
            if (buffer[i] == '\n') {
                int length = i - position;
                Line line = tooLong || length > MAX_LINE
                        ? new Line.Unreadable("line too long")
                        : Line.of(buffer, position, length);
                position = i + 1;
                scanned = 0;
                tooLong = false;
                return Optional.of(line);
            }
        }
        scanned = limit - position;
        if (scanned > MAX_LINE) {
            tooLong = true;
            position = limit;
            scanned = 0;
        }
        return Optional.empty();
    }

    /** Whether a line has begun and not ended. */
    boolean withinLine() {
        return scanned > 0 || tooLong;
    }
}
