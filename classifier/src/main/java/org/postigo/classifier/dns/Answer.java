package org.postigo.classifier.dns;

import java.time.Duration;
import java.util.List;

/** What the DNS said. */
public sealed interface Answer<T> {
    /**
     * Records.
     *
     * @param records at least one
     * @param ttl how long they may be remembered
     */
    record Found<T>(List<T> records, Duration ttl) implements Answer<T> {
        /** Copies the list. */
        public Found {
            records = List.copyOf(records);
        }
    }

    /**
     * The name does not exist (NXDOMAIN).
     *
     * @param ttl how long that may be remembered (RFC 2308)
     */
    record NoSuchName<T>(Duration ttl) implements Answer<T> {}

    /**
     * The name exists, without records of this kind.
     *
     * @param ttl how long that may be remembered (RFC 2308)
     */
    record NoData<T>(Duration ttl) implements Answer<T> {}

    /** Nothing is known. Says nothing about the name. */
    record Failed<T>(Cause cause) implements Answer<T> {}

    /** Why nothing is known. */
    enum Cause {
        /** No answer in time. */
        TIMEOUT,
        /** A server said SERVFAIL, or something that could not be read. */
        SERVER_FAILURE,
        /** A server said REFUSED. */
        REFUSED,
        /** No server could be reached. */
        UNREACHABLE,
        /** The message has used up the names that it may have looked up. */
        BUDGET
    }

    /** The records, none if there is no such name, no such record or no answer. */
    default List<T> records() {
        return switch (this) {
            case Found<T>(List<T> records, Duration _) -> records;
            case NoSuchName<T> _, NoData<T> _, Failed<T> _ -> List.of();
        };
    }
}
