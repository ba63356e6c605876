package org.postigo.mail.message;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Content-Transfer-Encoding (RFC 2045 §6), read as leniently as the most lenient mail program does: octets that do not
 * belong are skipped, and base64 goes on behind its padding, since otherwise anything could be hidden there.
 */
final class TransferDecoding {
    private static final byte[] BASE64 = new byte[256];
    private static final int SKIP = -1;
    private static final int PADDING = -2;

    static {
        Arrays.fill(BASE64, (byte) SKIP);
        String digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        for (int i = 0; i < digits.length(); i++) {
            BASE64[digits.charAt(i)] = (byte) i;
        }
        BASE64['='] = PADDING;
    }

    private TransferDecoding() {}

    static byte[] decode(String encoding, byte[] body, Consumer<String> defect) {
        return switch (encoding.strip().toLowerCase(Locale.ROOT)) {
            case "base64" -> base64(body);
            case "quoted-printable" -> quotedPrintable(body);
            case "", "null", "7bit", "8bit", "binary" -> body;
            default -> {
                defect.accept("unknown transfer encoding");
                yield body;
            }
        };
    }

    static byte[] base64(byte[] body) {
        var out = new byte[body.length / 4 * 3 + 3];
        int length = 0;
        int bits = 0;
        int held = 0;
        for (byte octet : body) {
            int digit = BASE64[octet & 0xFF];
            if (digit >= 0) {
                bits = bits << 6 | digit;
                if (++held == 4) {
                    out[length++] = (byte) (bits >> 16);
                    out[length++] = (byte) (bits >> 8);
                    out[length++] = (byte) bits;
                    held = 0;
                }
            } else if (digit == PADDING && held > 0) {
                length = flush(out, length, bits, held);
                held = 0;
            }
        }
        return Arrays.copyOf(out, flush(out, length, bits, held));
    }

    private static int flush(byte[] out, int length, int bits, int held) {
        int at = length;
        if (held == 2) {
            out[at++] = (byte) (bits >> 4);
        } else if (held == 3) {
            out[at++] = (byte) (bits >> 10);
            out[at++] = (byte) (bits >> 2);
        }
        return at;
    }

    static byte[] quotedPrintable(byte[] body) {
        var out = new byte[body.length];
        int length = 0;
        for (int i = 0; i < body.length; i++) {
            if (body[i] != '=') {
                out[length++] = body[i];
                continue;
            }
            int softEnd = softLineBreak(body, i + 1);
            if (softEnd >= 0) {
                i = softEnd;
            } else if (i + 2 < body.length && hex(body[i + 1]) >= 0 && hex(body[i + 2]) >= 0) {
                out[length++] = (byte) (hex(body[i + 1]) << 4 | hex(body[i + 2]));
                i += 2;
            } else {
                out[length++] = '=';
            }
        }
        return Arrays.copyOf(out, length);
    }

    /** Offset of the last octet of a soft line break, blanks within let pass; -1 if there is none. */
    private static int softLineBreak(byte[] body, int from) {
        // RFC 2045 §6.7 allows lines of 76; the bound keeps a run of "=   =   " linear.
        int i = from;
        while (i < body.length && i < from + 80) {
            if (body[i] == '\n') {
                return i;
            }
            if (body[i] != ' ' && body[i] != '\t' && body[i] != '\r') {
                return -1;
            }
            i++;
        }
        // The line end before a boundary belongs to the boundary.
        return i == body.length ? i - 1 : -1;
    }

    static int hex(int c) {
        return c >= '0' && c <= '9'
                ? c - '0'
                : c >= 'A' && c <= 'F' ? c - 'A' + 10 : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
    }
}
