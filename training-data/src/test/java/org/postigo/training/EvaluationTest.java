package org.postigo.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluationTest {
    @TempDir
    Path folder;

    /** Letters of two kinds, alternating. */
    private Corpus corpus(int each, String spamLabel) throws Exception {
        var index = new StringBuilder();
        for (int i = 0; i < each; i++) {
            Files.writeString(
                    folder.resolve("h" + i),
                    "From: ana@example.net\r\nSubject: Minutes " + i + "\r\n\r\nThe minutes of our meeting, item " + i);
            Files.writeString(
                    folder.resolve("s" + i),
                    "From: win@prize.invalid\r\nSubject: Winner " + i + "\r\n\r\nClaim your prize of " + i
                            + " dollars");
            index.append("ham h").append(i).append('\n');
            index.append(spamLabel).append(" s").append(i).append('\n');
        }
        Files.writeString(folder.resolve("index"), index);
        return Corpus.read(folder.resolve("index"));
    }

    @Test
    void learningMakesTheOrderRightFromTheSecondPairOn() throws Exception {
        Path scores = folder.resolve("scores");
        var steps = new ArrayList<Integer>();
        Evaluation.Result result =
                new Evaluation(List.of()).run(corpus(30, "spam"), Optional.of(scores), (done, all) -> steps.add(done));
        assertThat(result.messages()).isEqualTo(60);
        assertThat(result.unassessed()).isZero();
        assertThat(result.measures().oneMinusRocArea()).isLessThan(10);
        assertThat(result.measures().misclassifiedHam()).isZero();
        assertThat(steps).hasSize(60).last().isEqualTo(60);

        List<String> lines = Files.readAllLines(scores);
        assertThat(lines).hasSize(60);
        assertThat(lines.get(58)).matches("ham -[0-9.]+ h29");
        assertThat(lines.get(59)).matches("spam [0-9.]+ s29");
    }

    @Test
    void whatIsNotFedBackIsNotLearnt() throws Exception {
        Path scores = folder.resolve("scores");
        Evaluation.Result result =
                new Evaluation(List.of()).run(corpus(30, "Spam"), Optional.of(scores), Evaluation.Progress.SILENT);
        // Without any spam learnt nothing is ever held.
        assertThat(result.measures().sm()).isEqualTo(100);
        assertThat(Files.readAllLines(scores)).anyMatch(line -> line.startsWith("spam "));
    }

    @Test
    void theSameCorpusGivesTheSameScores() throws Exception {
        Corpus corpus = corpus(10, "spam");
        var evaluation = new Evaluation(List.of());
        evaluation.run(corpus, Optional.of(folder.resolve("one")), Evaluation.Progress.SILENT);
        evaluation.run(corpus, Optional.of(folder.resolve("two")), Evaluation.Progress.SILENT);
        assertThat(folder.resolve("one")).hasSameTextualContentAs(folder.resolve("two"));
    }

    private Evaluation.Result run(Corpus corpus, Evaluation.Plan plan) throws Exception {
        return new Evaluation(List.of()).run(corpus, plan, Optional.empty(), Evaluation.Progress.SILENT);
    }

    private static Evaluation.Plan plan(Protocol protocol, double noise) {
        return new Evaluation.Plan(protocol, noise, Evaluation.Uncontested.NOT_LEARNT, 0.8, 7);
    }

    @Test
    void coldLearnsNothing() throws Exception {
        Evaluation.Result result = run(corpus(10, "spam"), plan(new Protocol.Cold(), 0));
        assertThat(result.lessons()).isZero();
        assertThat(result.measures().sm()).isEqualTo(100);
    }

    @Test
    void lateLabelsReachTheFilterAllTheSame() throws Exception {
        Evaluation.Result result = run(corpus(40, "spam"), plan(new Protocol.Late(20), 0));
        assertThat(result.lessons()).isEqualTo(60);
        assertThat(result.from(41).measures().oneMinusRocArea()).isZero();
    }

    @Test
    void labelsThatAreAllWrongTurnTheFilterRound() throws Exception {
        Evaluation.Result result = run(corpus(40, "spam"), plan(new Protocol.Immediate(), 1));
        assertThat(result.from(21).measures().oneMinusRocArea()).isEqualTo(100);
    }

    @Test
    void figuresFromAMessageOnLeaveTheOnesBeforeOut() throws Exception {
        Evaluation.Result result = run(corpus(30, "spam"), Evaluation.Plan.STANDARD);
        assertThat(result.from(1)).isEqualTo(result);
        assertThat(result.from(51).messages()).isEqualTo(10);
        assertThat(result.from(51).measures().oneMinusRocArea()).isZero();
        assertThat(result.from(1_000).measurable()).isFalse();
    }

    @Test
    void wekasOwnClassifiersRunUnderTheSameProtocol() throws Exception {
        Corpus corpus = corpus(30, "spam");
        for (Baseline baseline : Baseline.values()) {
            Evaluation.Result result = Evaluation.of(baseline)
                    .run(corpus, Evaluation.Plan.STANDARD, Optional.empty(), Evaluation.Progress.SILENT);
            assertThat(result.lessons()).isEqualTo(60);
            assertThat(result.from(11).measures().oneMinusRocArea())
                    .as(baseline.weka())
                    .isLessThan(10);
        }
    }
}
