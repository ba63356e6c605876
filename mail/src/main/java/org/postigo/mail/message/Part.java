package org.postigo.mail.message;

import java.util.List;
import java.util.Optional;

/**
 * A MIME entity (RFC 2045).
 *
 * @param header its own fields; for the root those of the message
 * @param type declared media type, lower case, without parameters; {@code text/plain} if none is declared
 * @param charset declared, empty if none
 * @param fileName decoded, of Content-Disposition or Content-Type; hostile text
 * @param attachment whether the disposition says so, or a leaf is neither text nor inline
 * @param body octets after transfer decoding; empty for a multipart
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

    /** Whether it has parts instead of a body. */
    public boolean multipart() {
        return type.startsWith("multipart/");
    }
}
