package org.postigo.training.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.postigo.classifier.text.Label;
import org.postigo.training.measure.Bands.Band;

class BandsTest {
    @Test
    void sharesAreOfEachClassAndBandsWithoutMailAreNamedToo() {
        assertThat(Bands.of(List.of(
                                new Scored(Label.SPAM, 9, Band.REFUSE),
                                new Scored(Label.SPAM, 9, Band.AUDIT),
                                new Scored(Label.SPAM, 3, Band.HOLD),
                                new Scored(Label.SPAM, -1),
                                new Scored(Label.HAM, -4)))
                        .line())
                .isEqualTo("spam delivered 25.00% (1), held 25.00% (1), refused 25.00% (1), held for audit 25.00% (1);"
                        + " ham delivered 100.00% (1), held 0.00% (0), refused 0.00% (0), held for audit 0.00% (0)");
    }
}
