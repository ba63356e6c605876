package org.postigo.classifier.policy;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
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
import org.postigo.mail.rule.Rule;

/**
 * Decides what is done with each copy. In this order, the first that applies:
 *
 * <ol>
 *   <li>the message made a check fail or exceeded a budget: held, whoever sent it;
 *   <li>it carries what can run: held, whoever sent it;
 *   <li>the first firm rule of the house that is met: it goes before the lists;
 *   <li>the deciding deny or allow entry;
 *   <li>the first other rule of the house that is met;
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
    public static Verdict decide(
            Evidence evidence, ForwardPath recipient, Strictness.Rule strictness, Entries entries, RuleBook rules) {
        return reach(strictness.mode(), undiluted(evidence, recipient, strictness, entries, rules));
    }

    /** The verdict where there are no rules. */
    public static Verdict decide(
            Evidence evidence, ForwardPath recipient, Strictness.Rule strictness, Entries entries) {
        return decide(evidence, recipient, strictness, entries, RuleBook.EMPTY);
    }

    /** What a domain in {@link ProtectedDomain.Mode#HOLD} gets. */
    private static Verdict undiluted(
            Evidence evidence, ForwardPath recipient, Strictness.Rule strictness, Entries entries, RuleBook rules) {
        if (evidence.findings().stream().anyMatch(Policy::failedByMessage)) {
            return new Verdict.Hold(Reason.UNREADABLE);
        }
        if (evidence.findings().stream().anyMatch(Policy::dangerous)) {
            return new Verdict.Hold(Reason.DANGEROUS_ATTACHMENT);
        }
        boolean unguarded = evidence.findings().stream().anyMatch(Policy::guardOutOfOrder);
        Optional<Rule> firm = rules.deciding(evidence, recipient, true);
        if (firm.isPresent()) {
            return ruled(
                    firm.get(), unguarded, recipient, () -> listed(evidence, recipient, strictness, entries, rules));
        }
        return listed(evidence, recipient, strictness, entries, rules);
    }

    /** What lists, other rules and the score say. */
    private static Verdict listed(
            Evidence evidence, ForwardPath recipient, Strictness.Rule strictness, Entries entries, RuleBook rules) {
        boolean unguarded = evidence.findings().stream().anyMatch(Policy::guardOutOfOrder);
        Optional<ListEntry> entry = entries.deciding(evidence, recipient);
        if (entry.isPresent()) {
            return switch (entry.get()) {
                case ListEntry.Deny deny -> new Verdict.Hold(Reason.DENIED, Optional.of(deny.id()));
                case ListEntry.Allow allow -> passed(unguarded, Reason.ALLOWED, Optional.of(allow.id()));
            };
        }
        Optional<Rule> rule = rules.deciding(evidence, recipient, false);
        return rule.isPresent()
                ? ruled(rule.get(), unguarded, recipient, () -> scored(evidence, recipient, strictness, unguarded))
                : scored(evidence, recipient, strictness, unguarded);
    }

    /** What a rule says; one that only marks asks what else would be done. */
    private static Verdict ruled(Rule rule, boolean unguarded, ForwardPath recipient, Supplier<Verdict> otherwise) {
        Optional<String> id = Optional.of(rule.id());
        return switch (rule.action()) {
            case DELIVER -> passed(unguarded, Reason.RULE, id);
            case TAG -> otherwise.get() instanceof Verdict.Deliver ? new Verdict.Tag(Reason.RULE, id) : otherwise.get();
            case HOLD -> new Verdict.Hold(Reason.RULE, id);
            case REFUSE ->
                answersComplaints(recipient) ? new Verdict.Hold(Reason.RULE, id) : new Verdict.Refuse(Reason.RULE, id);
        };
    }

    private static Verdict scored(
            Evidence evidence, ForwardPath recipient, Strictness.Rule strictness, boolean unguarded) {
        double probability = evidence.score().probability();
        if (probability < strictness.thresholds().hold()) {
            return strictness.thresholds().tags(probability)
                    ? new Verdict.Tag(Reason.SCORE_HIGH)
                    : passed(unguarded, Reason.SCORE_LOW, Optional.empty());
        }
        if (!strictness.thresholds().refuses(probability)
                || !Agreement.refuses(evidence.score())
                || answersComplaints(recipient)) {
            return new Verdict.Hold(Reason.SCORE_HIGH);
        }
        return evidence.lot() < strictness.audit()
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
                    case Verdict.Refuse(Reason reason, var entry) -> new Verdict.Tag(reason, entry);
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
