package org.postigo.proxy.outbound;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Keeps mail from piling up before a server that is out of order: after some trouble in a row the circuit opens and
 * everybody is told to try again at once; after a while one transaction at a time is let through, and the first success
 * closes it. Each trial that fails doubles the wait.
 */
final class CircuitBreaker {
    private final RelaySettings.Breaker settings;
    private final LongSupplier nanoTime;
    private final Listener listener;
    private int failures;
    private int refusals;
    private boolean open;
    private boolean trial;
    private long until;
    private Duration wait;
    private String cause = "";

    /** Hears of changes, outside any lock that matters to mail. */
    @FunctionalInterface
    interface Listener {
        void changed(boolean open, String cause);
    }

    CircuitBreaker(RelaySettings.Breaker settings, LongSupplier nanoTime, Listener listener) {
        this.settings = settings;
        this.nanoTime = nanoTime;
        this.listener = listener;
        this.wait = settings.first();
    }

    /** Whether a transaction may begin. */
    enum Permission {
        YES,
        NO,
        /** The circuit is open, and this transaction tries whether it can be closed; its outcome must be reported. */
        TRIAL
    }

    /** Asks to begin a transaction. */
    synchronized Permission permission() {
        if (!open) {
            return Permission.YES;
        }
        long now = nanoTime.getAsLong();
        if (now - until < 0) {
            return Permission.NO;
        }
        // A trial that never reports must not keep the circuit open for ever: the next one may begin after a while.
        until = now + settings.longest().toNanos();
        trial = true;
        return Permission.TRIAL;
    }

    /** The server took a message or a recipient, or refused one in a way that shows it to be in order. */
    void success() {
        close(true);
    }

    /** The server talks to us, though it took nothing: it can be reached, which is all that this shows. */
    void talks() {
        close(false);
    }

    private void close(boolean taken) {
        boolean closes;
        synchronized (this) {
            closes = open;
            open = false;
            trial = false;
            failures = 0;
            refusals = taken ? 0 : refusals;
            wait = settings.first();
        }
        if (closes) {
            listener.changed(false, "");
        }
    }

    /** Neither success nor trouble: gives the trial back. */
    synchronized void nothingLearnt() {
        if (trial) {
            trial = false;
            until = nanoTime.getAsLong();
        }
    }

    /** It could not be reached, broke off, said 421 or nothing. */
    void failure(String why) {
        trouble(why, true);
    }

    /** It refuses what we ask. */
    void refusal(String why) {
        trouble(why, false);
    }

    private void trouble(String why, boolean failure) {
        boolean opens = false;
        synchronized (this) {
            cause = why;
            if (failure) {
                failures++;
            } else {
                refusals++;
            }
            if (open) {
                if (trial) {
                    wait = wait.multipliedBy(2).compareTo(settings.longest()) > 0
                            ? settings.longest()
                            : wait.multipliedBy(2);
                    until = nanoTime.getAsLong() + wait.toNanos();
                    trial = false;
                }
            } else if (failures >= settings.failures() || refusals >= settings.refusals()) {
                opens = true;
                open = true;
                trial = false;
                until = nanoTime.getAsLong() + wait.toNanos();
            }
        }
        if (opens) {
            listener.changed(true, why);
        }
    }

    /** Why it is open; empty while it is closed. */
    synchronized Optional<String> openBecause() {
        return open ? Optional.of(cause) : Optional.empty();
    }
}
