package org.postigo.store.counts;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.postigo.mail.DomainName;

/**
 * Copies and attempts by hour and domain, folded from the logs behind the mail, so that they may lag some moments. Hours of
 * the last {@link #HOURLY_DAYS} days of mail are kept, days (of UTC) of the last {@link #DAILY_DAYS}.
 */
public interface Counts {
    /** Days of which each hour is known. */
    int HOURLY_DAYS = 40;

    /** Days of which only the day is known, or the hour. */
    int DAILY_DAYS = 400;

    /** Steps of the scale on which what the model said is compared with what people said. */
    int STEPS = 10;

    /** What is counted. Never reordered: the numbers are kept by place, and new ones come last. */
    enum Kind {
        /** Copies that the mailbox server took at once. */
        DELIVERED,
        /** Copies held for a reviewer. */
        HELD,
        /** Copies that wait, or waited, for the mailbox server while another was accepted. */
        QUEUED,
        /** Copies of attempts that ended in 4yz; most come again. */
        DEFERRED,
        /** Copies refused after the data. */
        REFUSED,
        /** Attempts refused before the data, or broken off. */
        TURNED_AWAY,
        /** Held copies that were released, by the hour in which that took effect. */
        RESCUED,
        /** Held copies that were confirmed to be spam, by the hour in which that took effect. */
        CONFIRMED,
        /** Held copies that were released, by the hour in which they had come: so many of {@link #HELD}. */
        RESCUED_OF_HELD,
        /** Minutes in which a person decided something; of no domain. */
        MINUTES
    }

    /**
     * Shows each cell that is not empty, of no order.
     *
     * @param from cells that begin then or later
     * @param until cells that begin earlier
     */
    void each(Instant from, Instant until, Visitor visitor);

    /** Told of cells. */
    @FunctionalInterface
    interface Visitor {
        /** One cell; of no domain is what was turned away before its recipient was known, or for a domain not ours. */
        void cell(Cell cell);
    }

    /**
     * The numbers of one hour or day and one domain.
     *
     * @param at when it begins
     * @param length an hour or a day
     * @param domain whose; empty for what belongs to none
     * @param counts by the place of {@link Kind}
     */
    record Cell(Instant at, Duration length, Optional<DomainName> domain, List<Integer> counts) {
        /** How many. */
        public int of(Kind kind) {
            return kind.ordinal() < counts.size() ? counts.get(kind.ordinal()) : 0;
        }
    }

    /**
     * What the model said of held mail, beside what people said.
     *
     * @param from the day that begins then or later
     * @return {@link #STEPS} steps of probability, from 0 to 1
     */
    List<Step> agreement(Instant from);

    /**
     * Decisions of one step.
     *
     * @param spam confirmed
     * @param good released
     */
    record Step(int spam, int good) {
        /** Both. */
        public int all() {
            return spam + good;
        }
    }
}
