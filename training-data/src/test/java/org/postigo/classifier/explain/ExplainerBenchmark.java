package org.postigo.classifier.explain;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.postigo.classifier.combine.Combiner;
import org.postigo.classifier.combine.CombinerTraining.Example;
import org.postigo.classifier.combine.PriceList;
import org.postigo.classifier.text.Learner;
import org.postigo.classifier.text.TextModels;
import org.postigo.mail.MailObject;
import org.postigo.mail.finding.Explanation;
import org.postigo.mail.finding.Score;
import org.postigo.training.Corpus;
import org.postigo.training.Evaluation;
import org.postigo.training.Examples;

/**
 * Prints what an explanation costs: shares and counterfactual alone, and with the words, which takes the message apart
 * anew. Not a test: {@code java ... ExplainerBenchmark INDEX [ROUNDS]}.
 */
final class ExplainerBenchmark {
    private ExplainerBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        Corpus corpus = Corpus.read(Path.of(arguments[0]));
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 3;
        List<Example> examples = Examples.of(List.of(corpus), Evaluation.Progress.SILENT);
        TextModels models = TextModels.empty();
        MailObject[] mails = new MailObject[examples.size()];
        try (var learner = new Learner(models, 0)) {
            for (int i = 0; i < mails.length; i++) {
                mails[i] = corpus.mail(i);
                learner.learn(i + 1L, mails[i], corpus.entries().get(i).label()).join();
            }
        }
        Combiner combiner = Combiner.of(PriceList.standard());
        var explainer = new Explainer(models);
        for (int round = 0; round < rounds; round++) {
            long[] plain = new long[mails.length];
            long[] words = new long[mails.length];
            int changes = 0;
            for (int i = 0; i < mails.length; i++) {
                Score score = combiner.score(examples.get(i).findings());
                long start = System.nanoTime();
                changes += Explanation.of(score, 0.8, List.of()).changes().size();
                long middle = System.nanoTime();
                changes += explainer
                        .explain(
                                score,
                                0.8,
                                mails[i].content(),
                                mails[i].envelope().reversePath())
                        .changes()
                        .size();
                words[i] = System.nanoTime() - middle;
                plain[i] = middle - start;
            }
            System.out.printf(
                    Locale.ROOT, "shares %s; with words %s (changes %d)%n", times(plain), times(words), changes);
        }
    }

    private static String times(long[] nanos) {
        Arrays.sort(nanos);
        return String.format(
                Locale.ROOT,
                "median %.1f µs, p99 %.1f µs, most %.1f µs",
                nanos[nanos.length / 2] / 1e3,
                nanos[nanos.length * 99 / 100] / 1e3,
                nanos[nanos.length - 1] / 1e3);
    }
}
