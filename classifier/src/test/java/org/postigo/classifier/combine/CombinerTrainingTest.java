package org.postigo.classifier.combine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.postigo.classifier.combine.CombinerTraining.Example;
import org.postigo.classifier.combine.CombinerTraining.Outcome;
import org.postigo.classifier.combine.CombinerTraining.Quality;
import org.postigo.classifier.combine.CombinerTraining.Source;
import org.postigo.mail.finding.Finding;
import org.postigo.mail.finding.FindingKey;

class CombinerTrainingTest {
    private static final PriceList PRICES = PriceList.standard();

    /** Mail of a site where failing SPF tells much, passing it stands on more spam than ham, and words tell most. */
    private static List<Example> decisions(int each) {
        var random = new Random(11);
        var examples = new ArrayList<Example>();
        for (int i = 0; i < 2 * each; i++) {
            boolean spam = i % 2 == 0;
            var findings = new ArrayList<Finding>();
            findings.add(new Finding.Fact(
                    FindingKey.TEXT_WORDS, (spam ? 1.5 : -1.5) + 2 * random.nextGaussian(), List.of()));
            if (random.nextDouble() < (spam ? 0.5 : 0.1)) {
                findings.add(Finding.Fact.of(FindingKey.SPF_FAIL));
            }
            if (random.nextDouble() < (spam ? 0.6 : 0.2)) {
                findings.add(Finding.Fact.of(FindingKey.SPF_PASS));
            }
            examples.add(new Example(findings, spam));
        }
        return examples;
    }

    private static Outcome.Trained trained() {
        return (Outcome.Trained) CombinerTraining.train(PRICES, decisions(300), 1);
    }

    @Test
    void wekaFindsWhatTells() {
        Outcome.Trained trained = trained();
        assertThat(trained.coefficients().weight(FindingKey.SPF_FAIL)).isBetween(1.0, 3.5);
        assertThat(trained.coefficients().weight(FindingKey.TEXT_WORDS)).isBetween(0.4, 1.2);
        assertThat(trained.coefficients().version()).isEqualTo("combiner-600");
        assertThat(trained.quality().oneMinusRocArea()).isBetween(1.0, 20.0);
        assertThat(trained.quality().misclassifiedHam()).isBetween(0.05, 0.3);
        assertThat(trained.quality().missedSpam()).isBetween(0.05, 0.3);
    }

    @Test
    void noPriceEverTurnsItsSign() {
        // Passing SPF stands on more spam than ham here, but it must never count for spam.
        assertThat(trained().coefficients().weight(FindingKey.SPF_PASS)).isZero();
    }

    @Test
    void aFactThatHardlyOccurredKeepsItsPrice() {
        assertThat(trained().coefficients().weight(FindingKey.DMARC_FAIL_STRICT))
                .isEqualTo(PRICES.of(FindingKey.DMARC_FAIL_STRICT).weight());
    }

    @Test
    void aFactThatStandsOnAllMailKeepsItsPriceAndLeavesTheOthersTheirs() {
        List<Example> all = decisions(300).stream()
                .map(example -> {
                    var findings = new ArrayList<>(example.findings());
                    findings.add(Finding.Fact.of(FindingKey.NEW_SENDER));
                    return new Example(findings, example.spam());
                })
                .toList();
        Coefficients found = ((Outcome.Trained) CombinerTraining.train(PRICES, all, 1)).coefficients();
        assertThat(found.weight(FindingKey.NEW_SENDER))
                .isEqualTo(PRICES.of(FindingKey.NEW_SENDER).weight());
        assertThat(found.weight(FindingKey.SPF_FAIL))
                .isCloseTo(trained().coefficients().weight(FindingKey.SPF_FAIL), within(0.05));
    }

    @Test
    void probabilitiesComeTrueOnMailThatTheModelHadNotSeen() {
        Quality quality = ((Outcome.Trained) CombinerTraining.train(PRICES, decisions(3_000), 1)).quality();
        assertThat(quality.calibrated().error()).isLessThan(0.02);
        assertThat(quality.raw().bins().stream()
                        .mapToDouble(Reliability.Bin::messages)
                        .sum())
                .isEqualTo(6_000);
    }

