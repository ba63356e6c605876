package org.postigo.proxy.inbound;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** A command line. */
sealed interface Line {
    /** Sound: UTF-8, ended with CRLF, without other control characters. */
    record Text(String text) implements Line {}

    /** Cannot be read as a command; the whole of it has been taken off. */
    record Unreadable(String cause) implements Line {}

    /** There is none any more. */
    record Ended(Wire.End end) implements Line {}

    /** Reads the octets before an LF; only CRLF ends a line (RFC 5321 §2.3.8). */
    static Line of(byte[] octets, int from, int length) {
        if (length == 0 || octets[from + length - 1] != '\r') {
            return new Unreadable("line must end with CRLF");
        }
        boolean ascii = true;
        for (int i = from; i < from + length - 1; i++) {
            byte octet = octets[i];
            if (octet < 0) {
                ascii = false;
            } else if (octet < ' ' && octet != '\t' || octet == 127) {
                return new Unreadable("control character");
            }
        }
        if (ascii) {
            return new Text(new String(octets, from, length - 1, StandardCharsets.US_ASCII));
        }
        try {
            return new Text(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets, from, length - 1))
                    .toString());
        } catch (CharacterCodingException e) {
            return new Unreadable("not UTF-8");
        }
    }
}
