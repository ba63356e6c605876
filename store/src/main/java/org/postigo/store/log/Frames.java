package org.postigo.store.log;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Records in a segment, one after the other: mark, length, CRC-32C (RFC 3720 appendix B.4) of length and payload, payload.
 * The mark lets a reader find the next whole record behind damage.
 */
final class Frames {
    /** Octets before the payload. */
    static final int HEADER = 12;
    /** Larger ones are not written, and a length beyond it is damage. */
    static final int MAX_PAYLOAD = 32 << 20;

    private static final int MARK = 0x50_4C_4F_47; // "PLOG"

    private Frames() {}

    /** Told of what stands in a segment, in order. */
    interface Visitor {
        /** A whole record; returns whether to go on. */
        boolean record(long offset, byte[] payload);

        /** Octets that are no record. With {@code more}, whole records follow them. */
        void damage(long offset, long octets, boolean more);
    }

    static ByteBuffer frame(byte[] payload) {
        return ByteBuffer.allocate(HEADER + payload.length)
                .putInt(MARK)
                .putInt(payload.length)
                .putInt(crc(payload, 0, payload.length))
                .put(payload)
                .flip();
    }

    /** Length of the payload behind a header; negative if it is no header. */
    static int length(ByteBuffer header) {
        int length = header.getInt(4);
        return header.getInt(0) == MARK && length >= 0 && length <= MAX_PAYLOAD ? length : -1;
    }

    static boolean intact(ByteBuffer header, byte[] payload) {
        return header.getInt(8) == crc(payload, 0, payload.length);
    }

    private static int crc(byte[] bytes, int from, int length) {
        var crc = new CRC32C();
        crc.update(ByteBuffer.allocate(4).putInt(length).flip());
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }

    /**
     * Reads records off a stream for as long as each is whole, without ever holding more than one: a start reads logs of many
     * segments, and the heap is small.
     *
     * @param offset where the stream begins in its file
     * @param end offset behind the last octet that is to be read
     * @return where in the file it stopped, which is {@code end} if all was whole or the visitor had enough
     */
    static long read(InputStream in, long offset, long end, Visitor visitor) throws IOException {
        long at = offset;
        ByteBuffer header = ByteBuffer.allocate(HEADER);
        while (end - at >= HEADER) {
            int length = in.readNBytes(header.array(), 0, HEADER) < HEADER ? -1 : length(header);
            if (length < 0 || length > end - at - HEADER) {
                return at;
            }
            byte[] payload = new byte[length];
            if (in.readNBytes(payload, 0, length) < length || !intact(header, payload)) {
                return at;
            }
            if (!visitor.record(at, payload)) {
                return end;
            }
            at += HEADER + length;
        }
        return at;
    }

    /** Walks over the octets of a segment that begin at {@code offset} in their file, past damage too. */
    static void walk(byte[] octets, long offset, Visitor visitor) {
        ByteBuffer all = ByteBuffer.wrap(octets);
        int damagedFrom = -1;
        int at = 0;
        while (at < octets.length) {
            int length = whole(all, at);
            if (length < 0) {
                damagedFrom = damagedFrom < 0 ? at : damagedFrom;
                at = nextMark(octets, at + 1);
                continue;
            }
            if (damagedFrom >= 0) {
                visitor.damage(offset + damagedFrom, at - damagedFrom, true);
                damagedFrom = -1;
            }
            byte[] payload = new byte[length];
            all.get(at + HEADER, payload);
            if (!visitor.record(offset + at, payload)) {
                return;
            }
            at += HEADER + length;
        }
        if (damagedFrom >= 0) {
            visitor.damage(offset + damagedFrom, octets.length - damagedFrom, false);
        }
    }

    /** Length of the payload of a whole, intact record; negative if there is none. */
    private static int whole(ByteBuffer all, int at) {
        if (all.limit() - at < HEADER) {
            return -1;
        }
        int length = length(all.slice(at, HEADER));
        return length >= 0
                        && length <= all.limit() - at - HEADER
                        && all.getInt(at + 8) == crc(all.array(), at + HEADER, length)
                ? length
                : -1;
    }

    private static int nextMark(byte[] octets, int from) {
        for (int i = from; i < octets.length; i++) {
            if (octets[i] == 'P') {
                return i;
            }
        }
        return octets.length;
    }
}
