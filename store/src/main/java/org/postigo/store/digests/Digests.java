package org.postigo.store.digests;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.postigo.mail.DomainName;

/** Plans of digests, and how far each domain's people have been told. Read from memory, written durably. */
public interface Digests {
    /** The plan of a domain; {@link DigestPlan#off} where none was made. */
    DigestPlan plan(DomainName domain);

    /** Makes or replaces a plan. */
    void put(DigestPlan plan, String by) throws IOException;

    /** Mail held before this instant has been told of; empty if no digest went out yet. */
    Optional<Instant> toldUntil(DomainName domain);

    /** Notes that a digest went out. */
    void told(DomainName domain, Instant until) throws IOException;
}
