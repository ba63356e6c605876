package org.postigo.quarantine.campaign;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.postigo.mail.auth.AuthenticationResults.Outcome;
import org.postigo.mail.finding.Assessment;
import org.postigo.mail.finding.Finding;
import org.postigo.mail.finding.FindingKey;
import org.postigo.mail.finding.MessageDigest;
import org.postigo.mail.finding.Verdict;
import org.postigo.store.acquaintances.Acquaintances;
import org.postigo.store.held.HeldCopy;

/**
 * Where a copy that is nearly certain to be spam may lie beside others of its kind, which it need not be alike. What it
 * takes is more than a high score: marks of several kinds that honest mail hardly ever bears, so that a good message with
 * an unlucky score does not come in, and nothing that speaks for the sender.
 *
 * @param kind the most telling
 * @param proven whether it proved to come from some domain
 * @param dmarc what DMARC said
 * @param attachments true types
 */
record Sheaf(Kind kind, boolean proven, Outcome dmarc, Set<String> attachments) {
    /** Log-odds from which on a copy comes in, by how many rare kinds it bears marks of: none, one, two or more. */
    private static final double[] NEEDED = {1.8, 0.9, 0.5};

    /** The same for mail to many: honest mail with an unlucky score is nearly always what companies send to many. */
    private static final double[] NEEDED_OF_BULK = {3, 1.2, 0.5};

    private static final Set<FindingKey> BULK = Set.of(
            FindingKey.FIELD_BULK,
            FindingKey.FIELD_UNSUBSCRIBE,
            FindingKey.BULK_HONEST,
            FindingKey.BULK_UNDECLARED,
            FindingKey.BULK_IN_ANOTHER_NAME);

    /** How much more it takes where the message proved whose it is. */
    private static final double PROVEN = 1;

    /** The sheaf of a copy; empty if it has to be read by itself. */
    static Optional<Sheaf> of(HeldCopy copy, Acquaintances acquaintances) {
        Assessment assessment = copy.message().assessment();
        Outcome dmarc = assessment.authentication().dmarc().outcome();
        boolean byScore = copy.reason() == Verdict.Reason.SCORE_HIGH || copy.reason() == Verdict.Reason.SCORE_EXTREME;
        if (!byScore
                || dmarc == Outcome.TEMPERROR
                || assessment.findings().stream().anyMatch(Sheaf::unexamined)
                || Ranking.known(copy, acquaintances)) {
            return Optional.empty();
        }
        boolean proven = Acquaintances.signer(assessment.proven()).isPresent();
        Set<Kind> kinds = Kind.of(assessment);
        int rare = Kind.rare(kinds);
        double needed = (bulk(assessment) ? NEEDED_OF_BULK : NEEDED)[rare] + (proven ? PROVEN : 0);
        if (assessment.score().logOdds() < needed) {
            return Optional.empty();
        }
        var types = new TreeSet<String>();
        assessment.digest().attachments().stream()
                .map(MessageDigest.Attachment::type)
                .forEach(types::add);
        return Optional.of(new Sheaf(kinds.stream().findFirst().orElse(Kind.SCORE), proven, dmarc, types));
    }

    /** A check that this message made fail may have had something to say for it. */
    private static boolean unexamined(Finding finding) {
        return finding instanceof Finding.Unknown unknown
                && (unknown.cause() == Finding.Cause.CRASHED || unknown.cause() == Finding.Cause.BUDGET);
    }

    /** Whether it is mail to many, by its own account or by a way to unsubscribe. */
    static boolean bulk(Assessment assessment) {
        return assessment.findings().stream()
                .anyMatch(finding -> finding instanceof Finding.Fact fact && BULK.contains(fact.key()));
    }
}
