package org.postigo.quarantine;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postigo.mail.DomainName;
import org.postigo.mail.MailId;
import org.postigo.mail.Mailbox;
import org.postigo.mail.finding.Assessment;
import org.postigo.mail.finding.Finding;
import org.postigo.mail.finding.Verdict;
import org.postigo.mail.record.CopyOutcome;
import org.postigo.mail.record.JournalEntry;
import org.postigo.store.acquaintances.Acquaintances;
import org.postigo.store.held.Decision;
import org.postigo.store.held.HeldMail;
import org.postigo.store.held.HeldMessage;
import org.postigo.store.journal.Journal;

/**
 * Mail of which it is known what it is, with the facts as they were found when it came: what a combiner is trained on.
 * Nothing here stems from a verdict of our own: either a person decided, or mail of proven identity was delivered and
 * nobody contested it for a week.
 */
public final class DecidedMail {
    /** How long delivered mail must lie uncontested. */
    public static final Duration UNCONTESTED = Duration.ofDays(7);

    /** How far back it is looked for. */
    private static final Duration WINDOW = Duration.ofDays(30);

    private static final int BATCH = 1_000;

    private final HeldMail held;
    private final Journal journal;
    private final Acquaintances acquaintances;

    /** Over the stores of one data folder. */
    public DecidedMail(HeldMail held, Journal journal, Acquaintances acquaintances) {
        this.held = held;
        this.journal = journal;
        this.acquaintances = acquaintances;
    }

    /**
     * One message.
     *
     * @param at when it was decided, or delivered
     * @param findings as they were when it came
     * @param label what it is
     */
    public record Row(Instant at, List<Finding> findings, Lesson.Label label) {
        /** Copies the list. */
        public Row {
            findings = List.copyOf(findings);
        }
    }

    /** One message may have been decided good for one recipient and spam for another. */
    private record Key(MailId message, Lesson.Label label) {}

    /**
     * What people decided, oldest first: decisions that took effect, only the last of each copy, and of many copies of
     * one message one row for each label.
     *
     * @param most rows; the newest are kept
     * @throws IOException if the log cannot be read
     */
    public List<Row> reviewed(int most) throws IOException {
        Map<org.postigo.store.held.CopyId, Row> last = new LinkedHashMap<>();
        Map<org.postigo.store.held.CopyId, MailId> messages = new LinkedHashMap<>();
        long position = 0;
        for (List<HeldMail.Effect> batch = held.effects(position, BATCH);
                !batch.isEmpty();
                batch = held.effects(position, BATCH)) {
            for (HeldMail.Effect effect : batch) {
                position = effect.position();
                HeldMessage message = effect.copy().message();
                last.remove(effect.copy().id());
                Optional<Lesson.Label> label = label(effect.decision());
                if (label.isPresent() && judged(message.assessment())) {
                    last.put(
                            effect.copy().id(),
                            new Row(effect.at(), message.assessment().findings(), label.get()));
                    messages.put(effect.copy().id(), message.id());
                }
            }
        }
        Set<Key> seen = new HashSet<>();
        var rows = new ArrayList<Row>();
        last.forEach((copy, row) -> {
            MailId message = messages.get(copy);
            if (message != null && seen.add(new Key(message, row.label()))) {
                rows.add(row);
            }
        });
        return List.copyOf(rows.subList(Math.max(0, rows.size() - most), rows.size()));
    }

    /**
     * Mail that was delivered because its score was low, proved a domain, lies a week back or more, and whose sender
     * nobody has called a spammer since: good, as far as one can tell. Newest first.
     *
     * @param most rows
     */
    public List<Row> uncontested(Instant now, int most) {
        var rows = new ArrayList<Row>();
        Instant until = now.minus(UNCONTESTED);
        for (int offset = 0; rows.size() < most; offset += BATCH) {
            Journal.Page page = journal.query(new Journal.Query(
                    "", Optional.empty(), Optional.of(until.minus(WINDOW)), Optional.of(until), offset, BATCH));
            for (JournalEntry entry : page.rows()) {
                if (rows.size() < most && entry instanceof JournalEntry.Transaction transaction) {
                    uncontested(transaction).ifPresent(rows::add);
                }
            }
            if (page.rows().size() < BATCH) {
                break;
            }
        }
        return rows;
    }

    private Optional<Row> uncontested(JournalEntry.Transaction transaction) {
        return transaction
                .assessment()
                .filter(assessment -> uncontested(transaction, assessment, acquaintances))
                .map(assessment -> new Row(transaction.at(), assessment.findings(), Lesson.Label.HAM));
    }

    /**
     * Whether all copies were delivered because of a low score, the message proved a domain, and nobody has called its
     * sender a spammer since. How long ago that was is for the caller to look at ({@link #UNCONTESTED}).
     */
    public static boolean uncontested(
            JournalEntry.Transaction transaction, Assessment assessment, Acquaintances acquaintances) {
        Optional<DomainName> signer = Acquaintances.signer(assessment.proven());
        Optional<Mailbox> from = assessment.digest().from();
        if (!judged(assessment) || signer.isEmpty() || from.isEmpty()) {
            return false;
        }
        boolean taken = transaction.outcomes().entrySet().stream()
                .allMatch(copy -> copy.getValue() instanceof CopyOutcome.Delivered
                        && assessment.verdictFor(copy.getKey()) instanceof Verdict.Deliver deliver
                        && deliver.reason() == Verdict.Reason.SCORE_LOW
                        && acquaintances
                                        .of(from.get(), signer, copy.getKey().domain())
                                        .spam()
                                == 0);
        return taken && !transaction.outcomes().isEmpty();
    }

    /** Facts of a message that could not be taken apart, or that nobody judged, say nothing. */
    private static boolean judged(Assessment assessment) {
        return assessment.findings().stream().anyMatch(Finding.Fact.class::isInstance);
    }

    private static Optional<Lesson.Label> label(Decision decision) {
        return switch (decision.kind()) {
            case RELEASE, RELEASE_AND_ALLOW -> Optional.of(Lesson.Label.HAM);
            case SPAM, SPAM_AND_DENY -> Optional.of(Lesson.Label.SPAM);
            case RESCUE, NOT_SURE -> Optional.empty();
        };
    }
}
