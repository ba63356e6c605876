package org.postigo.mail.finding;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.postigo.mail.Mailbox;

/**
 * What lists, journal and search keep of a message's content: decoded, cut to bounds, still hostile text.
 *
 * @param from the mailbox of the From field, if there is exactly one that parses
 * @param fromName display name of From, empty if none, at most 200 characters
 * @param subject decoded, at most 500 characters
 * @param messageId with its angle brackets, empty if none, at most 998 characters
 * @param date of the Date field
 * @param listId of the List-Id field, between its angle brackets
 * @param linkHosts distinct, at most 50
 * @param attachments at most 100
 */
public record MessageDigest(
        Optional<Mailbox> from,
        String fromName,
        String subject,
        String messageId,
        Optional<Instant> date,
        Optional<String> listId,
        List<String> linkHosts,
        List<Attachment> attachments) {
    /** A message of which nothing could be read. */
    public static final MessageDigest UNREAD =
            new MessageDigest(Optional.empty(), "", "", "", Optional.empty(), Optional.empty(), List.of(), List.of());

    /** Copies the lists. */
    public MessageDigest {
        linkHosts = List.copyOf(linkHosts);
        attachments = List.copyOf(attachments);
    }

    /**
     * An attachment by name and true type.
     *
     * @param name as the sender gave it, at most 200 characters
     * @param type detected from the content
     * @param size octets, decoded
     */
    public record Attachment(String name, String type, long size) {}
}
