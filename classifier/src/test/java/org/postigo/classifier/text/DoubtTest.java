package org.postigo.classifier.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.postigo.mail.MailObject;

class DoubtTest {
    private static final Scores NOTHING = new Scores();

    private static TextModels taught(int lessons, double wrong) {
        TextModels models = TextModels.empty();
        teach(models, 0, lessons, wrong);
        return models;
    }

    private static void teach(TextModels models, int from, int to, double wrong) {
        var random = new Random(11);
        for (int i = from; i < to; i++) {
            Label label = i % 2 == 0 ? Label.HAM : Label.SPAM;
            MailObject mail = label == Label.HAM ? Letters.ham(i) : Letters.spam(i);
            models.learn(Letters.lesson(i + 1, mail, random.nextDouble() < wrong ? label.opposite() : label));
        }
    }

    private static Scores all(double logOdds) {
        return new Scores(new double[] {logOdds, logOdds, logOdds, logOdds});
    }

    private static Lesson lesson(Label label, Source source) {
        return new Lesson(1, Letters.features(Letters.ham(1)), label, source, new int[0]);
    }

    @Test
    void trueLabelsAreBelieved() {
        assertThat(taught(400, 0).doubt().raised()).isFalse();
    }

    @Test
    void oneWrongLabelInFiveIsNoticedWithinTwoHundredLessons() {
        TextModels models = taught(200, 0.2);
        assertThat(models.doubt().raised()).isTrue();
        assertThat(Doubt.wrong(models.ring())).isBetween(0.1, 0.3);
    }

    @Test
    void oneWrongLabelInTwentyIsNoticed() {
        TextModels models = taught(600, 0.05);
        assertThat(models.doubt().raised()).isTrue();
        assertThat(Doubt.wrong(models.ring())).isBetween(0.02, 0.1);
    }

    @Test
    void whichLabelsAreWrongIsKnownOfNearlyAllKeptLessons() {
        TextModels models = taught(300, 0.2);
        int right = 0;
        for (int i = 0; i < models.ring().size(); i++) {
            Ring.Entry entry = models.ring().at(i);
            boolean spam = entry.lesson().number() % 2 == 0;
            right += entry.believed() > 0.5 == spam ? 1 : 0;
        }
        assertThat((double) right / models.ring().size()).isGreaterThan(0.97);
    }

    @Test
    void oneWrongLabelInFiveDoesNotTurnTheVerdict() {
        TextModels models = taught(400, 0.2);
        for (int i = 1_000; i < 1_020; i++) {
            TextModels.Opinion spam = models.opinion(Letters.views(Letters.spam(i)));
            TextModels.Opinion ham = models.opinion(Letters.views(Letters.ham(i)));
            assertThat(spam.bytes()).isGreaterThan(2);
            assertThat(spam.words()).isGreaterThan(2);
            assertThat(ham.bytes()).isLessThan(-2);
            assertThat(ham.words()).isLessThan(-2);
        }
    }

    @Test
    void labelsAreBelievedAgainOnceTheyAreTrue() {
        TextModels models = taught(200, 0.2);
        assertThat(models.doubt().raised()).isTrue();
        teach(models, 200, 1_000, 0);
        assertThat(models.doubt().raised()).isFalse();
    }

    @Test
    void theFirstScoresCountLessTheMoreLessonsContradictEachOther() {
        var ring = new Ring();
        var doubt = new Doubt(20, Optional.empty());
        assertThat(doubt.worth(ring)).isEqualTo(1);
        for (int i = 0; i < 6; i++) {
            var entry = new Ring.Entry(lesson(Label.HAM, Source.DECISION), i);
            entry.contradict(true);
            ring.add(entry);
        }
        assertThat(doubt.worth(ring)).isCloseTo(0.55, within(1e-9));
        assertThat(new Doubt(200, Optional.empty()).worth(ring)).isEqualTo(1);
    }

