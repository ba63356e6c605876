package org.postigo.quarantine;

import java.time.Duration;

/**
 * How long to wait before the next try: doubled each time, up to a longest wait. There is no last try: a copy that a
 * person released stays on its way, visibly, until the server answers for good (RFC 5321 §4.5.4.1 asks for days).
 *
 * @param first wait after the first try
 * @param longest wait
 */
public record Backoff(Duration first, Duration longest) {
    /** A minute, doubled up to an hour. */
    public static final Backoff DEFAULT = new Backoff(Duration.ofMinutes(1), Duration.ofHours(1));

    /** Checks the order. */
    public Backoff {
        if (!first.isPositive() || longest.compareTo(first) < 0) {
            throw new IllegalArgumentException("first " + first + ", longest " + longest);
        }
    }

    /** The wait after this attempt, counted from 1. */
    public Duration after(int attempt) {
        Duration wait = first.multipliedBy(1L << Math.clamp(attempt - 1L, 0, 20));
        return wait.compareTo(longest) < 0 ? wait : longest;
    }
}
