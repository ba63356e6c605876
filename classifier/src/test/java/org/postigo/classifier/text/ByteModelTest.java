package org.postigo.classifier.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ByteModelTest {
    private static int[] octets(String text) {
        return ByteModel.features(text.getBytes(UTF_8));
    }

    @Test
    void aLessonMovesTheScoreTowardsItsLabel() {
        var model = new ByteModel();
        int[] spam = octets("claim your prize now");
        model.learn(spam, Label.SPAM);
        assertThat(model.score(spam)).isCloseTo(2, within(1e-4)); // rate 4 times an error of a half
        model.learn(spam, Label.HAM);
        assertThat(model.score(spam)).isNegative();
    }

    @Test
    void aMessageTooShortForAGramSaysAndTeachesNothing() {
        var model = new ByteModel();
        model.learn(octets("abc"), Label.SPAM);
        assertThat(octets("abc")).isEmpty();
        assertThat(model.score(octets("abc"))).isZero();
    }

    @Test
    void repeatedGramsCountOnce() {
        assertThat(octets("abcdabcdabcdabcd")).hasSize(4).doesNotHaveDuplicates();
    }

    /** On a model with a past, made once: it has 16 MB. */
    private static final ByteModel USED = new ByteModel();

    @BeforeEach
    void past() {
        USED.learn(octets("dear friend, claim this"), Label.SPAM);
        USED.learn(octets("minutes of the meeting"), Label.HAM);
    }

    @Property(tries = 200)
    void takingBackTheLastLessonRestoresTheScore(
            @ForAll @AlphaChars @StringLength(min = 4, max = 300) String text, @ForAll Label label) {
        int[] features = octets(text);
        double before = USED.score(features);
        USED.learn(features, label);
        USED.unlearn(features, label);
        assertThat(USED.score(features)).isCloseTo(before, within(0.02));
    }
}
