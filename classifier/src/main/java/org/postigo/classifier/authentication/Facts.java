package org.postigo.classifier.authentication;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postigo.mail.DomainName;
import org.postigo.mail.auth.AuthenticationResults;
import org.postigo.mail.auth.AuthenticationResults.Arc;
import org.postigo.mail.auth.AuthenticationResults.Dkim;
import org.postigo.mail.auth.AuthenticationResults.Dmarc;
import org.postigo.mail.auth.AuthenticationResults.DmarcPolicy;
import org.postigo.mail.auth.AuthenticationResults.Outcome;
import org.postigo.mail.auth.AuthenticationResults.Spf;
import org.postigo.mail.finding.Finding;
import org.postigo.mail.finding.FindingKey;

/** Turns results into facts. A temporary error is unknown, never a fact. */
public final class Facts {
    /** A chain of strangers: anybody can seal. */
    private static final double STRANGERS = 0.2;

    private Facts() {}

    /**
     * Facts in a fixed order.
     *
     * @param results of all four standards; an outcome of {@code NEUTRAL} states nothing
     * @param from the one domain of the From field, if there is one
     * @param trustedSealers whose ARC chains the operator believes
     */
    public static List<Finding> of(
            AuthenticationResults results, Optional<DomainName> from, Set<DomainName> trustedSealers) {
        var findings = new ArrayList<Finding>();
        spf(results.spf(), findings);
        dkim(results.dkim(), findings);
        dmarc(results.dmarc(), from, findings);
        arc(results.arc(), trustedSealers, findings);
        return findings;
    }

    private static void spf(Spf spf, List<Finding> findings) {
        switch (spf.outcome()) {
            case PASS -> findings.add(fact(FindingKey.SPF_PASS, spf.domain()));
            case FAIL -> findings.add(fact(FindingKey.SPF_FAIL, spf.domain()));
            case SOFTFAIL -> findings.add(fact(FindingKey.SPF_SOFTFAIL, spf.domain()));
            case NONE -> findings.add(fact(FindingKey.SPF_NONE, spf.domain()));
            case PERMERROR -> findings.add(fact(FindingKey.SPF_ERROR, spf.domain()));
            case TEMPERROR -> findings.add(unknown("spf", spf.cause()));
            case NEUTRAL, POLICY -> {}
        }
    }

    /** The best that each domain's signatures came to, domains in the order of the fields. */
    private static void dkim(List<Dkim> signatures, List<Finding> findings) {
        Map<DomainName, FindingKey> best = new LinkedHashMap<>();
        Optional<String> unanswered = Optional.empty();
        for (Dkim one : signatures) {
            Optional<FindingKey> key = switch (one.outcome()) {
                case PASS ->
                    Optional.of(
                            one.aligned() && one.coversFrom() && !one.partial()
                                    ? FindingKey.DKIM_PASS_ALIGNED
                                    : FindingKey.DKIM_PASS);
                case FAIL -> Optional.of(FindingKey.DKIM_FAIL);
                // RFC 6376 §6.1: what cannot be verified counts like no signature
                case TEMPERROR, PERMERROR, NEUTRAL, POLICY, NONE, SOFTFAIL -> Optional.empty();
            };
            if (key.isPresent() && one.domain().isPresent()) {
                best.merge(one.domain().get(), key.get(), (a, b) -> a.compareTo(b) <= 0 ? a : b);
            }
            if (one.outcome() == Outcome.TEMPERROR) {
                unanswered = Optional.of(one.cause());
            }
        }
        best.forEach((domain, key) -> findings.add(Finding.Fact.of(key, domain.text())));
        if (unanswered.isPresent() && !best.containsValue(FindingKey.DKIM_PASS_ALIGNED)) {
            findings.add(unknown("dkim", unanswered.get()));
        } else if (best.isEmpty()) {
            findings.add(Finding.Fact.of(FindingKey.DKIM_NONE));
        }
    }

    private static void dmarc(Dmarc dmarc, Optional<DomainName> from, List<Finding> findings) {
        switch (dmarc.outcome()) {
            case PASS -> findings.add(fact(FindingKey.DMARC_PASS, from));
            case FAIL ->
                findings.add(fact(
                        dmarc.policy() == DmarcPolicy.NONE ? FindingKey.DMARC_FAIL : FindingKey.DMARC_FAIL_STRICT,
                        from));
            case NONE, PERMERROR -> findings.add(fact(FindingKey.DMARC_NONE, from));
            case TEMPERROR -> findings.add(unknown("dmarc", dmarc.cause()));
            case SOFTFAIL, NEUTRAL, POLICY -> {}
        }
    }

    private static void arc(Arc arc, Set<DomainName> trusted, List<Finding> findings) {
        switch (arc.outcome()) {
            case PASS -> {
                String sealer = arc.sealer().map(DomainName::text).orElse("");
                boolean known = arc.sealer().filter(trusted::contains).isPresent();
                findings.add(new Finding.Fact(FindingKey.ARC_PASS, known ? 1 : STRANGERS, List.of(sealer)));
            }
            case FAIL -> findings.add(fact(FindingKey.ARC_FAIL, arc.sealer()));
            case TEMPERROR -> findings.add(unknown("arc", arc.cause()));
            case NONE, PERMERROR, SOFTFAIL, NEUTRAL, POLICY -> {}
        }
    }

    private static Finding fact(FindingKey key, Optional<DomainName> domain) {
        return domain.<Finding>map(name -> Finding.Fact.of(key, name.text())).orElseGet(() -> Finding.Fact.of(key));
    }

    private static Finding unknown(String check, String cause) {
        return new Finding.Unknown(
                check, cause.contains("timeout") ? Finding.Cause.TIMEOUT : Finding.Cause.UNAVAILABLE, cause);
    }
}
