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
 */
public record Notice(Mailbox to, String language, String subject, String text, Optional<String> html) {
    /** Keeps the subject on its line, whatever it was made of. */
    public Notice {
        subject = subject.replaceAll("\\p{Cntrl}+", " ").strip();
    }

    /** In plain text alone. */
    public static Notice plain(Mailbox to, String language, String subject, String text) {
        return new Notice(to, language, subject, text, Optional.empty());
    }
}
