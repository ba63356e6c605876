package org.postigo.classifier.authentication;

import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import org.postigo.mail.DomainName;
import org.postigo.mail.policy.Cidr;

/**
 * What the operator knows better than the DNS.
 *
 * @param exclusive networks that send for one domain only
 * @param trustedSealers domains whose ARC seals are believed; a chain of strangers proves nothing
 */
public record AuthenticationSettings(List<Exclusive> exclusive, Set<DomainName> trustedSealers) {
    /** Nothing is known beforehand. */
    public static final AuthenticationSettings NONE = new AuthenticationSettings(List.of(), Set.of());

    /** Copies the collections. */
    public AuthenticationSettings {
        exclusive = List.copyOf(exclusive);
        trustedSealers = Set.copyOf(trustedSealers);
    }

    /**
     * A network from which nobody else sends, so that SPF proves the domain; on shared hosts it would only prove the
     * host.
     */
    public record Exclusive(DomainName domain, Cidr network) {}

    boolean isExclusive(DomainName domain, InetAddress client) {
        return exclusive.stream()
                .anyMatch(one -> one.domain().equals(domain) && one.network().contains(client));
    }
}
