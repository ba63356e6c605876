package org.postigo.training.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.postigo.classifier.text.Label;

class MeasuresTest {
    private static List<Scored> run(double[] ham, double[] spam) {
        var run = new ArrayList<Scored>();
        for (double score : ham) {
            run.add(new Scored(Label.HAM, score));
        }
        for (double score : spam) {
            run.add(new Scored(Label.SPAM, score));
        }
        return run;
    }

    @Test
    void theAreaCountsPairsInTheWrongOrderAndHalvesTies() {
        // Of 12 pairs: 2.5 above 1 is wrong, 2.5 above 2 is wrong, 0 = 0 would be a tie, 3 = 3 is one.
        Measures measures = Measures.of(run(new double[] {0, 0.5, 2.5, 3}, new double[] {1, 2, 3}), 2.5);
        // spam 1: ham 2.5 and 3 above; spam 2: the same; spam 3: a tie with ham 3.
        assertThat(measures.oneMinusRocArea()).isCloseTo(100 * 4.5 / 12, within(1e-9));
        assertThat(measures.misclassifiedHam()).isEqualTo(2);
        assertThat(measures.missedSpam()).isEqualTo(2);
        assertThat(measures.hm()).isCloseTo(50, within(1e-9));
        assertThat(measures.sm()).isCloseTo(200 / 3.0, within(1e-9));
    }

    @Test
    void aPerfectRunHasNoAreaAbove() {
        Measures measures = Measures.of(run(new double[] {-2, -1}, new double[] {1, 2}), 0);
        assertThat(measures.oneMinusRocArea()).isZero();
        assertThat(measures.smAtHm01()).isZero();
        // logit of 0.5/3 on both sides
        assertThat(measures.lam()).isCloseTo(100 * 0.5 / 3, within(1e-9));
    }

    @Test
    void spamAtHamLossOfOneInAThousandMayPassOneOfAThousand() {
        double[] ham = new double[1_000];
        for (int i = 0; i < ham.length; i++) {
            ham[i] = i;
        }
        // One ham (999) may be lost, so spam must score above 998.
        Measures measures = Measures.of(run(ham, new double[] {997, 998, 998.5, 2_000}), 0);
        assertThat(measures.smAtHm01()).isCloseTo(50, within(1e-9));
    }

    @Test
    void whatNeedsMailOfBothClassesIsADashWithoutIt() {
        assertThat(Measures.of(run(new double[] {}, new double[] {1, 2, 3}), 2.5)
                        .line())
                .isEqualTo("n=3 spam=3 ham=0 1-ROCA%=- hm%=- (0) sm%=66.667 (2) LAM%=- sm%@hm=.1%=-");
    }

    @Test
    void theLineNamesEveryMeasure() {
        assertThat(Measures.of(run(new double[] {0, 0.5, 2.5, 3}, new double[] {1, 2, 3}), 2.5)
                        .line())
                .isEqualTo("n=7 spam=3 ham=4 1-ROCA%=37.5000 hm%=50.000 (2) sm%=66.667 (2) LAM%=56.351"
                        + " sm%@hm=.1%=100.000");
    }
}
