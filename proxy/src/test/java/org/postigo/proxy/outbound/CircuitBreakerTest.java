package org.postigo.proxy.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.postigo.proxy.outbound.CircuitBreaker.Permission;

class CircuitBreakerTest {
    private final AtomicLong now = new AtomicLong();
    private final List<Boolean> told = new ArrayList<>();
    private final CircuitBreaker breaker = new CircuitBreaker(
            new RelaySettings.Breaker(3, 5, Duration.ofSeconds(1), Duration.ofSeconds(4)),
            now::get,
            (open, _) -> told.add(open));

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    private void open() {
        breaker.failure("down");
        breaker.failure("down");
        breaker.failure("down");
    }

    @Test
    void opensAfterFailuresInARowOnly() {
        breaker.failure("down");
        breaker.failure("down");
        breaker.success();
        breaker.failure("down");
        breaker.failure("down");
        assertThat(breaker.permission()).isEqualTo(Permission.YES);
        breaker.failure("down");
        assertThat(breaker.permission()).isEqualTo(Permission.NO);
        assertThat(breaker.openBecause()).contains("down");
        assertThat(told).containsExactly(true);
    }

    @Test
    void letsOneTryAfterAWhileAndClosesWhenItSucceeds() {
        open();
        pass(Duration.ofSeconds(1));
        assertThat(breaker.permission()).isEqualTo(Permission.TRIAL);
        assertThat(breaker.permission()).isEqualTo(Permission.NO);
        breaker.success();
        assertThat(breaker.permission()).isEqualTo(Permission.YES);
        assertThat(told).containsExactly(true, false);
    }

    @Test
    void eachFailedTrialDoublesTheWaitUpToTheLongest() {
        open();
        for (int seconds : new int[] {1, 2, 4, 4}) {
            pass(Duration.ofSeconds(seconds).minusNanos(1));
            assertThat(breaker.permission()).isEqualTo(Permission.NO);
            pass(Duration.ofNanos(1));
            assertThat(breaker.permission()).isEqualTo(Permission.TRIAL);
            breaker.failure("still down");
        }
        assertThat(told).containsExactly(true);
    }

    @Test
    void aTrialThatLearntNothingIsGivenBack() {
        open();
        pass(Duration.ofSeconds(1));
        assertThat(breaker.permission()).isEqualTo(Permission.TRIAL);
        breaker.nothingLearnt();
        assertThat(breaker.permission()).isEqualTo(Permission.TRIAL);
    }

    @Test
    void aTrialThatNeverReportsIsFollowedByAnother() {
        open();
        pass(Duration.ofSeconds(1));
        assertThat(breaker.permission()).isEqualTo(Permission.TRIAL);
        pass(Duration.ofSeconds(4).minusNanos(1));
        assertThat(breaker.permission()).isEqualTo(Permission.NO);
        pass(Duration.ofNanos(1));
        assertThat(breaker.permission()).isEqualTo(Permission.TRIAL);
    }

    @Test
    void refusalsNeedMoreAndAreNotForgivenByAServerThatMerelyTalks() {
        for (int i = 0; i < 4; i++) {
            breaker.refusal("550 5.7.1 go away");
            breaker.talks();
        }
        assertThat(breaker.permission()).isEqualTo(Permission.YES);
        breaker.refusal("550 5.7.1 go away");
        assertThat(breaker.permission()).isEqualTo(Permission.NO);
    }
}
