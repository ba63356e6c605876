package org.postigo.mail.message;

/**
 * A line of the header section (RFC 5322 §2.2), with its folding.
 *
 * @param name as it came
 * @param raw everything behind the colon, folding and leading space included, octets as ISO-8859-1 characters
 * @param decoded unfolded, encoded words (RFC 2047) and raw UTF-8 read, surrounding space removed, at most 10,000
 *     characters; hostile text
 */
public record HeaderField(String name, String raw, String decoded) {
    /** Whether it is the field of this name, capitals aside. */
    public boolean is(String other) {
        return name.equalsIgnoreCase(other);
    }
}
