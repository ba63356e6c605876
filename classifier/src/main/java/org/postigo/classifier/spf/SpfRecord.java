package org.postigo.classifier.spf;

import java.util.List;
import java.util.Optional;
import org.postigo.mail.auth.AuthenticationResults.Outcome;
import org.postigo.mail.policy.Cidr;

/**
 * A record without syntax errors (RFC 7208 §4.6). Explanations ({@code exp}) are checked but not kept: we show them to
 * nobody.
 *
 * @param directives in their order
 * @param redirect where the record goes on, if it does
 */
record SpfRecord(List<Directive> directives, Optional<SpfMacro> redirect) {
    SpfRecord {
        directives = List.copyOf(directives);
    }

    /**
     * A mechanism with what follows from its match.
     *
     * @param outcome of a match (RFC 7208 §4.6.2)
     * @param mechanism that is tried
     * @param text as it stands in the record
     */
    record Directive(Outcome outcome, Mechanism mechanism, String text) {}

    /** RFC 7208 §5. */
    sealed interface Mechanism {}

    /** §5.1: everybody. */
    record All() implements Mechanism {}

    /** §5.2: whom another record lets pass. */
    record Include(SpfMacro domain) implements Mechanism {}

    /** §5.3: an address of a name; of the record's domain if none is given. */
    record A(Optional<SpfMacro> domain, Prefixes prefixes) implements Mechanism {}

    /** §5.4: an address of a domain's mail exchangers. */
    record Mx(Optional<SpfMacro> domain, Prefixes prefixes) implements Mechanism {}

    /** §5.5: a confirmed name of the client lies below a domain. */
    record Ptr(Optional<SpfMacro> domain) implements Mechanism {}

    /** §5.6: a network; empty for one of IPv4-mapped addresses, in which no client ever is. */
    record Ip(Optional<Cidr> network) implements Mechanism {}

    /** §5.7: a name has an address. */
    record Exists(SpfMacro domain) implements Mechanism {}

    /** How much of an address must agree, for each family (RFC 7208 §5.6, dual-cidr-length). */
    record Prefixes(int ipv4, int ipv6) {}
}
