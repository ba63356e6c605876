package org.postigo.store.digests;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.postigo.mail.DomainName;

/** How far each domain's people have been told. Read from memory, written durably. */
public interface Digests {
    /** Mail held before this instant has been told of; empty if no digest went out yet. */
    Optional<Instant> toldUntil(DomainName domain);

    /** Notes that a digest went out. */
    void told(DomainName domain, Instant until) throws IOException;
}
