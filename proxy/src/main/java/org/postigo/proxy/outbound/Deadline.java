package org.postigo.proxy.outbound;

import java.net.SocketTimeoutException;
import java.time.Duration;

/**
 * A moment by which something must have ended.
 *
 * @param nanos on the clock of {@link System#nanoTime}
 */
record Deadline(long nanos) {
    static Deadline in(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos());
    }

    /** What is left, at least zero. */
    Duration left() {
        return Duration.ofNanos(Math.max(0, nanos - System.nanoTime()));
    }

    /**
     * A socket timeout for one step: its own time or what is left, whichever is shorter, in milliseconds.
     *
     * @throws SocketTimeoutException if nothing is left
     */
    int timeout(Duration step) throws SocketTimeoutException {
        long left = (nanos - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
            throw new SocketTimeoutException("the transaction's time is up");
        }
        return (int) Math.min(Integer.MAX_VALUE, Math.min(left, Math.max(1, step.toMillis())));
    }

    /** Whether nothing is left. */
    boolean passed() {
        return System.nanoTime() - nanos >= 0;
    }

    /**
     * Looks at the clock.
     *
     * @throws SocketTimeoutException if nothing is left
     */
    void check() throws SocketTimeoutException {
        if (passed()) {
            throw new SocketTimeoutException("the transaction's time is up");
        }
    }
}
