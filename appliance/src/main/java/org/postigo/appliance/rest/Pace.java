package org.postigo.appliance.rest;

import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How often each token may ask: so many requests in each minute of the clock. */
final class Pace {
    private static final long MINUTE_SECONDS = 60;

    private final int most;
    private final Clock clock;
    private final Map<String, Minute> minutes = new ConcurrentHashMap<>();

    /** What a token has asked in a minute. */
    private record Minute(long number, int requests) {}

    /**
     * A pace.
     *
     * @param most requests of one token a minute
     */
    Pace(int most, Clock clock) {
        this.most = most;
        this.clock = clock;
    }

    /** Counts a request; 0 if it may go on, else the seconds until the next may. */
    long waits(String token) {
        long now = clock.instant().getEpochSecond();
        long number = now / MINUTE_SECONDS;
        Minute minute = minutes.merge(
                token,
                new Minute(number, 1),
                (before, first) -> before.number() == number ? new Minute(number, before.requests() + 1) : first);
        return minute.requests() <= most ? 0 : (number + 1) * MINUTE_SECONDS - now;
    }
}
