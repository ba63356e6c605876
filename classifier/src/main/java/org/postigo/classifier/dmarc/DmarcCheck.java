package org.postigo.classifier.dmarc;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.postigo.classifier.dns.Answer;
import org.postigo.classifier.dns.Dns;
import org.postigo.classifier.dns.Kind;
import org.postigo.classifier.suffix.OrganisationalDomain;
import org.postigo.mail.DomainName;
import org.postigo.mail.auth.AuthenticationResults.Dkim;
import org.postigo.mail.auth.AuthenticationResults.Dmarc;
import org.postigo.mail.auth.AuthenticationResults.DmarcPolicy;
import org.postigo.mail.auth.AuthenticationResults.Outcome;
import org.postigo.mail.auth.AuthenticationResults.Spf;

/** Applies DMARC (RFC 7489 §6.6): finds the record of the From domain, then compares. */
public final class DmarcCheck {
    private final Dns dns;

    /** Asks {@code dns} about two names a message at most. */
    public DmarcCheck(Dns dns) {
        this.dns = dns;
    }

    /** What the DNS says of a From domain's policy. */
    public sealed interface Policy {
        /**
         * A record.
         *
         * @param from domain of the From field
         * @param domain whose record it is
         */
        record Published(DomainName from, DomainName domain, DmarcRecord record) implements Policy {}

        /** No policy that could be applied. */
        record Absent(Outcome outcome, Optional<DomainName> domain, String why) implements Policy {}
    }

    /** Finds the policy of a domain, at the name itself or at its organisational domain (§6.6.3). */
    public Policy find(DomainName from, Instant deadline) throws InterruptedException {
        Policy own = at(from, from, deadline);
        DomainName organisation = OrganisationalDomain.of(from);
        boolean absent = own instanceof Policy.Absent(Outcome outcome, var _, var _) && outcome == Outcome.NONE;
        return absent && !organisation.equals(from) ? at(organisation, from, deadline) : own;
    }

    private Policy at(DomainName domain, DomainName from, Instant deadline) throws InterruptedException {
        Answer<String> answer = dns.query("_dmarc." + domain, Kind.TXT, deadline);
        if (answer instanceof Answer.Failed<String>(Answer.Cause cause)) {
            return new Policy.Absent(
                    Outcome.TEMPERROR,
                    Optional.of(domain),
                    "record: " + cause.name().toLowerCase(Locale.ROOT));
        }
        List<String> records =
                answer.records().stream().filter(DmarcParser::isRecord).toList();
        if (records.size() != 1) {
            return new Policy.Absent(
                    Outcome.NONE, Optional.of(from), records.isEmpty() ? "no record" : "several records");
        }
        return DmarcParser.parse(records.getFirst())
                .<Policy>map(record -> new Policy.Published(from, domain, record))
                .orElse(new Policy.Absent(Outcome.PERMERROR, Optional.of(domain), "record without a policy"));
    }

    /**
     * Compares (§3.1, §6.6.2): it passes if SPF or any DKIM signature passed for an aligned domain. If none did, but
     * one that is aligned had a temporary error, nothing is known.
     */
    public static Dmarc compare(Policy policy, Spf spf, List<Dkim> dkim) {
        return switch (policy) {
            case Policy.Absent(Outcome outcome, Optional<DomainName> domain, String why) ->
                new Dmarc(outcome, domain, DmarcPolicy.NONE, why);
            case Policy.Published(DomainName from, DomainName domain, DmarcRecord record) -> {
                DmarcPolicy asked = record.effective(!from.equals(domain));
                Optional<Dkim> signature = dkim.stream()
                        .filter(one ->
                                one.outcome() == Outcome.PASS && aligned(one.domain(), from, record.strictDkim()))
                        .findFirst();
                boolean spfAligned = aligned(spf.domain(), from, record.strictSpf());
                boolean unknown = spfAligned && spf.outcome() == Outcome.TEMPERROR
                        || dkim.stream()
                                .anyMatch(one -> one.outcome() == Outcome.TEMPERROR
                                        && aligned(one.domain(), from, record.strictDkim()));
                if (signature.isPresent()) {
                    yield new Dmarc(
                            Outcome.PASS,
                            Optional.of(domain),
                            asked,
                            "aligned signature of " + signature.get().domain().orElse(from));
                }
                if (spfAligned && spf.outcome() == Outcome.PASS) {
                    yield new Dmarc(Outcome.PASS, Optional.of(domain), asked, "aligned SPF");
                }
                yield unknown
                        ? new Dmarc(Outcome.TEMPERROR, Optional.of(domain), asked, "an aligned check had no answer")
                        : new Dmarc(Outcome.FAIL, Optional.of(domain), asked, "nothing aligned has passed");
            }
        };
    }

    private static boolean aligned(Optional<DomainName> proven, DomainName from, boolean strict) {
        return proven.isPresent()
                && (strict ? proven.get().equals(from) : OrganisationalDomain.shared(proven.get(), from));
    }
}
