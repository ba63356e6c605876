package org.postigo.classifier.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TwinsTest {
    private final Twins twins = new Twins(18);
    private final double[] fast = new double[1];
    private final double[] slow = new double[1];

    private void score(int... places) {
        twins.score(places, places.length, fast, slow, 0);
    }

    /** Places whose cells differ. */
    private static int[] places(long seed, int count) {
        return new Random(seed)
                .ints(0, 1 << 18)
                .distinct()
                .limit(count)
                .map(cell -> cell << 4)
                .toArray();
    }

    @Test
    void aStepMovesEachOfBothScoresByAsMuch() {
        int[] places = places(1, 400);
        twins.step(places, places.length, 3, -0.5);
        score(places);
        assertThat(fast[0]).isCloseTo(3, within(0.01));
        assertThat(slow[0]).isCloseTo(-0.5, within(0.01));
        assertThat(twins.score(places, places.length)).isEqualTo(fast[0]);
    }

    @Test
    void oneCanStepWithoutTheOther() {
        int[] places = places(2, 100);
        twins.step(places, places.length, -2, 0);
        score(places);
        assertThat(fast[0]).isCloseTo(-2, within(0.01));
        assertThat(slow[0]).isZero();
    }

    @Test
    void theScoreDoesNotDependOnTheOrderOfPlaces() {
        var random = new Random(3);
        for (int i = 0; i < 200; i++) {
            twins.step(
                    random.ints(50, 0, 9_000).distinct().toArray(), 20, random.nextGaussian(), random.nextGaussian());
        }
        int[] places = random.ints(80, 0, 9_000).distinct().toArray();
        score(places);
        double[] before = {fast[0], slow[0]};
        Arrays.sort(places);
        score(places);
        assertThat(new double[] {fast[0], slow[0]}).isEqualTo(before);
    }

    @Test
    void whatWasAddedCanBeTakenBackExactly() {
        int[] places = new Random(4).ints(300, 0, 9_000).distinct().toArray();
        twins.step(places, places.length, 1.7, 0.3);
        int[] before = twins.pairs().clone();
        int each = twins.step(places, places.length, -2.3, 0);
        twins.add(places, places.length, -each, 0);
        assertThat(twins.pairs()).isEqualTo(before);
    }

    @Test
    void weightsStopAtTheirBoundsAndLeaveTheirTwinAlone() {
        for (int i = 0; i < 10; i++) {
            twins.step(new int[] {7}, 1, 5, -0.25);
        }
        score(7);
        assertThat(fast[0]).isCloseTo(8, within(0.001));
        assertThat(slow[0]).isCloseTo(-2.5, within(0.001));
        for (int i = 0; i < 10; i++) {
            twins.step(new int[] {7}, 1, 0, -5);
        }
        score(7);
        assertThat(fast[0]).isCloseTo(8, within(0.001));
        assertThat(slow[0]).isEqualTo(-8);
    }

    @Test
    void ofNothingNothingIsSaid() {
        twins.step(new int[0], 0, 3, 3);
        score();
        assertThat(fast[0]).isZero();
        assertThat(slow[0]).isZero();
    }

    @Test
    void twoSideBySideAreThoseThatStandAlone() {
        Twins[] beside = Twins.two(18);
        Twins[] alone = {new Twins(18), new Twins(18)};
        var random = new Random(9);
        for (int i = 0; i < 300; i++) {
            int[] places = random.ints(60, 0, 1 << Features.BITS).toArray();
            double change = random.nextGaussian();
            for (int which = 0; which < 2; which++) {
                int n = which == 0 ? 40 : 60;
                assertThat(beside[which].score(places, n)).isEqualTo(alone[which].score(places, n));
                assertThat(beside[which].step(places, n, change, -change))
                        .isEqualTo(alone[which].step(places, n, change, -change));
                assertThat(beside[which].share(places[0], n)).isEqualTo(alone[which].share(places[0], n));
            }
        }
        for (int which = 0; which < 2; which++) {
            assertThat(beside[which].pairs()).isEqualTo(alone[which].pairs());
            Twins[] again = Twins.two(18);
            again[which].become(beside[which].pairs());
            assertThat(again[which].pairs()).isEqualTo(alone[which].pairs());
            assertThat(again[1 - which].pairs()).containsOnly(0);
        }
    }
}
