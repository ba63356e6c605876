package org.postigo.training.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.postigo.classifier.text.Label;
import org.postigo.mail.estimate.Interval;

class ReliabilityTest {
    private static void add(List<Scored> run, double probability, int spam, int ham) {
        double logOdds = Math.log(probability / (1 - probability));
        for (int i = 0; i < spam + ham; i++) {
            run.add(new Scored(i < spam ? Label.SPAM : Label.HAM, logOdds));
        }
    }

    @Test
    void theErrorIsTheDistanceWeighedByMessages() {
        var run = new ArrayList<Scored>();
        add(run, 0.25, 25, 75); // means what it says
        add(run, 0.95, 60, 40); // does not: 0.35 too sure
        Reliability reliability = Reliability.of(run);
        assertThat(reliability.bins()).hasSize(2);
        assertThat(reliability.bins().get(0).spam()).isCloseTo(0.25, within(1e-12));
        assertThat(reliability.bins().get(1).told()).isCloseTo(0.95, within(1e-9));
        assertThat(reliability.bins().get(1).interval()).isEqualTo(Interval.wilson(60, 100));
        assertThat(reliability.expectedError()).isCloseTo(0.175, within(1e-9));
        assertThat(reliability.lines()).hasSize(4).last().isEqualTo("expected calibration error 0.1750");
    }

    @Test
    void certaintyHasABin() {
        Reliability reliability = Reliability.of(List.of(
                new Scored(Label.SPAM, Double.POSITIVE_INFINITY), new Scored(Label.HAM, Double.NEGATIVE_INFINITY)));
        assertThat(reliability.bins()).hasSize(2);
        assertThat(reliability.expectedError()).isZero();
    }
}
