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
            models.learn(Letters.lesson(2L * i + 1, Letters.ham(i), Label.HAM));
            models.learn(Letters.lesson(2L * i + 2, Letters.spam(i), Label.SPAM));
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
            models.learn(Letters.lesson(i + 1, Letters.spam(i), Label.SPAM));
        }
        double held = Math.log(0.8 / 0.2);
        for (MailObject mail :
                List.of(Letters.ham(1), Letters.ham(2), Letters.of("From: b@example.org", "", "Hello"))) {
            TextModels.Opinion opinion = models.opinion(Letters.views(mail));
            assertThat(opinion.bytes()).isLessThan(held);
            assertThat(opinion.words()).isLessThan(held);
        }
    }

    @Test
    void loweringKeepsTheOrder() {
        TextModels models = TextModels.empty();
        for (int i = 0; i < 50; i++) {
            models.learn(Letters.lesson(i + 1, Letters.spam(i), Label.SPAM));
        }
        assertThat(models.opinion(Letters.views(Letters.spam(51))).bytes())
                .isGreaterThan(models.opinion(Letters.views(Letters.ham(1))).bytes());
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
    void sharesOfWordsSpeakTheWayOfTheOpinion() {
        TextModels models = taught(10);
        Views views = Letters.views(Letters.spam(3));
        double single = models.telling(views, Integer.MAX_VALUE).stream()
                .mapToDouble(TextModels.Weighed::logOdds)
                .sum();
        assertThat(single).isPositive();
    }

    @Test
    void aSingleWordIsTheWholeOpinion() {
        TextModels models = taught(10);
        Views oneWord = new Views(new byte[0], 0, new byte[0], List.of(new Views.Passage("", "claim")));
        assertThat(models.telling(oneWord, 9).getFirst().logOdds())
                .isCloseTo(models.opinion(oneWord).words() + 2.0 * 5 / (5 + 10), within(1e-9));
    }

    @Test
    void takingALetterBackRestoresTheCountsExactlyAndTheRestNearly() {
        TextModels plain = taught(10);
        TextModels undone = taught(10);
        MailObject letter = Letters.ham(77);
        undone.learn(Letters.lesson(77, letter, Label.HAM));
        undone.unlearn(Letters.lesson(78, letter, Label.HAM));
        assertThat(Arrays.equals(undone.counts().counts(), plain.counts().counts()))
                .isTrue();
        // What the lesson added is taken back; that older letters were replayed beside it stays until the next refold.
        Views other = Letters.views(Letters.ham(5));
        assertThat(undone.opinion(other).bytes()).isCloseTo(plain.opinion(other).bytes(), within(1.0));
        assertThat(undone.lessons().changes()).isEqualTo(plain.lessons().changes() + 2);
    }

    @Test
    void takingBackAWrongLessonAtOnceUndoesItsHarm() {
        TextModels models = taught(20);
        MailObject letter = Letters.ham(5);
        double before = models.opinion(Letters.views(letter)).bytes();
        models.learn(Letters.lesson(99, letter, Label.SPAM));
        double harmed = models.opinion(Letters.views(letter)).bytes();
        models.unlearn(Letters.lesson(100, letter, Label.SPAM));
        double after = models.opinion(Letters.views(letter)).bytes();
        assertThat(harmed).isGreaterThan(before + 0.5);
        assertThat(after).isLessThan(before + (harmed - before) / 4);
    }

    @Test
    void lightLessonsCountLessAndLeaveTheCountsAlone() {
        TextModels light = taught(5);
        TextModels full = taught(5);
        MailObject letter = Letters.of("From: news@shop.example", "Subject: Sale", "", "Twenty percent off all shoes");
        double before = full.opinion(Letters.views(letter)).bytes();
        light.learn(new Lesson(99, Letters.features(letter), Label.HAM, Source.UNCONTESTED, new int[0]));
        full.learn(new Lesson(99, Letters.features(letter), Label.HAM, Source.DECISION, new int[0]));
        double lightly = light.opinion(Letters.views(letter)).bytes();
        assertThat(lightly).isLessThan(before);
        assertThat(full.opinion(Letters.views(letter)).bytes()).isLessThan(lightly);
        assertThat(light.lessons().ham()).isEqualTo(5);
    }

    @Test
    void theOrderOfLessonsDoesNotMatterToTheCounts() {
        TextModels forward = TextModels.empty();
        TextModels backward = TextModels.empty();
        IntStream.range(0, 20).forEach(i -> forward.learn(Letters.lesson(i + 1, Letters.spam(i), Label.SPAM)));
        IntStream.range(0, 20).forEach(i -> backward.learn(Letters.lesson(i + 1, Letters.spam(19 - i), Label.SPAM)));
        assertThat(Arrays.equals(forward.counts().counts(), backward.counts().counts()))
                .isTrue();
    }
}
