package org.postigo.training.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.postigo.classifier.text.Label;
import org.postigo.mail.estimate.Interval;

class BootstrapTest {
    /** Two normal distributions; d' = 2 gives an area above the curve of 0.0786. */
    private static List<Scored> run(int each, long seed) {
        var random = new SplittableRandom(seed);
        var run = new ArrayList<Scored>();
        for (int i = 0; i < each; i++) {
            run.add(new Scored(Label.HAM, random.nextGaussian()));
            run.add(new Scored(Label.SPAM, random.nextGaussian() + 2));
        }
        return run;
    }

    @Test
    void theIntervalIsAsWideAsTheTheorySays() {
        List<Scored> run = run(500, 3);
        Interval interval = Bootstrap.oneMinusRocArea(run, 1_000, 1);
        double area = Measures.of(run, 0).oneMinusRocArea() / 100;
        assertThat(area).isBetween(interval.low(), interval.high());
        // Hanley and McNeil (1982) for an area of 0.921 with 500 of each: standard error 0.0087.
        assertThat((interval.high() - interval.low()) / (2 * 1.96)).isCloseTo(0.0087, within(0.0012));
    }

    @Test
    void tiesCountOneHalf() {
        var run = new ArrayList<Scored>();
        for (int i = 0; i < 100; i++) {
            run.add(new Scored(i % 2 == 0 ? Label.HAM : Label.SPAM, 0));
        }
        assertThat(Bootstrap.oneMinusRocArea(run, 100, 1)).isEqualTo(new Interval(0.5, 0.5));
    }

    @Test
    void theSeedDecides() {
        List<Scored> run = run(100, 4);
        assertThat(Bootstrap.oneMinusRocArea(run, 100, 1)).isEqualTo(Bootstrap.oneMinusRocArea(run, 100, 1));
        assertThat(Bootstrap.oneMinusRocArea(run, 100, 2)).isNotEqualTo(Bootstrap.oneMinusRocArea(run, 100, 1));
    }

    @Test
    void ofOneClassNothingIsKnown() {
        assertThat(Bootstrap.oneMinusRocArea(List.of(new Scored(Label.HAM, 1)), 100, 1))
                .isEqualTo(Interval.ALL);
    }
}
