package org.postigo.proxy.outbound;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/**
 * A histogram of durations in constant memory: microseconds in buckets of at most 6.25 % width (16 to each power of
 * two, as in Gil Tene's HdrHistogram). Many threads may add; reading while they do is approximate.
 */
public final class Latencies {
    private static final int SUB = 16;
    private static final int SUB_BITS = 4;
    /** Up to 2^36 µs, about 19 hours. */
    private static final int BUCKETS = (36 - SUB_BITS + 1) * SUB;

    private final AtomicLongArray counts = new AtomicLongArray(BUCKETS);
    private final LongAdder sum = new LongAdder();
    private final LongAccumulator max = new LongAccumulator(Math::max, 0);

    /** Adds one duration. */
    public void add(Duration time) {
        addNanos(time.toNanos());
    }

    /** Adds one duration in nanoseconds. */
    public void addNanos(long nanos) {
        long micros = Math.max(0, nanos / 1_000);
        counts.incrementAndGet(bucket(micros));
        sum.add(micros);
        max.accumulate(micros);
    }

    /** What was added so far. */
    public Summary summary() {
        var copy = new long[BUCKETS];
        long total = 0;
        for (int i = 0; i < BUCKETS; i++) {
            copy[i] = counts.get(i);
            total += copy[i];
        }
        Duration mean = total == 0 ? Duration.ZERO : micros(sum.sum() / total);
        long most = max.get();
        return new Summary(
                total,
                mean,
                quantile(copy, total, 0.50, most),
                quantile(copy, total, 0.95, most),
                quantile(copy, total, 0.99, most),
                micros(most));
    }

    /**
     * Figures of a histogram; quantiles are upper bounds of their buckets, at most 6.25 % too high.
     *
     * @param count how many durations
     * @param mean of all
     * @param p50 half of them lie below
     * @param p95 95 of 100 lie below
     * @param p99 99 of 100 lie below
     * @param max the longest
     */
    public record Summary(long count, Duration mean, Duration p50, Duration p95, Duration p99, Duration max) {}

    private static Duration quantile(long[] counts, long total, double share, long most) {
        long rank = (long) Math.ceil(total * share);
        long seen = 0;
        for (int i = 0; i < counts.length && total > 0; i++) {
            seen += counts[i];
            if (seen >= rank) {
                return micros(Math.min(most, highest(i)));
            }
        }
        return Duration.ZERO;
    }

    static int bucket(long micros) {
        if (micros < SUB) {
            return (int) micros;
        }
        int shift = 63 - Long.numberOfLeadingZeros(micros) - SUB_BITS;
        int index = (shift + 1) * SUB + (int) (micros >>> shift) - SUB;
        return Math.min(index, BUCKETS - 1);
    }

    static long highest(int bucket) {
        if (bucket < SUB) {
            return bucket;
        }
        int shift = bucket / SUB - 1;
        return ((long) (bucket % SUB + SUB) + 1 << shift) - 1;
    }

    private static Duration micros(long micros) {
        return Duration.ofNanos(micros * 1_000);
    }
}
