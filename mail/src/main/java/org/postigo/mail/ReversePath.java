package org.postigo.mail;

import java.util.Optional;

/** The argument of MAIL FROM (RFC 5321 §4.1.1.2): a mailbox, or the null reverse-path of bounces. */
public sealed interface ReversePath {
    /** {@code <>}: nobody wants to hear of failures of this message. */
    record Null() implements ReversePath {
        @Override
        public String toString() {
            return "<>";
        }
    }

    /** The mailbox that failures are told to. */
    record Of(Mailbox mailbox) implements ReversePath {
        @Override
        public String toString() {
            return "<" + mailbox + ">";
        }
    }

    /** The mailbox, if there is one. */
    default Optional<Mailbox> toMailbox() {
        return switch (this) {
            case Null() -> Optional.empty();
            case Of(Mailbox mailbox) -> Optional.of(mailbox);
        };
    }

    /** From a mailbox that is known to be one, or the null path for the empty string; for constants and tests. */
    static ReversePath of(String text) {
        return text.isEmpty() ? new Null() : new Of(Mailbox.of(text));
    }
}
