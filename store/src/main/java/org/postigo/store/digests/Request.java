package org.postigo.store.digests;

import java.time.Instant;
import java.util.Objects;
import org.postigo.mail.Mailbox;
import org.postigo.store.held.CopyId;

/**
 * Something that a recipient asks of the reviewers.
 *
 * @param id names it: one of a kind for a copy, so that asking twice is asking once
 * @param wish what
 * @param from whose copy it is
 * @param copy that it is about
 * @param at when
 * @param comment in the recipient's words, may be empty; cut at 500 characters
 */
public record Request(String id, Wish wish, Mailbox from, CopyId copy, Instant at, String comment) {
    private static final int LONGEST = 500;

    /** Cleans the comment. */
    public Request {
        Objects.requireNonNull(wish);
        comment = comment.codePoints()
                .filter(c -> !Character.isISOControl(c) || c == '\n')
                .limit(LONGEST)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString()
                .strip();
    }

    /** About this copy. */
    public static Request of(Wish wish, Mailbox from, CopyId copy, Instant at, String comment) {
        return new Request(id(wish, copy), wish, from, copy, at, comment);
    }

    /** What a wish about a copy is called. */
    public static String id(Wish wish, CopyId copy) {
        return wish + "-" + copy;
    }

    /** What may be asked. */
    public enum Wish {
        /** Deliver this one. */
        RELEASE,
        /** Deliver it, and let this sender's mail through from now on. */
        ALLOW_SENDER,
        /** It was delivered and is spam: see to it that the next one is not. */
        REPORT_SPAM
    }
}
