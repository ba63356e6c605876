package org.postigo.mail.message;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Reads encoded words (RFC 2047), also those that stand side by side without a blank, inside quotes, with blanks in
 * them or without an end. Neighbours of one charset are decoded together, since many senders split a multi-byte
 * character between two words.
 */
final class EncodedWords {
    private static final int MAX_CHARSET = 60;

    private final String text;
    private final StringBuilder out;
    private final ByteArrayOutputStream pending = new ByteArrayOutputStream();
    private final StringBuilder pendingBase64 = new StringBuilder();
    private String pendingCharset = "";
    private int nextEnd = -1;

    private EncodedWords(String text) {
        this.text = text;
        this.out = new StringBuilder(text.length());
    }

    /** @param text unfolded */
    static String decode(String text) {
        return text.contains("=?") ? new EncodedWords(text).run() : text;
    }

    private String run() {
        int plain = 0;
        int at = text.indexOf("=?");
        while (at >= 0) {
            int charsetEnd = charsetEnd(at + 2);
            char encoding = charsetEnd < 0 ? 0 : encoding(charsetEnd + 1);
            int from = charsetEnd + 3;
            int end = encoding == 0 ? -1 : end(from);
            if (end < 0) {
                at = text.indexOf("=?", at + 2);
                continue;
            }
            String between = text.substring(plain, at);
            if (!between.isBlank() || !pending()) {
                flush();
                out.append(between);
            }
            word(text.substring(at + 2, charsetEnd), encoding, text.substring(from, end));
            plain = text.startsWith("?=", end) ? end + 2 : end;
            at = text.indexOf("=?", plain);
        }
        flush();
        return out.append(text, plain, text.length()).toString();
    }

    /** Offset of the question mark behind the charset; -1 if this is no encoded word. */
    private int charsetEnd(int from) {
        for (int i = from; i < text.length() && i < from + MAX_CHARSET; i++) {
            char c = text.charAt(i);
            if (c == '?') {
                return i == from ? -1 : i;
            }
            if (c <= ' ' || c > 126 || c == '=') {
                return -1;
            }
        }
        return -1;
    }

    private char encoding(int at) {
        if (at + 1 >= text.length() || text.charAt(at + 1) != '?') {
            return 0;
        }
        char c = Character.toUpperCase(text.charAt(at));
        return c == 'B' || c == 'Q' ? c : 0;
    }

    /** Where the encoded text ends: at {@code ?=}, or at the blank before the next word where that comes first. */
    private int end(int from) {
        if (nextEnd < from) {
            // Kept between words, so that a thousand words without an end are not a thousand searches.
            int found = text.indexOf("?=", from);
            nextEnd = found < 0 ? Integer.MAX_VALUE : found;
        }
        if (nextEnd == Integer.MAX_VALUE) {
            return -1;
        }
        int next = text.indexOf(" =?", from, nextEnd);
        return next >= 0 && charsetEnd(next + 3) >= 0 ? next : nextEnd;
    }

    private boolean pending() {
        return !pendingCharset.isEmpty();
    }

    private void word(String charsetAndLanguage, char encoding, String encoded) {
        int star = charsetAndLanguage.indexOf('*'); // RFC 2231 §5
        String charset =
                (star < 0 ? charsetAndLanguage : charsetAndLanguage.substring(0, star)).toLowerCase(Locale.ROOT);
        if (!charset.equals(pendingCharset)) {
            flush();
            pendingCharset = charset;
        }
        if (encoding == 'B') {
            // Joined before decoding: padding ends a group but not the text, so both ways of splitting come out.
            pendingBase64.append(encoded);
        } else {
            flushBase64();
            q(encoded);
        }
    }

    private void q(String encoded) {
        byte[] octets = encoded.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < octets.length; i++) {
            if (octets[i] == '_') {
                pending.write(' ');
            } else if (octets[i] == '='
                    && i + 2 < octets.length
                    && TransferDecoding.hex(octets[i + 1]) >= 0
                    && TransferDecoding.hex(octets[i + 2]) >= 0) {
                pending.write(TransferDecoding.hex(octets[i + 1]) << 4 | TransferDecoding.hex(octets[i + 2]));
                i += 2;
            } else {
                pending.write(octets[i]);
            }
        }
    }

    private void flushBase64() {
        if (!pendingBase64.isEmpty()) {
            pending.writeBytes(TransferDecoding.base64(pendingBase64.toString().getBytes(StandardCharsets.UTF_8)));
            pendingBase64.setLength(0);
        }
    }

    private void flush() {
        flushBase64();
        if (pending()) {
            out.append(Charsets.decode(pending.toByteArray(), pendingCharset));
            pending.reset();
            pendingCharset = "";
        }
    }
}
