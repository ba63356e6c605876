package org.postigo.classifier.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.postigo.mail.MailObject;

class DoubtTest {
    private static TextModels taught(double wrong) {
        TextModels models = TextModels.empty();
        var random = new Random(11);
        for (int i = 0; i < 400; i++) {
            Label label = i % 2 == 0 ? Label.HAM : Label.SPAM;
            MailObject mail = label == Label.HAM ? Letters.ham(i) : Letters.spam(i);
            models.learn(Letters.lesson(i + 1, mail, random.nextDouble() < wrong ? label.opposite() : label));
        }
        return models;
    }

    @Test
    void trueLabelsAreBelieved() {
        TextModels models = taught(0);
        Doubt doubt = models.doubt();
        assertThat(doubt.raised()).isFalse();
        assertThat(doubt.leaning()).isZero();
        assertThat(doubt.believed(Label.SPAM, models.scores(Features.of(Letters.views(Letters.ham(1))))))
                .isEqualTo(1);
    }

    @Test
    void oneWrongLabelInFiveIsNoticedAndDoubted() {
        TextModels models = taught(0.2);
        Doubt doubt = models.doubt();
        assertThat(doubt.raised()).isTrue();
        assertThat(doubt.wrong() / doubt.firm()).isBetween(0.1, 0.3);
        assertThat(doubt.believed(Label.SPAM, models.scores(Features.of(Letters.views(Letters.ham(1))))))
                .isLessThan(0.5);
        assertThat(doubt.believed(Label.SPAM, models.scores(Features.of(Letters.views(Letters.spam(1))))))
                .isGreaterThan(0.9);
    }

    @Test
    void oneWrongLabelInFiveDoesNotTurnTheVerdict() {
        TextModels models = taught(0.2);
        for (int i = 1_000; i < 1_020; i++) {
            assertThat(models.opinion(Letters.views(Letters.spam(i))).bytes()).isPositive();
            assertThat(models.opinion(Letters.views(Letters.ham(i))).bytes()).isNegative();
        }
    }
}
