package org.postigo.classifier.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.postigo.classifier.check.Subject;
import org.postigo.mail.MailObject;
import org.postigo.mail.finding.Finding;
import org.postigo.mail.finding.FindingKey;

class TextModelsTest {
    private static TextModels taught(int each) {
        TextModels models = TextModels.empty();
        for (int i = 0; i < each; i++) {
            models.learn(Letters.features(Letters.ham(i)), Label.HAM);
            models.learn(Letters.features(Letters.spam(i)), Label.SPAM);
        }
        return models;
    }

    private static List<Finding> check(TextModels models, MailObject mail) {
        return new TextCheck(models)
                .examine(new Subject(mail, Letters.parsed(mail), Instant.parse("2026-11-23T10:00:10Z")));
    }

    @Test
    void bothModelsTellAnUnseenLetterOfAKnownKind() {
        TextModels models = taught(20);
        TextModels.Opinion spam = models.opinion(Letters.views(Letters.spam(1_000)));
        TextModels.Opinion ham = models.opinion(Letters.views(Letters.ham(1_000)));
        assertThat(spam.words()).isPositive();
        assertThat(spam.bytes()).isPositive();
        assertThat(ham.words()).isNegative();
        assertThat(ham.bytes()).isNegative();
    }

    @Test
    void modelsThatKnowNothingStateNoFact() {
        assertThat(check(TextModels.empty(), Letters.spam(1))).isEmpty();
    }

    @Test
    void modelsThatKnowOnlySpamAreNotSureThatEverythingIs() {
        TextModels models = TextModels.empty();
        for (int i = 0; i < 50; i++) {
            models.learn(Letters.features(Letters.spam(i)), Label.SPAM);
        }
        TextModels.Opinion one = models.opinion(Letters.views(Letters.spam(51)));
        for (int i = 0; i < 50; i++) {
            models.learn(Letters.features(Letters.ham(i)), Label.HAM);
        }
        TextModels.Opinion both = models.opinion(Letters.views(Letters.spam(51)));
        assertThat(one.bytes()).isLessThan(both.bytes() / 2);
        assertThat(one.words()).isLessThan(both.words() / 2);
    }

    @Test
    void theCheckNamesTheWordsThatSpeakTheSameWay() {
        List<Finding> findings = check(taught(20), Letters.spam(7));
        assertThat(findings).hasSize(2);
        Finding.Fact words = (Finding.Fact) findings.getFirst();
        assertThat(words.key()).isEqualTo(FindingKey.TEXT_WORDS);
        assertThat(words.arguments())
                .isNotEmpty()
                .hasSizeLessThanOrEqualTo(8)
                .allMatch(word -> word.length() < 64)
                .doesNotContain("acta");
    }

    @Test
    void sharesOfWordsAndPairsAddUpToTheOpinion() {
        TextModels models = taught(10);
        Views views = Letters.views(Letters.spam(3));
        double single = models.telling(views, Integer.MAX_VALUE).stream()
                .mapToDouble(TextModels.Weighed::logOdds)
                .sum();
        assertThat(single).isPositive().isLessThan(models.opinion(views).words());
        // Without pairs there is nothing else that counts.
        Views oneWord = new Views(new byte[0], new byte[0], List.of("claim"));
        assertThat(models.telling(oneWord, 9).getFirst().logOdds())
                .isCloseTo(models.opinion(oneWord).words(), within(1e-9));
    }

    @Test
    void takingALetterBackRestoresTheWordsExactlyAndTheOctetsNearly() {
        TextModels plain = taught(10);
        TextModels undone = taught(10);
        Features letter = Letters.features(Letters.ham(77));
        undone.learn(letter, Label.HAM);
        undone.unlearn(letter, Label.HAM);
        assertThat(Arrays.equals(undone.words().counts(), plain.words().counts()))
                .isTrue();
        Views other = Letters.views(Letters.ham(5));
        assertThat(undone.opinion(other).words()).isEqualTo(plain.opinion(other).words());
        assertThat(undone.opinion(other).bytes()).isCloseTo(plain.opinion(other).bytes(), within(0.02));
        assertThat(undone.lessons().changes()).isEqualTo(plain.lessons().changes() + 2);
    }

    @Test
    void theOrderOfLessonsDoesNotMatterToTheWords() {
        TextModels forward = TextModels.empty();
        TextModels backward = TextModels.empty();
        IntStream.range(0, 20).forEach(i -> forward.learn(Letters.features(Letters.spam(i)), Label.SPAM));
        IntStream.range(0, 20).forEach(i -> backward.learn(Letters.features(Letters.spam(19 - i)), Label.SPAM));
        assertThat(Arrays.equals(forward.words().counts(), backward.words().counts()))
                .isTrue();
    }
}
