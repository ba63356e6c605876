package org.postigo.mail.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class IntervalTest {
    private static void assertWilson(int count, int trials, double low, double high) {
        Interval interval = Interval.wilson(count, trials);
        assertThat(interval.low()).isCloseTo(low, within(5e-5));
        assertThat(interval.high()).isCloseTo(high, within(5e-5));
    }

    /** Brown, Cai and DasGupta, "Interval Estimation for a Binomial Proportion" (2001), and R's prop.test(correct=F). */
    @Test
    void wilsonsBoundsAreThoseOfTheBooks() {
        assertWilson(0, 10, 0, 0.2775);
        assertWilson(1, 10, 0.0179, 0.4042);
        assertWilson(5, 10, 0.2366, 0.7634);
        assertWilson(10, 10, 0.7225, 1);
        assertWilson(81, 263, 0.2553, 0.3662);
    }

    @Test
    void ofNothingNothingIsKnown() {
        assertThat(Interval.wilson(0, 0)).isEqualTo(Interval.ALL);
    }

    @Test
    void halfAPerMilleTakesNearlyEightThousandWithoutAnError() {
        assertThat(Interval.trialsWithoutError(0.0005)).isEqualTo(7_680);
        assertThat(Interval.wilson(0, 7_680).high()).isLessThanOrEqualTo(0.0005);
        assertThat(Interval.wilson(0, 7_679).high()).isGreaterThan(0.0005);
        assertThatThrownBy(() -> Interval.trialsWithoutError(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void boundsThatAreNoneAreRefused() {
        assertThatThrownBy(() -> new Interval(0.5, 0.4)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Interval(0, Double.NaN)).isInstanceOf(IllegalArgumentException.class);
    }
}
