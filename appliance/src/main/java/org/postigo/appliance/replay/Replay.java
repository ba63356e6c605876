package org.postigo.appliance.replay;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.DoubleConsumer;
import org.postigo.classifier.country.Countries;
import org.postigo.classifier.policy.Entries;
import org.postigo.classifier.policy.Evidence;
import org.postigo.classifier.policy.Policy;
import org.postigo.classifier.policy.RuleBook;
import org.postigo.classifier.policy.Strictness;
import org.postigo.mail.ForwardPath;
import org.postigo.mail.MailId;
import org.postigo.mail.Recipient;
import org.postigo.mail.finding.Assessment;
import org.postigo.mail.finding.Verdict;
import org.postigo.mail.record.JournalEntry;
import org.postigo.store.journal.Journal;

/**
 * Decides the mail of the journal twice, by the settings of now and by others, and tells what comes out differently.
 * Findings and score stay what they were; both decisions are made anew, so that nothing else that has changed since
 * blurs the difference.
 */
public final class Replay {
    /** Rows of each kind that are told one by one. */
    static final int TOLD = 200;

    private Replay() {}

    /** What decides. */
    public record Setting(Entries entries, RuleBook rules, Strictness strictness) {
        /** Where there are no rules. */
        public Setting(Entries entries, Strictness strictness) {
            this(entries, RuleBook.EMPTY, strictness);
        }
    }

    /**
     * A copy that would be treated differently.
     *
     * @param id of the message
     * @param at when it came to its end
     * @param from the one author, if there is one
     * @param subject decoded
     * @param recipient whose copy
     * @param probability of spam, 0 to 1
     * @param before by the settings of now
     * @param after by the others
     */
    public record Row(
            MailId id,
            Instant at,
            Optional<String> from,
            String subject,
            ForwardPath recipient,
            double probability,
            Verdict before,
            Verdict after) {}

    /**
     * What would come out differently.
     *
     * @param messages looked at
     * @param copies decided
     * @param freed copies that would pass and do not
     * @param stopped copies that would not pass and do
     * @param moved copies that would be held instead of refused, or the other way round
     * @param untold copies for which a rule asks what the journal does not keep; the rule was passed over
     * @param worstFreed those that look most like spam first, 200 at most
     * @param worstStopped those that look least like spam first, 200 at most
     */
    public record Result(
            long messages,
            long copies,
            long freed,
            long stopped,
            long moved,
            long untold,
            List<Row> worstFreed,
            List<Row> worstStopped) {
        /** Copies the lists. */
        public Result {
            worstFreed = List.copyOf(worstFreed);
            worstStopped = List.copyOf(worstStopped);
        }
    }

    /**
     * Tries other settings.
     *
     * @param from oldest mail to look at
     * @param progress told how much is done, 0 to 1
     * @throws IOException if the journal cannot be read
     */
    public static Result run(Journal journal, Instant from, Setting now, Setting then, DoubleConsumer progress)
            throws IOException {
        return run(journal, from, now, then, Countries.NONE, progress);
    }

    /** The same where rules may ask for the client's country. */
    public static Result run(
            Journal journal, Instant from, Setting now, Setting then, Countries countries, DoubleConsumer progress)
            throws IOException {
        var tally = new Tally(countries);
        journal.scan(from, (entry, part) -> {
            if (entry instanceof JournalEntry.Transaction message) {
                message.assessment().ifPresent(said -> tally.add(message, said, now, then));
            }
            progress.accept(part);
            return !Thread.currentThread().isInterrupted();
        });
        return tally.result();
    }

    /** Where a verdict sends a copy. */
    private enum Way {
        PASS,
        WAIT,
        REFUSE;

        static Way of(Verdict verdict) {
            return switch (verdict) {
                case Verdict.Deliver _, Verdict.Tag _ -> PASS;
                case Verdict.Hold _ -> WAIT;
                case Verdict.Refuse _ -> REFUSE;
            };
        }
    }

    private static final class Tally {
        private static final Comparator<Row> SPAMMY_LAST = Comparator.comparingDouble(Row::probability)
                .thenComparing(row -> row.id().text());

        /** The least spammy of the freed at the head, to be thrown out first; of the stopped the most spammy. */
        private final PriorityQueue<Row> freedRows = new PriorityQueue<>(SPAMMY_LAST);

        private final PriorityQueue<Row> stoppedRows = new PriorityQueue<>(SPAMMY_LAST.reversed());
        private final Countries countries;
        private long messages;
        private long copies;
        private long freed;
        private long stopped;
        private long moved;
        private long untold;

        Tally(Countries countries) {
            this.countries = countries;
        }

        void add(JournalEntry.Transaction message, Assessment said, Setting now, Setting then) {
            messages++;
            Evidence evidence = Evidence.journalled(message, said, countries);
            for (Recipient recipient : message.envelope().recipients()) {
                ForwardPath path = recipient.path();
                copies++;
                if (now.rules().unanswered(evidence, path) || then.rules().unanswered(evidence, path)) {
                    untold++;
                }
                Verdict before = decide(evidence, path, now);
                Verdict after = decide(evidence, path, then);
                if (Way.of(before) != Way.of(after)) {
                    differs(new Row(
                            message.id(),
                            message.at(),
                            said.digest().from().map(Object::toString),
                            said.digest().subject(),
                            path,
                            said.score().probability(),
                            before,
                            after));
                }
            }
        }

        private static Verdict decide(Evidence evidence, ForwardPath path, Setting setting) {
            return Policy.decide(evidence, path, setting.strictness().of(path), setting.entries(), setting.rules());
        }

        private void differs(Row row) {
            if (Way.of(row.after()) == Way.PASS) {
                freed++;
                keep(freedRows, row);
            } else if (Way.of(row.before()) == Way.PASS) {
                stopped++;
                keep(stoppedRows, row);
            } else {
                moved++;
            }
        }

        private static void keep(PriorityQueue<Row> rows, Row row) {
            rows.add(row);
            if (rows.size() > TOLD) {
                rows.remove();
            }
        }

        private static List<Row> last(PriorityQueue<Row> rows, Comparator<Row> order) {
            var sorted = new ArrayList<>(rows);
            sorted.sort(order);
            return sorted;
        }

        Result result() {
            return new Result(
                    messages,
                    copies,
                    freed,
                    stopped,
                    moved,
                    untold,
                    last(freedRows, SPAMMY_LAST.reversed()),
                    last(stoppedRows, SPAMMY_LAST));
        }
    }
}
