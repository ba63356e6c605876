package org.postigo.mail.auth;

import java.util.List;
import java.util.Optional;
import org.postigo.mail.DomainName;

/**
 * What the standards say of a message's origin (RFC 8601 §2.7), each with its cause.
 *
 * @param spf of the envelope (RFC 7208)
 * @param dkim one for each signature looked at (RFC 6376)
 * @param dmarc of the From domain (RFC 7489)
 * @param arc of the chain (RFC 8617)
 */
public record AuthenticationResults(Spf spf, List<Dkim> dkim, Dmarc dmarc, Arc arc) {
    /** Copies the list. */
    public AuthenticationResults {
        dkim = List.copyOf(dkim);
    }

    /** Nothing was looked at. */
    public static final AuthenticationResults NONE = new AuthenticationResults(
            new Spf(Outcome.NONE, Optional.empty(), "not checked"),
            List.of(),
            new Dmarc(Outcome.NONE, Optional.empty(), DmarcPolicy.NONE, "not checked"),
            new Arc(Outcome.NONE, 0, Optional.empty(), "not checked"));

    /** The outcomes of RFC 8601; each standard uses some of them. */
    public enum Outcome {
        PASS,
        FAIL,
        SOFTFAIL,
        NEUTRAL,
        NONE,
        TEMPERROR,
        PERMERROR,
        POLICY
    }

    /**
     * SPF.
     *
     * @param outcome of check_host
     * @param domain that was checked: of the reverse-path, or of HELO for the null path
     * @param cause in words for the journal
     */
    public record Spf(Outcome outcome, Optional<DomainName> domain, String cause) {}

    /**
     * One DKIM signature.
     *
     * @param outcome of its verification
     * @param domain d=, empty if the field could not be read
     * @param selector s=
     * @param aligned whether the domain is aligned (relaxed, by organisational domain) with the one From domain
     * @param coversFrom whether every From field is signed
     * @param partial whether {@code l=} leaves part of the body open
     * @param cause in words for the journal
     */
    public record Dkim(
            Outcome outcome,
            Optional<DomainName> domain,
            String selector,
            boolean aligned,
            boolean coversFrom,
            boolean partial,
            String cause) {}

    /**
     * DMARC.
     *
     * @param outcome of the alignment
     * @param domain whose record was used
     * @param policy that the owner asks for
     * @param cause in words for the journal
     */
    public record Dmarc(Outcome outcome, Optional<DomainName> domain, DmarcPolicy policy, String cause) {}

    /** What a domain owner asks to be done with what fails. */
    public enum DmarcPolicy {
        NONE,
        QUARANTINE,
        REJECT
    }

    /**
     * The ARC chain.
     *
     * @param outcome of the chain
     * @param instances sets in the chain
     * @param sealer domain of the newest seal
     * @param cause in words for the journal
     */
    public record Arc(Outcome outcome, int instances, Optional<DomainName> sealer, String cause) {}
}
