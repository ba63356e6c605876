package org.postigo.appliance.rest;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.postigo.mail.finding.Assessment;
import org.postigo.mail.finding.Contribution;
import org.postigo.mail.finding.Finding;

/**
 * A finding as JSON.
 *
 * @param key wire name of a fact, or the name of the check that does not know
 * @param value of a fact, in its own unit
 * @param arguments what it names; hostile text
 * @param logOdds share in the score
 * @param unknown why there is no answer; empty for a fact
 */
public record FindingRow(String key, double value, List<String> arguments, double logOdds, String unknown) {
    static FindingRow of(Contribution contribution) {
        Finding.Fact fact = contribution.fact();
        return new FindingRow(fact.key().wire(), fact.value(), fact.arguments(), contribution.logOdds(), "");
    }

    /** By falling weight, then what has no price, then what is unknown. */
    static List<FindingRow> all(Assessment assessment) {
        Set<Finding> priced = assessment.score().contributions().stream()
                .map(Contribution::fact)
                .collect(Collectors.toSet());
        return Stream.concat(
                        assessment.score().contributions().stream().map(FindingRow::of),
                        assessment.findings().stream()
                                .filter(finding -> !priced.contains(finding))
                                .map(FindingRow::unpriced))
                .toList();
    }

    private static FindingRow unpriced(Finding finding) {
        return switch (finding) {
            case Finding.Fact fact -> new FindingRow(fact.key().wire(), fact.value(), fact.arguments(), 0, "");
            case Finding.Unknown(String check, Finding.Cause cause, String detail) ->
                new FindingRow(check, 0, List.of(detail), 0, Words.of(cause));
        };
    }
}