    @Test
    void calibrationBringsOverconfidentScoresBack() throws Exception {
        var random = new Random(3);
        var scores = new ArrayList<Calibration.Scored>();
        for (int i = 0; i < 20_000; i++) {
            double truth = 2 * random.nextGaussian();
            boolean spam = random.nextDouble() < 1 / (1 + Math.exp(-truth));
            scores.add(new Calibration.Scored(3 * truth + 1, spam, 1)); // three times too sure, and shifted
        }
        Calibration found = Calibration.fit(scores);
        assertThat(found.slope()).isCloseTo(1 / 3.0, within(0.02));
        assertThat(found.shift()).isCloseTo(-1 / 3.0, within(0.05));
    }

    @Test
    void scoresThatRunTheWrongWayAreLeftAlone() throws Exception {
        var scores = new ArrayList<Calibration.Scored>();
        for (int i = 0; i < 100; i++) {
            scores.add(new Calibration.Scored(i % 2 == 0 ? -1 : 1, i % 2 == 0, 1));
        }
        assertThat(Calibration.fit(scores)).isEqualTo(Calibration.NONE);
    }

    @Test
    void uncontestedMailCountsForLittleAndNotTowardsTheLeast() {
        var examples = new ArrayList<>(decisions(199));
        for (int i = 0; i < 500; i++) {
            examples.add(new Example(List.of(), false, Source.UNCONTESTED));
        }
        assertThat(CombinerTraining.train(PRICES, examples, 1)).isEqualTo(new Outcome.TooFew(199, 199));
    }

    @Test
    void aChallengerIsComparedWithWhatServesOnTheSameMail() {
        // Prices that hold everything: whoever learns does better.
        Combiner strict = Combiner.of(PRICES, new Coefficients("strict", 9, Map.of()));
        Challenge better =
                ((Outcome.Trained) CombinerTraining.train(PRICES, decisions(300), strict, 0.8, 1)).challenge();
        assertThat(better.champion().misclassifiedHam()).isEqualTo(300);
        assertThat(better.qualifies()).isTrue();
        // Prices that hold nothing: who holds some good mail may not follow.
        Combiner lenient = Combiner.of(PRICES, new Coefficients("lenient", -9, Map.of()));
        Challenge worse =
                ((Outcome.Trained) CombinerTraining.train(PRICES, decisions(300), lenient, 0.8, 1)).challenge();
        assertThat(worse.champion().misclassifiedHam()).isZero();
        assertThat(worse.challenger().misclassifiedHam()).isPositive();
        assertThat(worse.qualifies()).isFalse();
        assertThat(worse.why()).startsWith("misclassified ham would rise from 0 to ");
    }

    @Test
    void wekaReadsWhatIsExportedForIt() throws Exception {
        var text = new java.io.StringWriter();
        var examples = new ArrayList<>(decisions(5));
        examples.add(new Example(List.of(), false, Source.UNCONTESTED));
        CombinerTraining.arff(PRICES, examples, text);
        var data = new weka.core.Instances(new java.io.StringReader(text.toString()));
        assertThat(data).hasSize(11);
        assertThat(data.attribute("text.words")).isNotNull();
        assertThat(data.get(10).weight()).isEqualTo(0.1);
        assertThat(data.get(0).stringValue(data.attribute("class"))).isEqualTo("spam");
    }

    @Test
    void theSameDecisionsGiveTheSameNumbers() {
        assertThat(trained()).isEqualTo(trained());
    }

    @Test
    void withTooFewDecisionsThePricesStay() {
        assertThat(CombinerTraining.train(PRICES, decisions(199), 1)).isEqualTo(new Outcome.TooFew(199, 199));
    }

    @Test
    void wekaLeavesTheUsersHomeAlone() {
        Path home = Path.of(System.getProperty("user.home"), "wekafiles");
        boolean before = Files.exists(home);
        trained();
        assertThat(Files.exists(home)).isEqualTo(before);
        assertThat(System.getProperty("WEKA_HOME", System.getenv().getOrDefault("WEKA_HOME", "")))
                .isNotEmpty()
                .doesNotStartWith(home.toString());
    }
}
