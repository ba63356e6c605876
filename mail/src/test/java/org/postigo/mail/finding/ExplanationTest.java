package org.postigo.mail.finding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.postigo.mail.finding.Explanation.Share;
import org.postigo.mail.finding.Explanation.Without;
import org.postigo.mail.finding.Explanation.Word;

class ExplanationTest {
    private static final double HOLD = 0.8;

    private static Contribution fact(FindingKey key, double value, double logOdds, String... arguments) {
        return new Contribution(new Finding.Fact(key, value, List.of(arguments)), logOdds);
    }

    private static Score score(double bias, Contribution... contributions) {
        double sum = bias;
        for (Contribution contribution : contributions) {
            sum += contribution.logOdds();
        }
        return new Score(sum, bias, List.of(contributions));
    }

    @Test
    void namesTheOneFactWithoutWhichItWouldHavePassed() {
        Explanation why = Explanation.of(
                score(-0.6, fact(FindingKey.LIST_CLIENT, 1, 3.0, "pbl"), fact(FindingKey.SPF_SOFTFAIL, 1, 0.5)),
                HOLD,
                List.of());
        assertThat(why.held()).isTrue();
        assertThat(why.changes()).singleElement().satisfies(change -> {
            assertThat(change.keys()).containsExactly(FindingKey.LIST_CLIENT);
            assertThat(change.probability()).isCloseTo(0.475, within(0.001));
            assertThat(change.held()).isFalse();
        });
    }

    @Test
    void whereNoFactAloneDecidedItNamesTheFewestThatDidTogether() {
        Explanation why = Explanation.of(
                score(
                        -0.6,
                        fact(FindingKey.LIST_CLIENT, 1, 3.0),
                        fact(FindingKey.DMARC_FAIL, 1, 2.8),
                        fact(FindingKey.SPF_FAIL, 1, 2.6)),
                HOLD,
                List.of());
        assertThat(why.changes())
                .singleElement()
                .satisfies(change -> assertThat(change.keys())
                        .containsExactly(FindingKey.LIST_CLIENT, FindingKey.DMARC_FAIL, FindingKey.SPF_FAIL));
    }

    @Test
    void ofDeliveredMailItSaysWhatLetItPass() {
        Explanation why = Explanation.of(
                score(-0.6, fact(FindingKey.LINK_LOOKALIKE, 1, 3.0), fact(FindingKey.KNOWN_SENDER, 1, -2.0)),
                HOLD,
                List.of());
        assertThat(why.held()).isFalse();
        assertThat(why.changes()).singleElement().satisfies(change -> {
            assertThat(change.keys()).containsExactly(FindingKey.KNOWN_SENDER);
            assertThat(change.held()).isTrue();
        });
    }

    @Test
    void factsOfOneKindAreThoughtAwayTogether() {
        Explanation why = Explanation.of(
                score(
                        0,
                        fact(FindingKey.LIST_LINK, 1, 1.0, "a.example"),
                        fact(FindingKey.LIST_LINK, 1, 1.0, "b.example")),
                HOLD,
                List.of());
        assertThat(why.shares()).singleElement().satisfies(share -> {
            assertThat(share.logOdds()).isEqualTo(2.0);
            assertThat(share.arguments()).containsExactly("a.example", "b.example");
        });
        assertThat(why.without(FindingKey.LIST_LINK).probability()).isEqualTo(0.5);
    }

    @Test
    void wordsAreBroughtToTheScaleOfTheScore() {
        Explanation why = Explanation.of(
                score(0, fact(FindingKey.TEXT_WORDS, 4, 2.0)),
                HOLD,
                List.of(new Word("gratis", 1.0), new Word("acta", -3.0)));
        assertThat(why.shares().getFirst().words()).containsExactly(new Word("acta", -1.5), new Word("gratis", 0.5));
    }

    @Test
    void aScoreThatOnlyItsBiasMakesHasNothingToChange() {
        Explanation why = Explanation.of(score(-0.6), HOLD, List.of());
        assertThat(why.shares()).isEmpty();
        assertThat(why.changes()).isEmpty();
    }

    @Test
    void everyChangeCrossesTheThresholdAndTheSharesAddUpWhateverTheFacts() {
        var random = new Random(5);
        FindingKey[] keys = FindingKey.values();
        int crossed = 0;
        for (int round = 0; round < 3_000; round++) {
            var contributions = new ArrayList<Contribution>();
            for (int i = random.nextInt(12); i > 0; i--) {
                contributions.add(fact(keys[random.nextInt(keys.length)], 1, 2 * random.nextGaussian()));
            }
            Score score = score(random.nextGaussian(), contributions.toArray(Contribution[]::new));
            double hold = 0.05 + 0.9 * random.nextDouble();
            Explanation why = Explanation.of(score, hold, List.of());
            double sum = why.bias()
                    + why.shares().stream().mapToDouble(Share::logOdds).sum();
            assertThat(sum).isCloseTo(score.logOdds(), within(1e-9));
            assertThat(why.shares())
                    .isSortedAccordingTo(Comparator.comparingDouble((Share share) -> -Math.abs(share.logOdds())));
            for (Without change : why.changes()) {
                assertThat(change.held()).isNotEqualTo(why.held());
                double left = score.logOdds() - sharesOf(why, change.keys());
                assertThat(change.probability()).isCloseTo(1 / (1 + Math.exp(-left)), within(1e-9));
                crossed++;
            }
        }
        assertThat(crossed).isGreaterThan(1_000);
    }

    private static double sharesOf(Explanation why, Set<FindingKey> keys) {
        return why.shares().stream()
                .filter(share -> keys.contains(share.key()))
                .mapToDouble(Share::logOdds)
                .sum();
    }
}