    @Test
    void hardMailOfTheFirstLessonsIsNoReasonForDoubt() {
        var ring = new Ring();
        for (int i = 0; i < 12; i++) {
            var entry = new Ring.Entry(lesson(Label.HAM, Source.DECISION), i + 1);
            entry.contradict(true);
            ring.add(entry);
        }
        var doubt = new Doubt(30, Optional.empty());
        assertThat(doubt.begins(ring, new Bayes())).isFalse();
        assertThat(doubt.raised()).isFalse();
    }

    @Test
    void onlyWhatWasSaidCanBeContradicted() {
        assertThat(Doubt.contradicted(lesson(Label.HAM, Source.DECISION), all(1.1)))
                .isTrue();
        assertThat(Doubt.contradicted(lesson(Label.HAM, Source.DECISION), all(0.9)))
                .isFalse();
        assertThat(Doubt.contradicted(lesson(Label.SPAM, Source.DECISION), all(1.1)))
                .isFalse();
        assertThat(Doubt.contradicted(lesson(Label.SPAM, Source.DECISION), all(-1.1)))
                .isTrue();
        assertThat(Doubt.contradicted(lesson(Label.HAM, Source.UNCONTESTED), all(9)))
                .isFalse();
    }

    @Test
    void aLabelIsJudgedByItselfAsLongAsOneClassIsUnknown() {
        var counts = new Bayes().in(Doubt.UNIT);
        assertThat(Doubt.judge(lesson(Label.SPAM, Source.DECISION), all(-5), 0.2, counts))
                .isCloseTo(0.8, within(1e-9));
    }

    @Test
    void aLabelAndTheOthersOpinionAreAddedUpOnceBothClassesAreKnown() {
        var counts = new Bayes();
        int[] other = {1 << 10};
        for (int i = 0; i < 1_000; i++) {
            counts.learn(other, Label.HAM);
            counts.learn(other, Label.SPAM);
        }
        Bayes known = counts.in(Doubt.UNIT);
        Lesson spam = lesson(Label.SPAM, Source.DECISION);
        assertThat(Doubt.judge(spam, NOTHING, 0.2, known)).isCloseTo(0.8, within(0.01));
        assertThat(Doubt.judge(spam, all(-4), 0.2, known)).isCloseTo(1 / (1 + Math.exp(4) / 4), within(0.05));
        assertThat(Doubt.judge(spam, all(4), 0.2, known)).isGreaterThan(0.98);
    }

    @Test
    void whatALessonAddsRestsWhereItsEquationSays() {
        for (double others : new double[] {-9, -2, 0, 0.3, 5}) {
            for (double target : new double[] {0.03, 0.2, 0.5, 0.97}) {
                for (double most : new double[] {0.5, 4, 20}) {
                    double at = Doubt.settled(others, target, most);
                    assertThat(at)
                            .isCloseTo(most * (target - 1 / (1 + Math.exp(-others - at))), within(0.01 * (1 + most)));
                    assertThat(Math.abs(at)).isLessThanOrEqualTo(most);
                }
            }
        }
    }

    @Test
    void countsInPartsSayWhatWholeOnesSay() {
        TextModels models = taught(40, 0);
        int[] words = Letters.features(Letters.spam(7)).words();
        assertThat(models.counts().in(Doubt.UNIT).score(words))
                .isCloseTo(models.counts().score(words), within(1e-9));
    }

    @Test
    void whatIsNoLongerBelievedIsTakenOutOfTheCounts() {
        Bayes counts = taught(40, 0).counts().in(Doubt.UNIT);
        char[] before = counts.counts().clone();
        Lesson lesson = lesson(Label.HAM, Source.DECISION);
        Doubt.count(counts, lesson, 0.3, 1);
        assertThat(counts.counts()).isNotEqualTo(before);
        Doubt.count(counts, lesson, 0.3, -1);
        assertThat(counts.counts()).isEqualTo(before);
        assertThat(counts.spam()).isEqualTo(20 * Doubt.UNIT);
    }
}
