package org.postigo.store.lists;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.postigo.mail.record.CopyOutcome;
import org.postigo.mail.record.JournalEntry;

/**
 * How often each allow and deny entry decided, and when last. Folded from the journal behind the mail, so it may lag some
 * moments; no copy waits for it. Counted by id: an entry that is written over, or written anew under the id of one that was removed, goes on from there.
 */
@FunctionalInterface
public interface Hits {
    /** Of the entry of that id; {@link Tally#NONE} if it never decided. */
    Tally of(String entry);

    /**
     * What one entry did.
     *
     * @param count copies it decided about, each recipient's once; attempts that ended in 4yz are not counted
     * @param last when it decided last; empty if never
     */
    record Tally(long count, Optional<Instant> last) {
        /** It never decided. */
        public static final Tally NONE = new Tally(0, Optional.empty());

        /** Checks. */
        public Tally {
            Objects.requireNonNull(last);
            if (count < 0) {
                throw new IllegalArgumentException("a count is not below 0: " + count);
            }
        }

        /** With one more copy, decided about at this time. */
        public Tally and(Instant at) {
            return new Tally(count + 1, last.filter(known -> known.isAfter(at)).or(() -> Optional.of(at)));
        }
    }

    /** Told of hits. */
    @FunctionalInterface
    interface Visitor {
        /** One copy that an entry decided about. */
        void hit(String entry, Instant at);
    }

    /** Shows each hit of a line of the journal. */
    static void each(JournalEntry line, Visitor visitor) {
        if (line instanceof JournalEntry.Transaction transaction) {
            transaction
                    .assessment()
                    .ifPresent(assessment -> transaction.outcomes().forEach((recipient, outcome) -> {
                        if (concluded(outcome)) {
                            Optional.ofNullable(assessment.verdicts().get(recipient))
                                    .flatMap(verdict -> verdict.entry())
                                    .ifPresent(entry -> visitor.hit(entry, transaction.at()));
                        }
                    }));
        }
    }

    /** Whether no retry of the same copy is to come. */
    private static boolean concluded(CopyOutcome outcome) {
        return switch (outcome) {
            case CopyOutcome.Delivered _, CopyOutcome.Held _, CopyOutcome.Queued _, CopyOutcome.Refused _ -> true;
            case CopyOutcome.HeldInvisibly _, CopyOutcome.Deferred _ -> false;
        };
    }
}
