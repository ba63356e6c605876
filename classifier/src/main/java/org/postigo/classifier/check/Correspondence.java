package org.postigo.classifier.check;

import java.util.Optional;
import org.postigo.mail.DomainName;
import org.postigo.mail.Mailbox;

/** Knows who has written to whom before. Answers from memory. */
@FunctionalInterface
public interface Correspondence {
    /** Knows nobody and says so: for tools without a store. */
    Correspondence NONE = (sender, signer, protectedDomain) -> Optional.empty();

    /**
     * What is known of a sender at a domain; empty if no history is kept at all, so that nobody counts as a stranger.
     *
     * @param sender the one mailbox of the From field
     * @param signer domain that the message in question proved; only history under the same proof counts
     * @param protectedDomain where the mail goes
     */
    Optional<History> with(Mailbox sender, Optional<DomainName> signer, DomainName protectedDomain);

    /**
     * Counts of messages.
     *
     * @param delivered passed on at once
     * @param rescued released by a person
     * @param spam confirmed as spam by a person
     */
    record History(long delivered, long rescued, long spam) {
        /** A stranger. */
        public static final History STRANGER = new History(0, 0, 0);
    }
}
