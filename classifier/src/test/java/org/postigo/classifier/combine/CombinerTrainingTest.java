package org.postigo.classifier.combine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.postigo.classifier.combine.CombinerTraining.Example;
import org.postigo.classifier.combine.CombinerTraining.Outcome;
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
