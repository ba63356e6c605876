package org.postigo.classifier.country;

import java.net.InetAddress;
import java.util.Optional;

/** Knows in which country an address is. Answers from memory; safe for use by many threads. */
@FunctionalInterface
public interface Countries {
    /** Knows none: where no database is configured. */
    Countries NONE = address -> Optional.empty();

    /** Two capital letters (ISO 3166-1); empty if not known. */
    Optional<String> of(InetAddress address);
}
