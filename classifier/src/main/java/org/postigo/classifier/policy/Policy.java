package org.postigo.classifier.policy;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postigo.mail.ForwardPath;
import org.postigo.mail.MailObject;
import org.postigo.mail.Recipient;
import org.postigo.mail.auth.AuthenticationResults;
import org.postigo.mail.finding.Assessment;
import org.postigo.mail.finding.Finding;
import org.postigo.mail.finding.FindingKey;
import org.postigo.mail.finding.MessageDigest;
import org.postigo.mail.finding.Score;
import org.postigo.mail.finding.Verdict;
import org.postigo.mail.finding.Verdict.Reason;
import org.postigo.mail.policy.ListEntry;
import org.postigo.mail.policy.ProtectedDomain;

/**
 * Decides what is done with each copy. In this order, the first that applies:
 *
 * <ol>
 *   <li>the message made a check fail or exceeded a budget: held, whoever sent it;
 *   <li>it carries what can run: held, whoever sent it;
 *   <li>the deciding deny or allow entry;
 *   <li>the score against the recipient's thresholds: marked, held, or refused, the last only where it is extreme and {@link Agreement}
 *       stands behind it, and then a share drawn by lot is held all the same;
 *   <li>what would pass although the types of its attachments could not be told, since that check is out of order, is
 *       marked.
 * </ol>
 *
 * <p>A domain that only tags or observes gets the same decision, with less reach.
 */
public final class Policy {
    /**
     * How the names of checks begin that stand between a reader and a dangerous file: what they cannot answer never
     * counts as passed.
     */
    private static final List<String> GUARDS = List.of("attachment", "extract", "malware");

    private Policy() {}

    /** The verdict for one recipient. */
    public static Verdict decide(Evidence evidence, ForwardPath recipient, Strictness.Rule rule, Entries entries) {
        return reach(rule.mode(), undiluted(evidence, recipient, rule, entries));
    }

    /** What a domain in {@link ProtectedDomain.Mode#HOLD} gets. */
    private static Verdict undiluted(Evidence evidence, ForwardPath recipient, Strictness.Rule rule, Entries entries) {
        if (evidence.findings().stream().anyMatch(Policy::failedByMessage)) {
            return new Verdict.Hold(Reason.UNREADABLE);
        }
        if (evidence.findings().stream().anyMatch(Policy::dangerous)) {
            return new Verdict.Hold(Reason.DANGEROUS_ATTACHMENT);
        }
        boolean unguarded = evidence.findings().stream().anyMatch(Policy::guardOutOfOrder);
        Optional<ListEntry> entry = entries.deciding(evidence, recipient);
        if (entry.isPresent()) {
            return switch (entry.get()) {
                case ListEntry.Deny deny -> new Verdict.Hold(Reason.DENIED, Optional.of(deny.id()));
                case ListEntry.Allow allow -> passed(unguarded, Reason.ALLOWED, Optional.of(allow.id()));
            };
        }
        double probability = evidence.score().probability();
        if (probability < rule.thresholds().hold()) {
            return rule.thresholds().tags(probability)
                    ? new Verdict.Tag(Reason.SCORE_HIGH)
                    : passed(unguarded, Reason.SCORE_LOW, Optional.empty());
        }
        if (!rule.thresholds().refuses(probability)
                || !Agreement.refuses(evidence.score())
                || answersComplaints(recipient)) {
            return new Verdict.Hold(Reason.SCORE_HIGH);
        }
        return evidence.lot() < rule.audit()
                ? new Verdict.Hold(Reason.AUDIT)
                : new Verdict.Refuse(Reason.SCORE_EXTREME);
    }

    /** Whom a refused sender is told to write to; what comes there is never refused (RFC 2142). */
    static boolean answersComplaints(ForwardPath recipient) {
        String local = recipient.mailbox().localPart();
        return local.equalsIgnoreCase("postmaster") || local.equalsIgnoreCase("abuse");
    }

    private static Verdict passed(boolean unguarded, Reason reason, Optional<String> entry) {
        return unguarded ? new Verdict.Tag(Reason.CLASSIFIER_DOWN, entry) : new Verdict.Deliver(reason, entry);
    }

    private static Verdict reach(ProtectedDomain.Mode mode, Verdict verdict) {
        return switch (mode) {
            case HOLD -> verdict;
            case TAG ->
                switch (verdict) {
                    case Verdict.Hold(Reason reason, var entry) -> new Verdict.Tag(reason, entry);
                    case Verdict.Refuse(Reason reason) -> new Verdict.Tag(reason);
                    case Verdict.Tag tag -> tag;
                    case Verdict.Deliver deliver -> deliver;
                };
            case OBSERVE ->
                verdict instanceof Verdict.Deliver deliver
                        ? deliver
                        : new Verdict.Deliver(Reason.OBSERVED, verdict.entry());
        };
    }

    private static boolean failedByMessage(Finding finding) {
        return finding instanceof Finding.Unknown unknown
                && switch (unknown.cause()) {
                    case BUDGET, CRASHED -> true;
                    case TIMEOUT -> guards(unknown);
                    case UNAVAILABLE -> false;
                };
    }

    private static boolean guardOutOfOrder(Finding finding) {
        return finding instanceof Finding.Unknown unknown && guards(unknown);
    }

    private static boolean guards(Finding.Unknown unknown) {
        return GUARDS.stream().anyMatch(unknown.check()::startsWith);
    }

    private static boolean dangerous(Finding finding) {
        return finding instanceof Finding.Fact fact && fact.key() == FindingKey.ATTACHMENT_EXECUTABLE;
    }

    /**
     * The assessment of a message that could not be assessed at all, for no fault of its own: every copy is passed on,
     * marked, except where a domain only observes.
     *
     * @param took wall-clock time spent in vain
     */
    public static Assessment classifierDown(
            MailObject mail, Strictness strictness, Assessment.Versions versions, Duration took) {
        Map<ForwardPath, Verdict> verdicts = new HashMap<>();
        for (Recipient recipient : mail.envelope().recipients()) {
            Strictness.Rule rule = strictness.of(recipient.path());
            verdicts.put(recipient.path(), reach(rule.mode(), new Verdict.Tag(Reason.CLASSIFIER_DOWN)));
        }
        return new Assessment(
                List.of(new Finding.Unknown("classifier", Finding.Cause.UNAVAILABLE, "see the log")),
                new Score(0, 0, List.of()),
                AuthenticationResults.NONE,
                List.of(),
                verdicts,
                MessageDigest.UNREAD,
                versions,
                took);
    }
}
