package org.postigo.store.journal;

import java.util.EnumSet;
import java.util.Set;
import org.postigo.mail.record.CopyOutcome;
import org.postigo.mail.record.JournalEntry;

/** What became of a copy, or of an attempt, when it came: what a journal is searched by. */
public enum Fate {
    /** The mailbox server took it. */
    DELIVERED,
    /** Held for a reviewer. */
    HELD,
    /** Durable, and waiting for the mailbox server. */
    QUEUED,
    /** Nothing was kept; the client was asked to come again. */
    DEFERRED,
    /** Refused after the data, by policy or by the mailbox server. */
    REFUSED,
    /** Refused before the data, or broken off. */
    TURNED_AWAY;

    /** Of one copy. */
    public static Fate of(CopyOutcome outcome) {
        return switch (outcome) {
            case CopyOutcome.Delivered _ -> DELIVERED;
            case CopyOutcome.Held _ -> HELD;
            case CopyOutcome.Queued _ -> QUEUED;
            case CopyOutcome.HeldInvisibly _, CopyOutcome.Deferred _ -> DEFERRED;
            case CopyOutcome.Refused _ -> REFUSED;
        };
    }

    /** Of all copies of an entry. */
    public static Set<Fate> of(JournalEntry entry) {
        return switch (entry) {
            case JournalEntry.Transaction transaction -> {
                Set<Fate> fates = EnumSet.noneOf(Fate.class);
                transaction.outcomes().values().forEach(outcome -> fates.add(of(outcome)));
                if (fates.isEmpty()) {
                    fates.add(transaction.reply().permanentFailure() ? REFUSED : DEFERRED);
                }
                yield fates;
            }
            case JournalEntry.Refusal _ -> EnumSet.of(TURNED_AWAY);
        };
    }
}
