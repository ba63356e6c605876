package org.postigo.mail.record;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How the DNS lists fare, as one picture of one moment: what a screen about the state of the gate shows. Neither a key nor
 * a zone that contains one is in it.
 *
 * @param at when it was drawn
 * @param rows in the order in which lists are known; also those that are off
 * @param queriesFrom one for each resolver that is asked: owners of lists count queries by where they come from
 */
public record DnsListTable(Instant at, List<Row> rows, List<Origin> queriesFrom) {
    /** Copies the lists. */
    public DnsListTable {
        rows = List.copyOf(rows);
        queriesFrom = List.copyOf(queriesFrom);
    }

    /** Draws the table as it is now. From memory; never blocks. */
    @FunctionalInterface
    public interface Source {
        /** The table of this moment. */
        DnsListTable now();
    }

    /** Whether a list is asked. */
    public enum State {
        /** It is asked. */
        ACTIVE,
        /** It refused or fell silent, and is left alone for a while. */
        PAUSED,
        /** It failed its self-test and is not asked before it passes. */
        DISABLED,
        /** The operator has not switched it on, or its terms are not met. */
        OFF
    }

    /** What a list is asked about. */
    public enum About {
        /** The client; a listing counts against it. */
        CLIENT,
        /** The client; a listing counts for it. */
        GOOD_CLIENT,
        /** Hosts of links. */
        LINK,
        /** Mailboxes that answers go to. */
        MAILBOX
    }

    /**
     * One list.
     *
     * @param name of the list
     * @param about what it is asked about
     * @param state now
     * @param why in words of ours or of the list, empty while active
     * @param until when a pause ends
     * @param queries asked since start
     * @param hits answered by a listing
     * @param errors refused, or answered outside the documented codes
     * @param timeouts without an answer
     * @param latency mean of those answered
     * @param tested when the self-test last had a result
     * @param agreement with what reviewers decided
     * @param terms under which it may be asked, in a sentence
     * @param termsAt where they stand
     */
    public record Row(
            String name,
            About about,
            State state,
            String why,
            Optional<Instant> until,
            long queries,
            long hits,
            long errors,
            long timeouts,
            Duration latency,
            Optional<Instant> tested,
            Agreement agreement,
            String terms,
            String termsAt) {}

    /**
     * What reviewers called the held mail that a list had something to say of. Mail that was never held is not in it, so
     * this compares lists with each other and is no error rate.
     *
     * @param spam copies called spam
     * @param ham copies called good
     */
    public record Agreement(long spam, long ham) {
        /** Nothing was decided yet. */
        public static final Agreement NONE = new Agreement(0, 0);
    }

    /**
     * Where our queries come from.
     *
     * @param resolver that is asked, as {@code address:port}
     * @param from our address on the way to it; for a resolver on this machine, the address by which this machine leaves
     *     for the net, if it has a way there
     * @param seen what the name {@code dns.origin-name} was answered, which is the address that others see; empty where
     *     no such name is set or it had no answer
     */
    public record Origin(String resolver, Optional<String> from, Optional<String> seen) {}
}
