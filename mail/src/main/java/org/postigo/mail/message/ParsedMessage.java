package org.postigo.mail.message;

import java.util.List;
import org.postigo.mail.Mailbox;

/**
 * A message taken apart once, for all checks.
 *
 * @param header of the message
 * @param root of the tree of parts
 * @param leaves all parts without children, in order
 * @param fromMailboxes every mailbox of every From field
 * @param fromName display name of the first From mailbox, empty if none
 * @param text what a mail program would show as text: text/plain leaves decoded by their charset, and what stands in a
 *     multipart without parts; where there is none, empty. Attachments left out; at most 1,000,000 characters
 * @param html every text/html leaf decoded, joined; empty if there is none. Attachments left out; at most 1,000,000
 *     characters
 * @param defects what was wrong with the structure, in words for the journal; empty for a sound message
 */
public record ParsedMessage(
        Header header,
        Part root,
        List<Part> leaves,
        List<Mailbox> fromMailboxes,
        String fromName,
        String text,
        String html,
        List<String> defects) {
    /** Copies the lists. */
    public ParsedMessage {
        leaves = List.copyOf(leaves);
        fromMailboxes = List.copyOf(fromMailboxes);
        defects = List.copyOf(defects);
    }
}
