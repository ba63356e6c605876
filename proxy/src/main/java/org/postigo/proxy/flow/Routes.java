package org.postigo.proxy.flow;

import java.util.Optional;
import org.postigo.mail.DomainName;
import org.postigo.mail.ForwardPath;
import org.postigo.mail.policy.ProtectedDomain;

/** Knows the protected domains and what their recipients asked of the door; answers from memory. */
@FunctionalInterface
public interface Routes {
    /** The protected domain of this name; empty for all the world's other domains. */
    Optional<ProtectedDomain> domain(DomainName name);

    /** How large a message to this recipient may be; empty where only the mailbox servers' limits count. */
    default Optional<SizeLimit> limit(ForwardPath recipient) {
        return Optional.empty();
    }

    /** Whether a sender whom nobody knows may be asked to come again with mail for this recipient. */
    default boolean greylists(ForwardPath recipient) {
        return true;
    }
}
