package org.postigo.classifier.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WeightsTest {
    @Test
    void aStepMovesTheScoreByAsMuch() {
        var weights = new Weights();
        int[] places = new Random(1).ints(400, 0, Weights.SIZE).distinct().toArray();
        weights.step(places, places.length, 3);
        assertThat(weights.score(places, places.length)).isCloseTo(3, within(0.01));
    }

    @Test
    void onlyTheFirstPlacesCount() {
        var weights = new Weights();
        int[] places = {1, 2, 3, 4};
        weights.step(places, 2, 2);
        assertThat(weights.score(new int[] {3, 4}, 2)).isZero();
        assertThat(weights.score(places, 2)).isCloseTo(2, within(0.01));
        assertThat(weights.score(places, 0)).isZero();
    }

    @Test
    void theScoreDoesNotDependOnTheOrderOfPlaces() {
        var weights = new Weights();
        var random = new Random(2);
        for (int i = 0; i < 200; i++) {
            weights.step(random.ints(50, 0, 300).distinct().toArray(), 20, random.nextGaussian());
        }
        int[] places = random.ints(80, 0, 300).distinct().toArray();
        int[] sorted = places.clone();
        Arrays.sort(sorted);
        assertThat(weights.score(sorted, sorted.length)).isEqualTo(weights.score(places, places.length));
    }

    @Test
    void whatWasAddedCanBeTakenBackExactly() {
        var weights = new Weights();
        int[] places = new Random(3).ints(300, 0, 500).distinct().toArray();
        weights.step(places, places.length, 1.7);
        short[] before = weights.parts().clone();
        int each = weights.step(places, places.length, -2.3);
        weights.add(places, places.length, -each);
        assertThat(Arrays.equals(weights.parts(), before)).isTrue();
    }

    @Test
    void weightsStopAtTheirBounds() {
        var weights = new Weights();
        for (int i = 0; i < 10; i++) {
            weights.step(new int[] {7}, 1, 5);
        }
        assertThat(weights.score(new int[] {7}, 1)).isCloseTo(8, within(0.001));
    }
}
