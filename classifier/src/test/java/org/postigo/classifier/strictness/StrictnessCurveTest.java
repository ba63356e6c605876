package org.postigo.classifier.strictness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.postigo.classifier.text.Label;
import org.postigo.mail.DomainName;
import org.postigo.mail.estimate.Interval;

class StrictnessCurveTest {
    private static final Offset<Double> EXACT = within(1e-12);
    private static final DomainName DOMAIN = DomainName.of("example.net");

    private static Decided ham(double probability) {
        return new Decided(Instant.EPOCH, DOMAIN, probability, Label.HAM, 1);
    }

    private static Decided spam(double probability) {
        return new Decided(Instant.EPOCH, DOMAIN, probability, Label.SPAM, 1);
    }

    @Test
    void whatStandsAtTheThresholdIsHeld() {
        var curve = StrictnessCurve.of(List.of(ham(0.1), ham(0.5), ham(0.5), ham(0.9), spam(0.5), spam(0.95)));
        StrictnessCurve.Point at = curve.at(0.5);
        assertThat(at.misclassifiedHam().share()).isCloseTo(3 / 4.0, EXACT);
        assertThat(at.missedSpam().share()).isZero();
        assertThat(at.held()).isCloseTo(5 / 6.0, EXACT);
        StrictnessCurve.Point above = curve.at(Math.nextUp(0.5));
        assertThat(above.misclassifiedHam().share()).isCloseTo(1 / 4.0, EXACT);
        assertThat(above.missedSpam().share()).isCloseTo(1 / 2.0, EXACT);
        assertThat(above.misclassifiedHam().interval()).isEqualTo(Interval.wilson(1, 4));
        assertThat(above.missedSpam().interval()).isEqualTo(Interval.wilson(1, 2));
    }

    @Test
    void anAuditStandsForAllThatWasNotAudited() {
        var decided = new ArrayList<Decided>();
        // Of delivered mail one in a hundred was looked at: 10 ham, 1 spam. Held: 5 ham, 95 spam, all looked at.
        for (int i = 0; i < 10; i++) {
            decided.add(new Decided(Instant.EPOCH, DOMAIN, 0.1, Label.HAM, 100));
        }
        decided.add(new Decided(Instant.EPOCH, DOMAIN, 0.3, Label.SPAM, 100));
        for (int i = 0; i < 100; i++) {
            decided.add(i < 5 ? ham(0.9) : spam(0.9));
        }
        StrictnessCurve.Point at = StrictnessCurve.of(decided).at(0.8);
        assertThat(at.misclassifiedHam().share()).isCloseTo(5 / 1_005.0, EXACT);
        assertThat(at.missedSpam().share()).isCloseTo(100 / 195.0, EXACT);
        assertThat(at.held()).isCloseTo(100 / 1_200.0, EXACT);
        // Kish: 1005² / (10 · 100² + 5), hardly more than the ten that were really seen.
        assertThat(at.misclassifiedHam().messages()).isCloseTo(1_005.0 * 1_005 / 100_005, within(1e-9));
        assertThat(at.misclassifiedHam().interval()).isEqualTo(Interval.wilson(5 / 1_005.0, 1_005.0 * 1_005 / 100_005));
    }

    @Test
    void theStrictestThresholdWhoseBoundHoldsIsFound() {
        var decided = new ArrayList<Decided>();
        for (int i = 0; i < 10_000; i++) {
            decided.add(ham(i < 9_998 ? 0.01 : 0.6));
        }
        for (int i = 1; i <= 100; i++) {
            decided.add(spam(i / 100.0));
        }
        StrictnessCurve curve = StrictnessCurve.of(decided);
        // Two of 10,000 have an upper bound of 0.073%, none one of 0.038%.
        StrictnessCurve.Point strict = curve.meeting(0.0005).orElseThrow();
        assertThat(strict.threshold()).isEqualTo(0.61);
        assertThat(strict.missedSpam().share()).isCloseTo(0.6, EXACT);
        StrictnessCurve.Point mild = curve.meeting(0.001).orElseThrow();
        assertThat(mild.threshold()).isEqualTo(0.02);
        assertThat(curve.meeting(0.0003)).isEmpty();
    }

    @Test
    void theCurveFallsForHamAndRisesForSpam() {
        var decided = new ArrayList<Decided>();
        for (int i = 0; i < 1_000; i++) {
            double place = (i * 37 % 1_000) / 1_000.0;
            decided.add(i % 3 == 0 ? spam(Math.sqrt(place)) : ham(place * place));
        }
        List<StrictnessCurve.Point> points = StrictnessCurve.of(decided).points(50);
        assertThat(points).hasSize(50).last().matches(point -> point.threshold() == 1);
        for (int i = 1; i < points.size(); i++) {
            assertThat(points.get(i).misclassifiedHam().share())
                    .isLessThanOrEqualTo(points.get(i - 1).misclassifiedHam().share());
            assertThat(points.get(i).missedSpam().share())
                    .isGreaterThanOrEqualTo(points.get(i - 1).missedSpam().share());
        }
    }

    @Test
    void ofNoMailNothingIsClaimed() {
        StrictnessCurve curve = StrictnessCurve.of(List.of());
        assertThat(curve.at(0.8).misclassifiedHam().interval()).isEqualTo(Interval.ALL);
        assertThat(curve.at(0.8).held()).isZero();
        assertThat(curve.meeting(0.5)).isEmpty();
    }

    @Test
    void whatIsNoThresholdOrProbabilityIsRefused() {
        StrictnessCurve curve = StrictnessCurve.of(List.of(ham(0.5)));
        assertThatThrownBy(() -> curve.at(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> curve.at(1.1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ham(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Decided(Instant.EPOCH, DOMAIN, 0.5, Label.HAM, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
