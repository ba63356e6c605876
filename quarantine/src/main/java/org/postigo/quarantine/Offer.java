package org.postigo.quarantine;

import java.util.Objects;
import org.postigo.mail.policy.ListEntry;

/**
 * An allow entry that a message's own proof supports: whose mail would pass, and what it would have to prove each time.
 *
 * @param subject whose mail
 * @param proof that this message brought and later ones must bring
 */
public record Offer(ListEntry.Subject subject, ListEntry.Proof proof) {
    /** Both are needed. */
    public Offer {
        Objects.requireNonNull(subject);
        Objects.requireNonNull(proof);
    }
}
