package org.postigo.classifier.claim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PhrasesTest {
    private final Phrases phrases = new Phrases(List.of("act now", "act now or never", "ganó", "$$"));

    @Test
    void wholeWordsAreFoundAtBothEndsAndWithinAndPartsOfWordsAreNot() {
        assertThat(phrases.asWordsIn("act now")).containsExactly("act now");
        assertThat(phrases.asWordsIn("so act now or never, usted ganó"))
                .containsExactlyInAnyOrder("act now", "act now or never", "ganó");
        assertThat(phrases.asWordsIn("react now, act nowhere")).isEmpty();
        assertThat(phrases.asWordsIn("x $$ y")).containsExactly("$$");
        assertThat(phrases.asWordsIn("")).isEmpty();
    }

    @Test
    void partsOfWordsCountWhereAnyPlaceWillDo() {
        assertThat(phrases.anyIn("react nowhere")).isTrue();
        assertThat(phrases.anyIn("act no")).isFalse();
        assertThat(phrases.anyIn("a")).isFalse();
    }
}
