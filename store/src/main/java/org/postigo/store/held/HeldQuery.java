package org.postigo.store.held;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.postigo.mail.DomainName;

/**
 * What to list.
 *
 * @param text words or beginnings of words, all of which stand in sender, recipient, subject or Message-ID, or
 *     {@code reason:} and a reason or fact; see {@link org.postigo.store.search.Words}; empty for all
 * @param domains of the recipients; empty for all
 * @param states to include; empty for all
 * @param from received at or after
 * @param until received before
 * @param order of the rows
 * @param offset of the first row
 * @param limit rows at most, 1 to 1,000
 */
public record HeldQuery(
        String text,
        Set<DomainName> domains,
        Set<Standing> states,
        Optional<Instant> from,
        Optional<Instant> until,
        Order order,
        int offset,
        int limit) {
    /** Copies and checks. */
    public HeldQuery {
        domains = Set.copyOf(domains);
        states = Set.copyOf(states);
        if (offset < 0 || limit < 1 || limit > 1000) {
            throw new IllegalArgumentException("offset " + offset + ", limit " + limit);
        }
    }

    /** The newest of everything. */
    public static HeldQuery all(int offset, int limit) {
        return new HeldQuery("", Set.of(), Set.of(), Optional.empty(), Optional.empty(), Order.NEWEST, offset, limit);
    }

    /** The same of these states alone. */
    public HeldQuery of(Set<Standing> only) {
        return new HeldQuery(text, domains, only, from, until, order, offset, limit);
    }

    /** The same of these domains alone. */
    public HeldQuery within(Set<DomainName> only) {
        return new HeldQuery(text, only, states, from, until, order, offset, limit);
    }

    /** Kinds of {@link CopyState}, for filters. */
    public enum Standing {
        /** {@link CopyState.Unread}. */
        UNREAD,
        /** {@link CopyState.NotSure}. */
        NOT_SURE,
        /** {@link CopyState.Decided}, {@link CopyState.Leaving} or {@link CopyState.Waiting}. */
        ON_ITS_WAY,
        /** {@link CopyState.Delivered}. */
        DELIVERED,
        /** {@link CopyState.Spam}. */
        SPAM,
        /** {@link CopyState.Rejected} or {@link CopyState.InDoubt}. */
        TROUBLE;

        /** The kind of a state; empty for {@link CopyState.Removed}, which is listed no more. */
        public static Optional<Standing> of(CopyState state) {
            return switch (state) {
                case CopyState.Unread _ -> Optional.of(UNREAD);
                case CopyState.NotSure _ -> Optional.of(NOT_SURE);
                case CopyState.Decided _, CopyState.Leaving _, CopyState.Waiting _ -> Optional.of(ON_ITS_WAY);
                case CopyState.Delivered _ -> Optional.of(DELIVERED);
                case CopyState.Spam _ -> Optional.of(SPAM);
                case CopyState.Rejected _, CopyState.InDoubt _ -> Optional.of(TROUBLE);
                case CopyState.Removed _ -> Optional.empty();
            };
        }
    }

    /** Orders of rows. */
    public enum Order {
        /** By time of arrival, newest first. */
        NEWEST,
        /** By time of arrival, oldest first. */
        OLDEST,
        /** By probability of spam, most likely good first. */
        LIKELY_GOOD
    }
}
