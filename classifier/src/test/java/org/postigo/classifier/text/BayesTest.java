package org.postigo.classifier.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class BayesTest {
    private static int[] features(List<String> words) {
        return Features.of(
                        new Views(new byte[0], 0, new byte[0], List.of(new Views.Passage("", String.join(" ", words)))))
                .words();
    }

    private static int[] words(String... words) {
        return features(List.of(words));
    }

    @Test
    void wordsOfOneClassSpeakForIt() {
        var bayes = new Bayes();
        for (int i = 0; i < 5; i++) {
            bayes.learn(words("claim", "prize", "now"), Label.SPAM);
            bayes.learn(words("meeting", "minutes", "now"), Label.HAM);
        }
        assertThat(bayes.score(words("claim", "prize"))).isPositive();
        assertThat(bayes.score(words("meeting", "minutes"))).isNegative();
        assertThat(bayes.logOdds(Features.place(Hash.of("now")))).isZero();
        assertThat(bayes.score(words("never", "seen"))).isZero();
    }

    @Property(tries = 30)
    void learningAndTakingBackInAnyOrderIsTheIdentity(
            @ForAll @Size(min = 1, max = 30) List<@IntRange(min = 0, max = 400) Integer> kept,
            @ForAll @Size(min = 1, max = 30) List<@IntRange(min = 0, max = 400) Integer> undone,
            @ForAll Random random) {
        var plain = new Bayes();
        var other = new Bayes();
        kept.forEach(seed -> plain.learn(message(seed), label(seed)));
        List<Integer> lessons = new ArrayList<>(kept);
        lessons.addAll(undone);
        Collections.shuffle(lessons, random);
        lessons.forEach(seed -> other.learn(message(seed), label(seed)));
        List<Integer> takenBack = new ArrayList<>(undone);
        Collections.shuffle(takenBack, random);
        takenBack.forEach(seed -> other.unlearn(message(seed), label(seed)));

        assertThat(Arrays.equals(other.counts(), plain.counts())).isTrue();
        assertThat(other.spam()).isEqualTo(plain.spam());
        assertThat(other.ham()).isEqualTo(plain.ham());
        assertThat(other.overflow()).isEqualTo(plain.overflow());
    }

    @Test
    void countsBeyondSixteenBitsAreExactInBothDirections() {
        var bayes = new Bayes();
        int[] one = words("the");
        for (int i = 0; i < 65_540; i++) {
            bayes.learn(one, Label.HAM);
        }
        assertThat(bayes.overflow()).isEqualTo(Map.of(2 * (one[0] >>> 2) + 1, 65_540));
        for (int i = 0; i < 65_540; i++) {
            bayes.unlearn(one, Label.HAM);
        }
        assertThat(bayes.overflow()).isEmpty();
        assertThat(bayes.ham()).isZero();
        assertThat(bayes.counts()[2 * (one[0] >>> 2) + 1]).isEqualTo((char) 0);
    }

    @Test
    void whatWasNotLearntCannotBeTakenBack() {
        assertThatThrownBy(() -> new Bayes().unlearn(words("an"), Label.SPAM))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void moreTellingWordsMakeItSurer() {
        var bayes = new Bayes();
        for (int i = 0; i < 5; i++) {
            bayes.learn(words("a1", "b1", "c1", "d1", "e1"), Label.SPAM);
            bayes.learn(words("x2"), Label.HAM);
        }
        assertThat(bayes.score(words("a1", "b1", "c1", "d1"))).isGreaterThan(bayes.score(words("a1")));
    }

    private static int[] message(int seed) {
        var random = new Random(seed);
        return features(random.ints(20, 0, 50).mapToObj(i -> "w" + i).toList());
    }

    private static Label label(int seed) {
        return seed % 2 == 0 ? Label.SPAM : Label.HAM;
    }
}
