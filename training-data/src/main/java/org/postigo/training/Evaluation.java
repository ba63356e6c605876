package org.postigo.training;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.postigo.classifier.Checks;
import org.postigo.classifier.Classifier;
import org.postigo.classifier.Digester;
import org.postigo.classifier.check.Check;
import org.postigo.classifier.check.FieldCheck;
import org.postigo.classifier.check.FromCheck;
import org.postigo.classifier.check.LinkCheck;
import org.postigo.classifier.combine.Combiner;
import org.postigo.classifier.combine.PriceList;
import org.postigo.classifier.html.HtmlReadings;
import org.postigo.classifier.lookalike.GuardedDomains;
import org.postigo.classifier.lookalike.Lookalikes;
import org.postigo.classifier.policy.AllowAndDeny;
import org.postigo.classifier.policy.Strictness;
import org.postigo.classifier.text.Label;
import org.postigo.classifier.text.Learner;
import org.postigo.classifier.text.TextCheck;
import org.postigo.classifier.text.TextModels;
import org.postigo.mail.MailObject;
import org.postigo.mail.finding.Assessment;
import org.postigo.mail.finding.MessageDigest;
import org.postigo.mail.policy.ProtectedDomain;

/**
 * Runs the online protocol of the TREC spam track with immediate feedback over the whole classifier, without a network:
 * each message of a corpus is scored and then its true label is learnt, in the order of the index.
 */
public final class Evaluation {
    private final List<Check> contentChecks;

    /**
     * What came of a run.
     *
     * @param measures over all messages
     * @param messages scored
     * @param unassessed messages that the classifier failed on, or could not read
     * @param took wall-clock time of reading, scoring and learning
     */
    public record Result(Measures measures, int messages, int unassessed, Duration took) {
        /** Messages a second. */
        public double rate() {
            return messages / Math.max(1e-9, took.toNanos() / 1e9);
        }

        /** The figures in one line. */
        public String line() {
            return measures.line() + String.format(Locale.ROOT, " messages/s=%.0f", rate());
        }
    }

    /** Told how far a run is. */
    @FunctionalInterface
    public interface Progress {
        /** After each message. */
        void at(int done, int all);

        /** Tells nobody. */
        Progress SILENT = (done, all) -> {};
    }

    /** An evaluation with these checks beside the text models; they must not need a network. */
    public Evaluation(List<Check> contentChecks) {
        this.contentChecks = List.copyOf(contentChecks);
    }

    /** An evaluation with all checks of this version that look at the content alone and need no child process. */
    public static Evaluation standard() {
        var lookalikes = new Lookalikes(GuardedDomains.NONE);
        return new Evaluation(
                List.of(new FieldCheck(), new FromCheck(lookalikes), new LinkCheck(new HtmlReadings(), lookalikes)));
    }

    /**
     * Runs a corpus from nothing.
     *
     * @param scores file for a line {@code label score path} for each message, score being log-odds of spam
     * @throws IOException if a message cannot be read or the scores cannot be written
     */
    public Result run(Corpus corpus, Optional<Path> scores, Progress progress) throws IOException {
        TextModels models = TextModels.empty();
        var checks = new ArrayList<Check>();
        checks.add(new TextCheck(models));
        checks.addAll(contentChecks);
        Combiner combiner = Combiner.of(PriceList.standard());
        Digester digester = subject -> MessageDigest.UNREAD;
        var run = new ArrayList<Measures.Scored>();
        int unassessed = 0;
        long start = System.nanoTime();
        try (Writer out = scores.isPresent() ? Files.newBufferedWriter(scores.get()) : Writer.nullWriter();
                var lines = new BufferedWriter(out);
                var learner = new Learner(models, 0);
                var classifier = new Classifier(
                        Checks.offline(checks),
                        digester,
                        () -> new Classifier.Models(
                                combiner, "text-" + models.lessons().changes()),
                        AllowAndDeny.NONE,
                        Strictness.DEFAULT,
                        Clock.systemUTC(),
                        Classifier.DEADLINE)) {
            for (int i = 0; i < corpus.entries().size(); i++) {
                Corpus.Entry entry = corpus.entries().get(i);
                MailObject mail = corpus.mail(i);
                Assessment assessment = classifier.assess(mail);
                double logOdds = assessment.score().logOdds();
                run.add(new Measures.Scored(entry.label(), logOdds));
                lines.write((entry.label() == Label.SPAM ? "spam " : "ham ") + logOdds + " " + entry.path() + "\n");
                if (entry.feedBack()) {
                    learner.learn(i + 1L, mail, entry.label()).join();
                }
                progress.at(i + 1, corpus.entries().size());
            }
            unassessed = (int) classifier.failures();
        } catch (UncheckedIOException e) {
            throw new IOException(e);
        }
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        double hold = ProtectedDomain.Thresholds.DEFAULT.hold();
        return new Result(Measures.of(run, Math.log(hold / (1 - hold))), run.size(), unassessed, took);
    }
}
