package org.postigo.quarantine.bill;

import java.io.IOException;
import java.lang.ref.SoftReference;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.postigo.mail.ForwardPath;
import org.postigo.mail.Mailbox;
import org.postigo.mail.finding.Verdict;
import org.postigo.mail.record.CopyOutcome;
import org.postigo.mail.record.JournalEntry;
import org.postigo.store.domains.Domains;
import org.postigo.store.journal.Journal;

/**
 * Counts months. The first question after a month reads its journal, some seconds for a hundred thousand messages; later ones
 * read what was written since, and nothing once the month is over. What was read of the month asked for last is remembered
 * while there is memory for it. Safe for several threads; one counts at a time.
 */
public final class MonthCounter {
    /** An entry stands in the journal so long after the time that it bears, at the latest. */
    private static final Duration SETTLED = Duration.ofHours(1);

    private final Journal journal;
    private final Domains domains;
    private final ZoneId zone;
    private final ReentrantLock lock = new ReentrantLock();
    private SoftReference<Read> last = new SoftReference<>(null);

    /** How many messages came for a mailbox and were delivered or kept. */
    record Messages(Mailbox mailbox, long number) {}

    /** What was read of a month. */
    private static final class Read {
        private final YearMonth month;
        private final Map<String, Messages> messages = new HashMap<>();
        private long place;
        private boolean whole;

        Read(YearMonth month, long place) {
            this.month = month;
            this.place = place;
        }
    }

    /**
     * Over a site's journal and settings.
     *
     * @param zone in which a day ends
     */
    public MonthCounter(Journal journal, Domains domains, ZoneId zone) {
        this.journal = journal;
        this.domains = domains;
        this.zone = zone;
    }

    /**
     * Counts a month.
     *
     * @param now until when is counted, where the month has not ended
     * @throws IOException if the journal cannot be read
     */
    public MonthlyCount count(YearMonth month, Instant now) throws IOException {
        Instant from = MonthlyCount.start(month.atDay(1), zone);
        Instant end = MonthlyCount.start(month.plusMonths(1).atDay(1), zone);
        lock.lock();
        try {
            @Nullable Read known = last.get();
            Read read = known != null && known.month.equals(month) ? known : new Read(month, journal.before(from));
            if (!read.whole) {
                read.place = journal.follow(read.place, (entry, _) -> {
                    add(read, entry, from, end);
                    return true;
                });
                read.whole = end.plus(SETTLED).isBefore(now);
            }
            last = new SoftReference<>(read);
            return MonthlyCount.of(read.messages.values(), domains, month, zone, end.isBefore(now) ? end : now);
        } finally {
            lock.unlock();
        }
    }

    private static void add(Read read, JournalEntry entry, Instant from, Instant end) {
        if (entry instanceof JournalEntry.Transaction message
                && !message.at().isBefore(from)
                && message.at().isBefore(end)) {
            message.outcomes().forEach((path, outcome) -> {
                if (taken(outcome) && !report(message, path)) {
                    Mailbox mailbox = MonthlyCount.plain(path.mailbox());
                    read.messages.merge(
                            mailbox.key(),
                            new Messages(mailbox, 1),
                            (before, one) -> new Messages(before.mailbox(), before.number() + 1));
                }
            });
        }
    }

    private static boolean taken(CopyOutcome outcome) {
        return switch (outcome) {
            case CopyOutcome.Delivered _, CopyOutcome.Held _, CopyOutcome.Queued _ -> true;
            case CopyOutcome.HeldInvisibly _, CopyOutcome.Deferred _, CopyOutcome.Refused _ -> false;
        };
    }

    /** Letters to the address for missed spam go to no mailbox. */
    private static boolean report(JournalEntry.Transaction transaction, ForwardPath path) {
        return transaction
                .assessment()
                .flatMap(said -> Optional.ofNullable(said.verdicts().get(path)))
                .filter(verdict -> verdict.reason() == Verdict.Reason.REPORT)
                .isPresent();
    }
}
