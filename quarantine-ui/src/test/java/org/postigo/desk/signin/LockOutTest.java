package org.postigo.desk.signin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class LockOutTest {
    private static final class Hands extends Clock {
        private Instant now = Instant.parse("2026-11-23T12:00:00Z");

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    private final Hands hands = new Hands();
    private final LockOut lockOut = new LockOut(hands);

    private int wrong() {
        return lockOut.wrong("ines@filtro.example", "192.0.2.1");
    }

    @Test
    void threeWrongTriesAreFreeAndSaidToBe() {
        assertThat(wrong()).isEqualTo(2);
        assertThat(wrong()).isEqualTo(1);
        assertThat(lockOut.wait("ines@filtro.example", "192.0.2.1")).isEmpty();
        assertThat(wrong()).isZero();
        assertThat(lockOut.wait("ines@filtro.example", "192.0.2.1")).contains(Duration.ofMinutes(1));
    }

    @Test
    void eachFurtherWrongTryDoublesTheWaitUpToAnHour() {
        wrong();
        wrong();
        for (long minutes : new long[] {1, 2, 4, 8, 16, 32, 60, 60}) {
            wrong();
            assertThat(lockOut.wait("ines@filtro.example", "192.0.2.1")).contains(Duration.ofMinutes(minutes));
            hands.now = hands.now.plus(Duration.ofMinutes(minutes));
            assertThat(lockOut.wait("ines@filtro.example", "192.0.2.1")).isEmpty();
        }
    }

    @Test
    void nobodyIsLockedOutFromElsewhereNorAColleagueBehindTheSameAddress() {
        for (int i = 0; i < 5; i++) {
            wrong();
        }
        assertThat(lockOut.wait("ines@filtro.example", "198.51.100.9")).isEmpty();
        assertThat(lockOut.wait("bruno@filtro.example", "192.0.2.1")).isEmpty();
    }

    @Test
    void capitalsAndSpacesDoNotBuyFreshTries() {
        wrong();
        wrong();
        assertThat(lockOut.wrong(" INES@filtro.example ", "192.0.2.1")).isZero();
    }

    @Test
    void aRightPasswordForgetsTheWrongOnesAndSoDoesADay() {
        wrong();
        wrong();
        lockOut.right("ines@filtro.example", "192.0.2.1");
        assertThat(wrong()).isEqualTo(2);
        hands.now = hands.now.plus(Duration.ofHours(25));
        assertThat(wrong()).isEqualTo(2);
    }
}
