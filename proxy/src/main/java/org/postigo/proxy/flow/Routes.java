package org.postigo.proxy.flow;

import java.util.Optional;
import org.postigo.mail.DomainName;
import org.postigo.mail.policy.ProtectedDomain;

/** Knows the protected domains; answers from memory. */
@FunctionalInterface
public interface Routes {
    /** The protected domain of this name; empty for all the world's other domains. */
    Optional<ProtectedDomain> domain(DomainName name);
}
