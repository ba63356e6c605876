package org.postigo.store.acquaintances;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.postigo.mail.DomainName;
import org.postigo.mail.Mailbox;
import org.postigo.mail.auth.ProvenIdentity;

/**
 * Who has written to whom: the one place that knows what was delivered, held and rescued of a sender at a protected
 * domain, and with which proven identity. Answers from memory; a fold over journal and decisions.
 */
public interface Acquaintances {
    /**
     * What is known of a sender at a domain.
     *
     * @param sender mailbox of the From field
     * @param signer domain of the proven identity of the message in question; only history under the same proven
     *     identity is counted, or, where the message proves nothing, only history that proved nothing
     * @param protectedDomain where the mail goes
     */
    History of(Mailbox sender, Optional<DomainName> signer, DomainName protectedDomain);

    /**
     * The domain under which the history of a message is kept: of the strongest identity that is tied to From, else of a
     * signed list; empty if it proved no domain. Who asks {@link #of} uses this too, or finds nothing.
     *
     * @param proven strongest first
     */
    static Optional<DomainName> signer(List<ProvenIdentity> proven) {
        Optional<DomainName> list = Optional.empty();
        for (ProvenIdentity identity : proven) {
            switch (identity) {
                case ProvenIdentity.SignedDomain(DomainName domain) -> {
                    return Optional.of(domain);
                }
                case ProvenIdentity.AuthorisedDomain(DomainName domain) -> {
                    return Optional.of(domain);
                }
                case ProvenIdentity.SignedList(String _, DomainName domain) -> list = Optional.of(domain);
                case ProvenIdentity.ClientAddress _ -> {}
            }
        }
        return list;
    }

    /**
     * Counts of messages.
     *
     * @param delivered passed on at once
     * @param held kept for review
     * @param rescued released by a person
     * @param spam confirmed as spam by a person
     * @param last when the newest came
     */
    record History(long delivered, long held, long rescued, long spam, Optional<Instant> last) {
        /** A stranger. */
        public static final History NONE = new History(0, 0, 0, 0, Optional.empty());
    }
}
