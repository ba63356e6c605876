package org.postigo.mail;

import java.util.Optional;

/**
 * One RCPT command: forward-path and its DSN parameters (RFC 3461), kept as they came for the next server.
 *
 * @param path whom it is for
 * @param notifyOn the value of NOTIFY, if given
 * @param orcpt the value of ORCPT (xtext), if given
 */
public record Recipient(ForwardPath path, Optional<String> notifyOn, Optional<String> orcpt) {
    /** A recipient without parameters. */
    public static Recipient of(String mailbox) {
        return new Recipient(ForwardPath.of(mailbox), Optional.empty(), Optional.empty());
    }
}
