package org.postigo.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postigo.classifier.text.Label;
import org.postigo.classifier.text.Source;
import org.postigo.training.Evaluation.Plan;
import org.postigo.training.Evaluation.Uncontested;

class FeedbackTest {
    private static final int MESSAGES = 20_000;
    private static final List<String> RECIPIENTS = List.of("a@x", "b@x", "c@x", "d@x", "e@x", "f@x", "g@x", "h@x");

    /** Every second message is spam, every fourth is held. */
    private static List<Feedback.Told> told(Protocol protocol, double noise, Uncontested uncontested, long seed) {
        var feedback = new Feedback(new Plan(protocol, noise, uncontested, 0.8, seed));
        var told = new ArrayList<Feedback.Told>();
        for (int i = 0; i < MESSAGES; i++) {
            told.addAll(feedback.after(
                    i, entry(i), RECIPIENTS.get(i % RECIPIENTS.size()), i % 4 == 0 ? 3 : i % 4 == 1 ? 0 : -5));
        }
        return told;
    }

    private static List<Feedback.Told> told(String protocol) {
        return told(Protocol.parse(protocol).orElseThrow(), 0, Uncontested.NOT_LEARNT, 1);
    }

    private static Corpus.Entry entry(int number) {
        return new Corpus.Entry(truth(number), true, "m" + number);
    }

    private static Label truth(int number) {
        return number % 2 == 0 ? Label.SPAM : Label.HAM;
    }

    @Test
    void immediateTellsEverythingInOrder() {
        List<Feedback.Told> told = told("immediate");
        assertThat(told).hasSize(MESSAGES);
        assertThat(told.get(7)).isEqualTo(new Feedback.Told(7, Label.HAM, Source.DECISION));
    }

    @Test
    void delayedTellsTheFirstAndNoOther() {
        assertThat(told("delayed:10000"))
                .hasSize(10_000)
                .last()
                .isEqualTo(new Feedback.Told(9_999, Label.HAM, Source.DECISION));
        assertThat(told("delayed:0")).isEmpty();
    }

    @Test
    void lateTellsAfterThatManyMore() {
        var feedback = new Feedback(new Plan(new Protocol.Late(2), 0, Uncontested.NOT_LEARNT, 0.8, 1));
        assertThat(feedback.after(0, entry(0), "a@x", -5)).isEmpty();
        assertThat(feedback.after(1, entry(1), "a@x", -5)).isEmpty();
        assertThat(feedback.after(2, entry(2), "a@x", -5))
                .containsExactly(new Feedback.Told(0, Label.SPAM, Source.DECISION));
        assertThat(told("late:0")).isEqualTo(told("immediate"));
    }

    @Test
    void partialTellsAllMailOfSomeRecipients() {
        List<Feedback.Told> told = told("partial");
        List<Integer> reporting = told.stream()
                .map(each -> each.number() % RECIPIENTS.size())
                .distinct()
                .toList();
        assertThat(reporting.size()).isBetween(1, RECIPIENTS.size() - 1);
        assertThat(told).hasSize(MESSAGES / RECIPIENTS.size() * reporting.size());
        assertThat(told("partial:1")).hasSize(MESSAGES);
        assertThat(told("partial:0")).isEmpty();
    }

    @Test
    void heldTellsWhatIsHeldAndAHundredthOfTheRest() {
        List<Feedback.Told> told = told("held");
        assertThat(told.stream().filter(each -> each.number() % 4 == 0)).hasSize(MESSAGES / 4);
        // 15,000 drawn at 1%: four standard deviations are 49.
        assertThat(told.stream().filter(each -> each.number() % 4 != 0).count()).isBetween(101L, 199L);
        assertThat(told).allMatch(each -> each.label() == truth(each.number()));
    }

    @Test
    void coldTellsNothing() {
        assertThat(told("cold")).isEmpty();
    }

