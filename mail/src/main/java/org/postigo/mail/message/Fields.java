package org.postigo.mail.message;

import java.nio.charset.StandardCharsets;

/** Makes header fields from their octets. */
final class Fields {
    private static final int MAX_DECODED = 10_000;

    private Fields() {}

    /** @param octets of the whole field, name and colon included, final line end left out */
    static HeaderField of(String name, byte[] octets) {
        int colon = 0;
        while (colon < octets.length && octets[colon] != ':') {
            colon++;
        }
        int from = Math.min(colon + 1, octets.length);
        var raw = new String(octets, from, octets.length - from, StandardCharsets.ISO_8859_1);
        return new HeaderField(name, raw, decoded(raw));
    }

    private static String decoded(String raw) {
        // Four octets make a character at most; a little more than is kept, so that no word is cut that matters.
        String some = raw.length() > 8 * MAX_DECODED ? raw.substring(0, 8 * MAX_DECODED) : raw;
        String decoded = EncodedWords.decode(readable(some)).strip();
        return decoded.length() <= MAX_DECODED ? decoded : decoded.substring(0, MAX_DECODED);
    }

    /** Unfolded (RFC 5322 §2.2.3), with raw octets beyond ASCII read as UTF-8 or windows-1252. */
    static String readable(String raw) {
        boolean ascii = true;
        boolean folded = false;
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            ascii &= c < 128;
            folded |= c == '\n' || c == '\r';
        }
        String text = ascii ? raw : Charsets.guess(raw.getBytes(StandardCharsets.ISO_8859_1));
        return folded ? unfold(text) : text;
    }

    private static String unfold(String text) {
        var line = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\r' && (i + 1 == text.length() || text.charAt(i + 1) != '\n')) {
                line.append(' ');
            } else if (c != '\r' && c != '\n') {
                line.append(c);
            }
        }
        return line.toString();
    }
}
