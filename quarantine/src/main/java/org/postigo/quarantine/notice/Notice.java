package org.postigo.quarantine.notice;

import java.util.Optional;
import org.postigo.mail.Mailbox;

/**
 * A message of our own to one person.
 *
 * @param to whom
 * @param language that it is written in: {@code es} or {@code en}
 * @param subject one line
 * @param text the plain form, which everybody gets
 * @param html the same as HTML, beside the plain form
 * @param origin what it was written for (RFC 3834 §5)
 */
public record Notice(Mailbox to, String language, String subject, String text, Optional<String> html, Origin origin) {
    /** Keeps the subject on its line, whatever it was made of. */
    public Notice {
        subject = subject.replaceAll("\\p{Cntrl}+", " ").strip();
    }

    /** What made us write. */
    public enum Origin {
        /** A time or an event of our own. */
        GENERATED,
        /** What that person asked or told us. */
        REPLIED
    }

    /** Of our own accord. */
    public Notice(Mailbox to, String language, String subject, String text, Optional<String> html) {
        this(to, language, subject, text, html, Origin.GENERATED);
    }

    /** In plain text alone. */
    public static Notice plain(Mailbox to, String language, String subject, String text) {
        return new Notice(to, language, subject, text, Optional.empty());
    }
}
