package org.postigo.training;

import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.postigo.classifier.Checks;
import org.postigo.classifier.Classifier;
import org.postigo.classifier.check.Check;
import org.postigo.classifier.combine.Combiner;
import org.postigo.classifier.combine.CombinerTraining.Example;
import org.postigo.classifier.combine.PriceList;
import org.postigo.classifier.policy.AllowAndDeny;
import org.postigo.classifier.policy.Strictness;
import org.postigo.classifier.text.Label;
import org.postigo.classifier.text.Learner;
import org.postigo.classifier.text.TextCheck;
import org.postigo.classifier.text.TextModels;
import org.postigo.mail.MailObject;
import org.postigo.mail.finding.MessageDigest;

/**
 * Corpora as a combiner's examples: the facts of each message as they would have been found when it came, that is,
 * before the text models learnt it. From nothing, in the order of each index.
 */
public final class Examples {
    private Examples() {}

    /**
     * All messages of all corpora, each corpus from empty text models.
     *
     * @throws IOException if a message cannot be read
     */
    public static List<Example> of(List<Corpus> corpora, Evaluation.Progress progress) throws IOException {
        int all = corpora.stream().mapToInt(corpus -> corpus.entries().size()).sum();
        var examples = new ArrayList<Example>(all);
        for (Corpus corpus : corpora) {
            of(corpus, examples, all, progress);
        }
        return examples;
    }

    private static void of(Corpus corpus, List<Example> examples, int all, Evaluation.Progress progress)
            throws IOException {
        TextModels models = TextModels.empty();
        var checks = new ArrayList<Check>(List.of(new TextCheck(models)));
        checks.addAll(Evaluation.contentChecks());
        var now = new Classifier.Models(Combiner.of(PriceList.standard()), "text");
        try (var learner = new Learner(models, 0);
                var classifier = new Classifier(
                        Checks.offline(checks),
                        subject -> MessageDigest.UNREAD,
                        () -> now,
                        AllowAndDeny.NONE,
                        Strictness.DEFAULT,
                        Clock.systemUTC(),
                        Classifier.DEADLINE)) {
            for (int i = 0; i < corpus.entries().size(); i++) {
                Corpus.Entry entry = corpus.entries().get(i);
                MailObject mail = corpus.mail(i);
                examples.add(new Example(classifier.assess(mail).findings(), entry.label() == Label.SPAM));
                if (entry.feedBack()) {
                    learner.learn(i + 1L, mail, entry.label()).join();
                }
                progress.at(examples.size(), all);
            }
        }
    }
}
