package org.postigo.quarantine.links;

import java.time.Instant;
import org.postigo.mail.DomainName;
import org.postigo.mail.Mailbox;

/**
 * What a link lets its holder see: the held mail of a mailbox, or of a domain. Acting takes a form that a person sends.
 *
 * @param scope of what
 * @param until when it is over
 */
public record Ticket(Scope scope, Instant until) {
    /** Of what. */
    public sealed interface Scope {
        /** To whom the link was sent. */
        Mailbox holder();
    }

    /** One's own mail. */
    public record Own(Mailbox holder) implements Scope {}

    /** A domain's mail, for one of its contacts. */
    public record OfDomain(DomainName domain, Mailbox holder) implements Scope {}
}
