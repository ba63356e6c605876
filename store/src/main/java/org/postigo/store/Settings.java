package org.postigo.store;

import java.time.Duration;
import org.postigo.mail.policy.Wishes;

/**
 * Limits of the store.
 *
 * @param quota octets that copies of one domain which are not closed may take; one that would exceed it is not held
 * @param holdReserve octets of free space below which nothing more is held: the rest is for journal and changes
 * @param journalReserve octets of free space below which the journal drops entries, loudly: the rest is for changes
 * @param changeReserve octets of free space below which not even decisions and settings are written
 * @param journalQueue journal entries that may wait for the disk; more are dropped, loudly, since mail waits for nobody
 * @param segment octets of a log file
 * @param keepPending how long copies of an attempt that ended in 4yz wait for its retry
 * @param indexCommit how often the index is made durable; what is newer is replayed after a crash
 * @param base what every domain gets that says nothing else
 */
public record Settings(
        long quota,
        long holdReserve,
        long journalReserve,
        long changeReserve,
        int journalQueue,
        long segment,
        Duration keepPending,
        Duration indexCommit,
        Wishes base) {
    /**
     * 5 GiB for each domain; 1 GiB, 256 MiB and 16 MiB of reserve; 20,000 entries (some seconds of full load, at most some
     * 100 MB of memory); 32 MiB files; 7 days, longer than senders try; 15 seconds: each time writes a part of
     * the search index that has to be merged with others later, and what is newer is read from the log in a moment.
     */
    public static final Settings DEFAULT = new Settings(
            5L << 30,
            1L << 30,
            256L << 20,
            16L << 20,
            20_000,
            32L << 20,
            Duration.ofDays(7),
            Duration.ofSeconds(15),
            Wishes.NONE);

    /** Checks the order of the reserves. */
    public Settings {
        if (quota < 1
                || changeReserve < 0
                || journalReserve < changeReserve
                || holdReserve < journalReserve
                || journalQueue < 1
                || segment < 1) {
            throw new IllegalArgumentException(
                    "a quota is above 0, and holdReserve ≥ journalReserve ≥ changeReserve ≥ 0");
        }
    }

    /** The same with other room. */
    public Settings withRoom(long newQuota, long newHoldReserve, long newJournalReserve, long newChangeReserve) {
        return new Settings(
                newQuota,
                newHoldReserve,
                newJournalReserve,
                newChangeReserve,
                journalQueue,
                segment,
                keepPending,
                indexCommit,
                base);
    }

    /** The same with other log files. */
    public Settings withSegment(long octets) {
        return new Settings(
                quota,
                holdReserve,
                journalReserve,
                changeReserve,
                journalQueue,
                octets,
                keepPending,
                indexCommit,
                base);
    }

    /** The same with other settings of domains that say nothing themselves. */
    public Settings withBase(Wishes wishes) {
        return new Settings(
                quota,
                holdReserve,
                journalReserve,
                changeReserve,
                journalQueue,
                segment,
                keepPending,
                indexCommit,
                wishes);
    }
}