    @Test
    void deliveredMailThatNobodyContestsIsTakenForGood() {
        List<Feedback.Told> told =
                told(new Protocol.Held(0, Protocol.Pick.RANDOM), 0, new Uncontested(100, 0.3, 0.2), 1).stream()
                        .filter(each -> each.number() % 4 != 0)
                        .toList();
        // 10,000 ham at three tenths; of 5,000 spam a fifth is reported, and as much of the rest is taken for ham.
        long right = told.stream()
                .filter(each -> truth(each.number()) == each.label() && each.label() == Label.HAM)
                .count();
        long reported = told.stream().filter(each -> each.label() == Label.SPAM).count();
        assertThat(right).isBetween(2_780L, 3_190L);
        assertThat(reported).isBetween(880L, 1_110L);
        assertThat(told.size() - right - reported).isBetween(1_060L, 1_330L);
    }

    @Test
    void whatNobodyContestsNeverOutweighsTheSpamThatIsKnown() {
        // Nothing is held, and so no spam is known: that nobody contests anything says nothing.
        var feedback =
                new Feedback(new Plan(new Protocol.Held(0, Protocol.Pick.RANDOM), 0, new Uncontested(1, 1, 0), 0.8, 1));
        for (int i = 0; i < 100; i++) {
            assertThat(feedback.after(i, entry(i), "a@x", -5)).isEmpty();
        }
        // One held spam lets one delivered message be learnt as good.
        assertThat(feedback.after(100, entry(100), "a@x", 5)).hasSize(2);
        assertThat(feedback.after(101, entry(101), "a@x", -5)).isEmpty();
    }

    @Test
    void anAuditOfTheUncertainCostsNoMoreAndLooksWhereTheDoubtIs() {
        List<Feedback.Told> told = told("held:0.05:uncertain");
        long doubted = told.stream().filter(each -> each.number() % 4 == 1).count();
        long certain = told.stream().filter(each -> each.number() % 4 > 1).count();
        // 5% of the 15,000 that are not held.
        assertThat(doubted + certain).isBetween(640L, 860L);
        // 5,000 in doubt at 12.4%, 10,000 without at 1.3%, of which a fifth of 5% is blind.
        assertThat(doubted).isBetween(520L, 720L);
        assertThat(certain).isBetween(85L, 180L);
    }

    @Test
    void noiseTurnsItsShareRound() {
        List<Feedback.Told> told = told(new Protocol.Immediate(), 0.2, Uncontested.NOT_LEARNT, 1);
        long wrong = told.stream()
                .filter(each -> each.label() != truth(each.number()))
                .count();
        // Four standard deviations are 226.
        assertThat(wrong).isBetween(3_774L, 4_226L);
    }

    @Test
    void theSeedDecidesWhatIsDrawn() {
        var noisy = new Protocol.Held(0.1, Protocol.Pick.RANDOM);
        var uncontested = new Uncontested(10, 0.1, 0.1);
        List<Feedback.Told> one = told(noisy, 0.1, uncontested, 5);
        assertThat(told(noisy, 0.1, uncontested, 5)).isEqualTo(one);
        assertThat(told(noisy, 0.1, uncontested, 6)).isNotEqualTo(one);
    }

    @Test
    void whatTheIndexDoesNotFeedBackIsNeverTold() {
        var feedback = new Feedback(Plan.STANDARD);
        assertThat(feedback.after(0, new Corpus.Entry(Label.HAM, false, "m"), "a@x", 5))
                .isEmpty();
    }

    @Test
    void protocolsAreReadByName() {
        assertThat(Protocol.parse("held")).contains(new Protocol.Held(0.01, Protocol.Pick.RANDOM));
        assertThat(Protocol.parse("held:0.05")).contains(new Protocol.Held(0.05, Protocol.Pick.RANDOM));
        assertThat(Protocol.parse("held:0.05:uncertain")).contains(new Protocol.Held(0.05, Protocol.Pick.UNCERTAIN));
        assertThat(Protocol.parse("partial:0.3")).contains(new Protocol.Partial(0.3));
        assertThat(List.of(
                        "",
                        "delayed",
                        "delayed:1.5",
                        "late",
                        "late:-1",
                        "held:2",
                        "partial:1.1",
                        "cold:1",
                        "immediate:1",
                        "held:1.2.3",
                        "partial:0.1:uncertain",
                        "held:0.1:other",
                        "other"))
                .allMatch(form -> Protocol.parse(form).equals(Optional.empty()));
    }
}
