package org.postigo.desk.signin;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * Slows down guessing. Wrong tries are counted for an account <em>from an address</em>, together, so that nobody can
 * lock out a colleague from elsewhere, and behind one address a colleague's own account stays open. After three wrong
 * ones each further try has to wait, from a minute doubled up to an hour. An account that does not exist is counted
 * like one that does, so the answer gives nothing away.
 */
public final class LockOut {
    /** Wrong tries before the first wait. */
    static final int FREE_TRIES = 3;

    private static final Duration FIRST_WAIT = Duration.ofMinutes(1);
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);

    /** Long enough that a patient guesser gains nothing by pausing; short enough that Monday forgets Friday. */
    private static final Duration FORGOTTEN_AFTER = Duration.ofHours(24);

    private final Clock clock;
    private final Cache<Key, Count> counts;

    /** Remembers at most 100,000 pairs of account and address. */
    public LockOut(Clock clock) {
        this.clock = clock;
        Ticker ticker = () -> clock.instant().toEpochMilli() * 1_000_000;
        this.counts = Caffeine.newBuilder()
                .maximumSize(100_000)
                .expireAfterWrite(FORGOTTEN_AFTER)
                .ticker(ticker)
                .build();
    }

    private record Key(String account, String address) {}

    private record Count(int wrong, Instant openFrom) {}

    /** How long this account must wait from this address; empty if a try is free. */
    public Optional<Duration> wait(String account, String address) {
        Count count = counts.getIfPresent(key(account, address));
        if (count == null) {
            return Optional.empty();
        }
        Duration left = Duration.between(clock.instant(), count.openFrom());
        return left.isPositive() ? Optional.of(left) : Optional.empty();
    }

    /** Notes a wrong password; returns how many tries are left before the next wait, 0 if it begins now. */
    public int wrong(String account, String address) {
        Count count = counts.asMap()
                .merge(key(account, address), new Count(1, Instant.EPOCH), (before, _) -> after(before.wrong() + 1));
        return Math.max(0, FREE_TRIES - count.wrong());
    }

    private Count after(int wrong) {
        if (wrong < FREE_TRIES) {
            return new Count(wrong, Instant.EPOCH);
        }
        Duration wait = FIRST_WAIT.multipliedBy(1L << Math.min(wrong - FREE_TRIES, 10));
        return new Count(wrong, clock.instant().plus(wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT));
    }

    /** Forgets the wrong tries of somebody who got in. */
    public void right(String account, String address) {
        counts.invalidate(key(account, address));
    }

    private static Key key(String account, String address) {
        String bounded = account.length() > 320 ? account.substring(0, 320) : account;
        return new Key(bounded.strip().toLowerCase(Locale.ROOT), address);
    }
}
