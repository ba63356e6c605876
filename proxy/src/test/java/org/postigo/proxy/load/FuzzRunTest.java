package org.postigo.proxy.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The first two thousand dialogs of {@link FuzzRun}; the million is run by hand. */
@Timeout(120)
class FuzzRunTest {
    private static final long SEED = 20261125;
    private static final int DIALOGS = 2_000;

    @Test
    void noFaultNoHangNothingLeftAndNoOctetThatWasNotSent() throws Exception {
        FuzzRun.Outcome outcome = new FuzzRun(SEED).go(0, DIALOGS);
        assertThat(outcome.faults()).isEmpty();
        assertThat(outcome.arrived()).isGreaterThan(DIALOGS / 10);
    }
}
