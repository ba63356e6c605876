package org.postigo.desk;

import java.net.InetAddress;
import java.util.Optional;

/** Knows in which country an address is; answers from memory. */
@FunctionalInterface
public interface ClientCountry {
    /** Knows none: where no database is configured. */
    ClientCountry NONE = address -> Optional.empty();

    /** Two capital letters (ISO 3166-1); empty if not known. */
    Optional<String> of(InetAddress address);
}
