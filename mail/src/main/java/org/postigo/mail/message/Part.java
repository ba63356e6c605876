package org.postigo.mail.message;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A MIME entity (RFC 2045).
 *
 * @param header its own fields; for the root those of the message
 * @param type declared media type, lower case, without parameters; {@code text/plain} if none is declared
 * @param charset declared, empty if none
 * @param fileName decoded, of Content-Disposition or Content-Type; hostile text
 * @param attachment whether the disposition says so, or a leaf is neither text nor inline
 * @param body octets after transfer decoding; of a multipart without any part what stands there instead, else empty for
 *     a multipart and a message/rfc822
 * @param children parts of a multipart, or the one message of a message/rfc822
 */
public record Part(
        Header header,
        String type,
        String charset,
        Optional<String> fileName,
        boolean attachment,
        byte[] body,
        List<Part> children) {
    /** Copies the list, not the octets: they are never written to. */
    public Part {
        children = List.copyOf(children);
    }

    /**
     * The body as text: by the declared charset where mail programs know it and it fits, by the one that HTML declares
     * itself, else UTF-8 if valid, else windows-1252. Decoded anew at each call.
     */
    public String text() {
        return Charsets.decode(body, charset.isEmpty() && type.equals("text/html") ? declaredInside() : charset);
    }

    /** What HTML says of itself in its first 1,024 octets, as browsers look for it; empty if nothing. */
    private String declaredInside() {
        var head =
                new String(body, 0, Math.min(body.length, 1024), StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
        int from = head.indexOf("charset=");
        if (from < 0) {
            return "";
        }
        int start = from + "charset=".length();
        while (start < head.length() && "\"' ".indexOf(head.charAt(start)) >= 0) {
            start++;
        }
        int end = start;
        while (end < head.length() && "\"' />;".indexOf(head.charAt(end)) < 0) {
            end++;
        }
        return head.substring(start, end);
    }

    /** Whether it has parts instead of a body. */
    public boolean multipart() {
        return type.startsWith("multipart/");
    }
}
