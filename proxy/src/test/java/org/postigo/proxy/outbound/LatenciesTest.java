package org.postigo.proxy.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class LatenciesTest {
    @Property
    void aBucketHoldsItsValuesWithinASixteenth(@ForAll @LongRange(min = 0, max = 1L << 35) long micros) {
        int bucket = Latencies.bucket(micros);
        long highest = Latencies.highest(bucket);
        assertThat(micros).isLessThanOrEqualTo(highest);
        assertThat(highest - micros).isLessThanOrEqualTo(micros / 16);
        assertThat(Latencies.bucket(highest)).isEqualTo(bucket);
        assertThat(Latencies.bucket(highest + 1)).isEqualTo(bucket + 1);
    }

    @Test
    void quantilesAreThoseOfWhatWasAdded() {
        var latencies = new Latencies();
        for (int i = 1; i <= 1_000; i++) {
            latencies.add(Duration.ofMillis(i));
        }
        Latencies.Summary summary = latencies.summary();
        assertThat(summary.count()).isEqualTo(1_000);
        assertThat(summary.mean()).isEqualTo(Duration.ofNanos(500_500_000));
        assertThat(summary.p50().toMillis()).isBetween(500L, 532L);
        assertThat(summary.p95().toMillis()).isBetween(950L, 1_000L);
        assertThat(summary.p99().toMillis()).isBetween(990L, 1_000L);
        assertThat(summary.max()).isEqualTo(Duration.ofMillis(1_000));
    }

    @Test
    void nothingAddedIsZero() {
        assertThat(new Latencies().summary().p99()).isZero();
    }
}
