package org.postigo.store.domains;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.postigo.mail.DomainName;
import org.postigo.mail.policy.ProtectedDomain;

/** Protected domains. Read from memory, written durably. */
public interface Domains {
    /** The domain of that name. */
    Optional<ProtectedDomain> find(DomainName name);

    /** All, by name. */
    List<ProtectedDomain> all();

    /** Adds or replaces. */
    void put(ProtectedDomain domain, String by) throws IOException;

    /** Removes; returns whether there was one. */
    boolean remove(DomainName name, String by) throws IOException;
}
