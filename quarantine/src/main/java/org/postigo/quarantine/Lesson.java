package org.postigo.quarantine;

import java.time.Instant;
import java.util.Optional;
import org.postigo.mail.Content;
import org.postigo.mail.DomainName;
import org.postigo.store.held.CopyId;
import org.postigo.store.held.HeldMessage;

/**
 * One decision as learning sees it.
 *
 * @param position in the log, rising from lesson to lesson and the same when they are replayed
 * @param at when the decision took effect
 * @param copy that was decided on; several copies of one message are several lessons
 * @param domain whose decision it is
 * @param audited whether nothing held the copy: it is of delivered mail that was drawn for reviewers to judge
 * @param label what the message is
 * @param replaces what an earlier lesson had said of this copy, to be unlearnt; empty if there was none
 * @param message envelope, client and the classifier's own words
 * @param content the bytes
 */
public record Lesson(
        long position,
        Instant at,
        CopyId copy,
        DomainName domain,
        boolean audited,
        Label label,
        Optional<Label> replaces,
        HeldMessage message,
        Content content) {
    /** What a person says a message is. */
    public enum Label {
        /** Good mail. */
        HAM,
        /** Spam. */
        SPAM
    }
}
