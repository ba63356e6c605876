package org.postigo.mail;

import java.time.Instant;
import java.util.Set;

/**
 * A mail object (RFC 5321 §2.3.1): envelope and content, with who handed it in and when. What every stage begins with.
 *
 * @param id our name of it
 * @param received when its last octet had come
 * @param client who handed it in
 * @param envelope reverse-path and recipients
 * @param content what arrived, line ends made CRLF and fields in our own name removed
 * @param changes in what way the content differs from what arrived; empty for nearly all mail
 */
public record MailObject(
        MailId id, Instant received, Client client, Envelope envelope, Content content, Set<Change> changes) {
    /** Copies the set. */
    public MailObject {
        changes = Set.copyOf(changes);
    }

    /** A mail object whose content is octet by octet what arrived. */
    public MailObject(MailId id, Instant received, Client client, Envelope envelope, Content content) {
        this(id, received, client, envelope, content, Set.of());
    }

    /** The same, handed in by another client: the one that a relay of our own did it for. */
    public MailObject from(Client other) {
        return other.equals(client) ? this : new MailObject(id, received, other, envelope, content, changes);
    }

    /** The only ways in which content may differ from what arrived. Never renamed, since delivered mail names them. */
    public enum Change {
        /** A stray CR or LF was made CRLF, or a last line without an end was given one. */
        LINE_ENDS,
        /** Arriving fields that bear our own name were removed. */
        OWN_FIELDS,
        /** Arriving Authentication-Results that claim to be ours were removed (RFC 8601 §5). */
        AUTHENTICATION_RESULTS
    }
}
