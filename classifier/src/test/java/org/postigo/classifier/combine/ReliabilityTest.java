package org.postigo.classifier.combine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.postigo.classifier.combine.Reliability.Told;

class ReliabilityTest {
    private static List<Told> told(double probability, int spam, int ham) {
        var all = new ArrayList<Told>();
        for (int i = 0; i < spam + ham; i++) {
            all.add(new Told(probability, i < spam, 1));
        }
        return all;
    }

    @Test
    void whatComesTrueAsOftenAsPredictedHasNoError() {
        assertThat(Reliability.of(told(0.75, 3, 1)).error()).isCloseTo(0, within(1e-12));
    }

    @Test
    void theErrorIsTheMeanDistanceOverAllMessages() {
        var all = told(0.9, 5, 5); // 0.4 too sure
        all.addAll(told(0.05, 0, 30)); // 0.05 too careful
        assertThat(Reliability.of(all).error()).isCloseTo((10 * 0.4 + 30 * 0.05) / 40, within(1e-12));
    }

    @Test
    void certaintyFallsIntoTheLastBin() {
        assertThat(Reliability.of(told(1, 2, 0)).bins().getLast().messages()).isEqualTo(2);
    }

    @Test
    void theTablePrintsWhatIsThere() {
        assertThat(Reliability.of(told(0.9, 1, 1)).table())
                .contains("0.9 to 1.0", "0.9000", "0.5000", "calibration error 0.4000")
                .doesNotContain("0.1 to 0.2");
    }

    @Test
    void ofNothingThereIsNoError() {
        assertThat(Reliability.of(List.of()).error()).isZero();
    }
}
