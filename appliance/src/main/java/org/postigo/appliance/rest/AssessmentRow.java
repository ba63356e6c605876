package org.postigo.appliance.rest;

import java.util.List;
import org.postigo.mail.DomainName;
import org.postigo.mail.ForwardPath;
import org.postigo.mail.auth.AuthenticationResults;
import org.postigo.mail.auth.ProvenIdentity;
import org.postigo.mail.finding.Assessment;
import org.postigo.mail.finding.Verdict;

/**
 * What the classifier said of a message, as JSON.
 *
 * @param verdict deliver, tag, hold or refuse
 * @param reason from the closed list
 * @param entry which allow or deny entry decided, empty if none did
 * @param probability of spam, 0 to 1
 * @param logOdds of spam
 * @param bias the part of it that no finding contributed
 * @param findings by falling weight, what is unknown last
 * @param spf outcome, domain and cause
 * @param dkim of each signature
 * @param dmarc outcome, domain and cause
 * @param arc outcome, sealer and cause
 * @param proven identities, strongest first
 * @param model version of what priced it
 */
public record AssessmentRow(
        String verdict,
        String reason,
        String entry,
        double probability,
        double logOdds,
        double bias,
        List<FindingRow> findings,
        Result spf,
        List<Result> dkim,
        Result dmarc,
        Result arc,
        List<String> proven,
        String model) {

    /**
     * What a standard says (RFC 8601).
     *
     * @param outcome pass, fail, softfail, neutral, none, temperror, permerror or policy
     * @param domain concerned, empty if none
     * @param aligned with From; of DKIM only
     * @param cause in words
     */
    public record Result(String outcome, String domain, boolean aligned, String cause) {}

    /** As it decided for one recipient. */
    public static AssessmentRow of(Assessment assessment, ForwardPath recipient) {
        Verdict verdict = assessment.verdictFor(recipient);
        AuthenticationResults results = assessment.authentication();
        return new AssessmentRow(
                switch (verdict) {
                    case Verdict.Deliver _ -> "deliver";
                    case Verdict.Tag _ -> "tag";
                    case Verdict.Hold _ -> "hold";
                    case Verdict.Refuse _ -> "refuse";
                },
                Words.of(verdict.reason()),
                verdict.entry().orElse(""),
                assessment.score().probability(),
                assessment.score().logOdds(),
                assessment.score().bias(),
                FindingRow.all(assessment),
                new Result(
                        Words.of(results.spf().outcome()),
                        results.spf().domain().map(DomainName::text).orElse(""),
                        false,
                        results.spf().cause()),
                results.dkim().stream()
                        .map(signature -> new Result(
                                Words.of(signature.outcome()),
                                signature.domain().map(DomainName::text).orElse(""),
                                signature.aligned(),
                                signature.cause()))
                        .toList(),
                new Result(
                        Words.of(results.dmarc().outcome()),
                        results.dmarc().domain().map(DomainName::text).orElse(""),
                        false,
                        results.dmarc().cause()),
                new Result(
                        Words.of(results.arc().outcome()),
                        results.arc().sealer().map(DomainName::text).orElse(""),
                        false,
                        results.arc().cause()),
                assessment.proven().stream().map(AssessmentRow::text).toList(),
                assessment.versions().model());
    }

    private static String text(ProvenIdentity identity) {
        return switch (identity) {
            case ProvenIdentity.SignedDomain(DomainName domain) -> "dkim:" + domain;
            case ProvenIdentity.SignedList(String listId, DomainName domain) ->
                "list-dkim:" + domain + " (" + listId + ")";
            case ProvenIdentity.AuthorisedDomain(DomainName domain) -> "spf:" + domain;
            case ProvenIdentity.ClientAddress(var address) -> "network:" + address.getHostAddress();
        };
    }
}
