package org.postigo.proxy.flow;

import org.postigo.mail.ForwardPath;

/**
 * What a marked copy bears beside our own fields, as its recipient's house wants it.
 *
 * @param spamFlag whether {@code X-Spam-Flag: YES} is added, for mailbox servers that file by that
 * @param subjectTag stands before the subject, in ASCII, at most 40 characters; empty to leave the subject alone. It
 *     breaks DKIM signatures that cover the subject
 */
public record JunkMarks(boolean spamFlag, String subjectTag) {
    /** Our own fields alone. */
    public static final JunkMarks NONE = new JunkMarks(false, "");

    /** Checks the tag. */
    public JunkMarks {
        if (subjectTag.length() > 40 || subjectTag.chars().anyMatch(c -> c < ' ' || c > 126)) {
            throw new IllegalArgumentException("not a tag: " + subjectTag);
        }
    }

    /** Knows what each recipient's house wants. Answers from memory. */
    @FunctionalInterface
    public interface Wanted {
        /** For this recipient. */
        JunkMarks of(ForwardPath recipient);
    }
}
