package org.postigo.proxy.greylist;

import java.time.Duration;

/**
 * Times and bounds of greylisting.
 *
 * @param delay a retry is taken from then on; zero switches greylisting off
 * @param retries a message that has not come again by then counts as new; senders try for days (RFC 5321 §4.5.4.1)
 * @param memory somebody who was met is met for so long after the last message
 * @param waiting messages at most that are waited for; beyond that nobody is asked to wait, since a flood of strangers
 *     must not keep the others out
 * @param known at most; beyond that whoever was silent longest is forgotten
 */
public record Patience(Duration delay, Duration retries, Duration memory, int waiting, int known) {
    /** Checks ranges. */
    public Patience {
        if (delay.isNegative() || retries.compareTo(delay) <= 0 || waiting < 1 || known < 1) {
            throw new IllegalArgumentException("a retry must be possible, and somebody be remembered");
        }
    }

    /** The documented times and bounds: two days for a retry, 36 of memory; some 20 MB when all is full. */
    public static Patience after(Duration delay) {
        return new Patience(delay, Duration.ofDays(2), Duration.ofDays(36), 50_000, 100_000);
    }
}
