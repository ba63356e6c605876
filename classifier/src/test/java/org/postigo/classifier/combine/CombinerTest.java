package org.postigo.classifier.combine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postigo.mail.finding.Contribution;
import org.postigo.mail.finding.Finding;
import org.postigo.mail.finding.FindingKey;
import org.postigo.mail.finding.Score;

class CombinerTest {
    private static final PriceList PRICES = PriceList.standard();
    private static final Combiner COMBINER = Combiner.of(PRICES);

    @TempDir
    Path folder;

    private static List<Finding> findings(long seed) {
        var random = new Random(seed);
        var findings = new ArrayList<Finding>();
        int n = random.nextInt(12);
        for (int i = 0; i < n; i++) {
            FindingKey key = FindingKey.values()[random.nextInt(FindingKey.values().length)];
            findings.add(new Finding.Fact(key, random.nextGaussian() * 3, List.of()));
        }
        if (random.nextBoolean()) {
            findings.add(new Finding.Unknown("spf", Finding.Cause.TIMEOUT, ""));
        }
        return findings;
    }

    @Property(tries = 500)
    void contributionsAddUpExactlyAndWekaSaysTheSame(@ForAll long seed) {
        List<Finding> findings = findings(seed);
        Score score = COMBINER.score(findings);
        double sum = score.bias();
        for (Contribution contribution : score.contributions()) {
            sum += contribution.logOdds();
        }
        assertThat(sum).isEqualTo(score.logOdds());
        assertThat(COMBINER.probability(findings)).isCloseTo(score.probability(), within(1e-9));
        assertThat(score.contributions())
                .isSortedAccordingTo((a, b) -> Double.compare(Math.abs(b.logOdds()), Math.abs(a.logOdds())));
    }

    @Test
    void withoutAnyFactTheBiasAloneDecidesAndDelivers() {
        Score score = COMBINER.score(List.of());
        assertThat(score.logOdds()).isEqualTo(PRICES.bias());
        assertThat(score.probability()).isLessThan(0.5);
    }

    @Test
    void aFactMovesTheScoreByItsPrice() {
        Score score = COMBINER.score(List.of(Finding.Fact.of(FindingKey.SPF_FAIL, "example.org")));
        assertThat(score.contributions())
                .singleElement()
                .satisfies(contribution -> assertThat(contribution.logOdds())
                        .isEqualTo(PRICES.of(FindingKey.SPF_FAIL).weight()));
    }

    @Test
    void manyFactsOfOneKeyCountUpToTheBoundTogether() {
        List<Finding> ten =
                java.util.Collections.nCopies(10, Finding.Fact.of(FindingKey.LINK_TEXT_DIFFERS, "a.example"));
        Score score = COMBINER.score(ten);
        assertThat(score.logOdds())
                .isCloseTo(
                        PRICES.bias() + PRICES.of(FindingKey.LINK_TEXT_DIFFERS).weight(), within(1e-9));
        assertThat(score.contributions()).hasSize(10);
    }

    @Test
    void whatIsUnknownHasNoPrice() {
        assertThat(COMBINER.score(List.of(new Finding.Unknown("spf", Finding.Cause.TIMEOUT, "")))
                        .logOdds())
                .isEqualTo(PRICES.bias());
    }

    @Test
    void aValueThatIsNoNumberIsPassedOver() {
        assertThat(COMBINER.score(List.of(new Finding.Fact(FindingKey.TEXT_WORDS, Double.NaN, List.of())))
                        .logOdds())
                .isEqualTo(PRICES.bias());
    }

    @Test
    void manyThreadsGetTheSameScores() {
        List<CompletableFuture<Boolean>> all = java.util.stream.IntStream.range(0, 64)
                .mapToObj(i -> CompletableFuture.supplyAsync(() ->
                        COMBINER.score(findings(i)).equals(Combiner.of(PRICES).score(findings(i)))))
                .toList();
        assertThat(all).allMatch(CompletableFuture::join);
    }

    @Test
    void coefficientsSurviveTheirFile() throws Exception {
        var trained = new Coefficients("combiner-7", -0.123456789, Map.of(FindingKey.SPF_FAIL, 0.1 + 0.2));
        Path file = folder.resolve("combiner");
        trained.write(file);
        assertThat(Coefficients.read(file)).isEqualTo(new Coefficients.Loading.Loaded(trained));
        assertThat(Combiner.of(PRICES, trained).version()).isEqualTo("combiner-7");
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void anyFlippedBitInCoefficientsIsNoticed() throws Exception {
        Path file = folder.resolve("combiner");
        Coefficients.of(PRICES).write(file);
        byte[] sound = Files.readAllBytes(file);
        var random = new Random(5);
        for (int i = 0; i < 200; i++) {
            byte[] damaged = sound.clone();
            // The final line end may become other white space without changing anything.
            damaged[random.nextInt(damaged.length - 1)] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, damaged);
            assertThat(Coefficients.read(file)).isInstanceOf(Coefficients.Loading.Damaged.class);
        }
        assertThat(Coefficients.read(folder.resolve("none"))).isEqualTo(new Coefficients.Loading.Absent());
    }
}
