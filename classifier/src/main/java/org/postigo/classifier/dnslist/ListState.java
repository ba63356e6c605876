package org.postigo.classifier.dnslist;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/** What changes about a list while it is asked. Safe for many threads. */
final class ListState {
    private static final Duration PAUSE = Duration.ofSeconds(300);
    /** So many questions in a row without an answer are a dead list. */
    private static final int SILENT = 5;

    private final Subscription subscription;
    private final LongAdder queries = new LongAdder();
    private final LongAdder hits = new LongAdder();
    private final LongAdder errors = new LongAdder();
    private final LongAdder timeouts = new LongAdder();
    private final LongAdder answered = new LongAdder();
    private final LongAdder nanos = new LongAdder();

    /** Guarded by this. */
    private Optional<String> failedTest = Optional.empty();

    private Optional<Instant> tested = Optional.empty();
    private Instant pausedUntil = Instant.MIN;
    private String whyPaused = "";
    private int silentInARow;

    ListState(Subscription subscription) {
        this.subscription = subscription;
    }

    Subscription subscription() {
        return subscription;
    }

    synchronized boolean asked(Instant now) {
        return subscription.whyOff().isEmpty() && failedTest.isEmpty() && !now.isBefore(pausedUntil);
    }

    void answered(Duration latency, boolean hit) {
        queries.increment();
        answered.increment();
        nanos.add(latency.toNanos());
        if (hit) {
            hits.increment();
        }
        synchronized (this) {
            silentInARow = 0;
        }
    }

    void refused(Instant now, String why) {
        queries.increment();
        errors.increment();
        synchronized (this) {
            pause(now, why);
        }
    }

    void silent(Instant now, boolean timeout) {
        queries.increment();
        (timeout ? timeouts : errors).increment();
        synchronized (this) {
            if (++silentInARow >= SILENT) {
                pause(now, timeout ? "does not answer" : "its servers fail");
            }
        }
    }

    synchronized void tested(Instant now, Optional<String> failure) {
        tested = Optional.of(now);
        failedTest = failure;
    }

    synchronized ListHealth health(Instant now) {
        Optional<String> off = subscription.whyOff();
        boolean paused = now.isBefore(pausedUntil);
        ListHealth.State state = off.isPresent()
                ? ListHealth.State.OFF
                : failedTest.isPresent()
                        ? ListHealth.State.DISABLED
                        : paused ? ListHealth.State.PAUSED : ListHealth.State.ACTIVE;
        String why = switch (state) {
            case OFF -> off.orElse("");
            case DISABLED -> failedTest.orElse("");
            case PAUSED -> whyPaused;
            case ACTIVE -> "";
        };
        long count = answered.sum();
        return new ListHealth(
                subscription.list(),
                state,
                why,
                paused ? Optional.of(pausedUntil) : Optional.empty(),
                queries.sum(),
                hits.sum(),
                errors.sum(),
                timeouts.sum(),
                count == 0 ? Duration.ZERO : Duration.ofNanos(nanos.sum() / count),
                tested);
    }

    private void pause(Instant now, String why) {
        pausedUntil = now.plus(PAUSE);
        whyPaused = why;
        silentInARow = 0;
    }
}
