package org.postigo.mail;

/**
 * The argument of RCPT TO (RFC 5321 §4.1.1.3), source route removed and a bare {@code postmaster} already completed
 * with the site's domain.
 */
public record ForwardPath(Mailbox mailbox) {
    /** From a mailbox that is known to be one; for constants and tests. */
    public static ForwardPath of(String text) {
        return new ForwardPath(Mailbox.of(text));
    }

    /** The recipient's domain. */
    public DomainName domain() {
        return mailbox.domain();
    }

    @Override
    public String toString() {
        return "<" + mailbox + ">";
    }
}
