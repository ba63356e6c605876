package org.postigo.training;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.postigo.classifier.check.Authenticator;
import org.postigo.classifier.check.Check;
import org.postigo.classifier.check.FieldCheck;
import org.postigo.classifier.check.FromCheck;
import org.postigo.classifier.check.LinkCheck;
import org.postigo.classifier.claim.BaitCheck;
import org.postigo.classifier.claim.DisguiseCheck;
import org.postigo.classifier.html.HtmlReadings;
import org.postigo.classifier.lookalike.GuardedDomains;
import org.postigo.classifier.lookalike.Lookalikes;
import org.postigo.classifier.starter.StarterModel;
import org.postigo.classifier.strictness.Decided;
import org.postigo.classifier.text.Label;
import org.postigo.classifier.text.TextModels;
import org.postigo.mail.DomainName;
import org.postigo.mail.policy.ProtectedDomain;
import org.postigo.training.measure.Measures;
import org.postigo.training.measure.Scored;

/**
 * Runs the online protocols of the TREC spam track, and that of a quarantine, over a whole filter without a network: each
 * message of a corpus is scored in the order of the index, and then the filter learns what the protocol tells it. At any
 * time one message is in memory, and the score of each one before.
 */
public final class Evaluation {
    private final Filter.Maker maker;

    /**
     * What is told to the filter, and how it is judged.
     *
     * @param protocol which labels are told
     * @param noise chance that a label is told wrongly, 0 to 1
     * @param uncontested what becomes of delivered mail whose label is not told, under {@link Protocol.Held}
     * @param hold probability of spam from which on a message is held, above 0, below 1
     * @param seed of all that is drawn by chance: the same seed gives the same run
     */
    public record Plan(Protocol protocol, double noise, Uncontested uncontested, double hold, long seed) {
        /** Immediate feedback without noise, judged at the shipped threshold. */
        public static final Plan STANDARD = new Plan(
                new Protocol.Immediate(), 0, Uncontested.NOT_LEARNT, ProtectedDomain.Thresholds.DEFAULT.hold(), 1);

        /** Checks the ranges. */
        public Plan {
            if (!(noise >= 0 && noise <= 1)) {
                throw new IllegalArgumentException("noise is a share: " + noise);
            }
            if (!(hold > 0 && hold < 1)) {
                throw new IllegalArgumentException("a threshold lies between 0 and 1: " + hold);
            }
        }

        /** That probability as log-odds. */
        public double threshold() {
            return Math.log(hold / (1 - hold));
        }
    }

    /**
     * Delivered mail that nobody contests for a while counts as good, be it so or not; but never so much of it that more
     * ham than spam has been told, since spam is told only once it is held or reported: a filter that holds nothing would
     * otherwise learn that nothing is spam.
     *
     * @param after later messages that a recipient has to contest it in
     * @param share chance that an uncontested message is learnt as ham, as lightly as {@code Source.UNCONTESTED} is
     * @param contested share of the delivered spam that its recipients report, learnt as spam then
     */
    public record Uncontested(int after, double share, double contested) {
        /** Nothing is made of it. */
        public static final Uncontested NOT_LEARNT = new Uncontested(0, 0, 0);

        /** Checks the ranges. */
        public Uncontested {
            if (after < 0 || !(share >= 0 && share <= 1) || !(contested >= 0 && contested <= 1)) {
                throw new IllegalArgumentException("a count and two shares: " + after + ":" + share + ":" + contested);
            }
        }
    }

    /**
     * What came of a run.
     *
     * @param scored label and score of each message, in the index's order
     * @param threshold log-odds that it is judged at
     * @param lessons labels that the filter was told
     * @param unassessed messages that the filter failed on
     * @param took wall-clock time of reading, scoring and learning
     */
    public record Result(List<Scored> scored, double threshold, int lessons, int unassessed, Duration took) {
        /** Copies the list. */
        public Result {
            scored = List.copyOf(scored);
        }

        /** Over all messages. */
        public Measures measures() {
            return Measures.of(scored, threshold);
        }

        /**
         * Over the messages from one on.
         *
         * @param first counted from 1
         */
        public Result from(int first) {
            int skipped = Math.min(first - 1, scored.size());
            return new Result(scored.subList(skipped, scored.size()), threshold, lessons, unassessed, took);
        }

        /** Whether there is mail of both classes, without which there is no measure. */
        public boolean measurable() {
            boolean spam = scored.stream().anyMatch(each -> each.label() == Label.SPAM);
            return spam && scored.stream().anyMatch(each -> each.label() == Label.HAM);
        }

        /** Messages. */
        public int messages() {
            return scored.size();
        }

        /** Messages a second. */
        public double rate() {
            return messages() / Math.max(1e-9, took.toNanos() / 1e9);
        }

        /** The figures in one line. */
        public String line() {
            return measures().line() + String.format(Locale.ROOT, " messages/s=%.0f", rate());
        }

        /** The run as mail decided just now, for a strictness curve. */
        public List<Decided> decided(DomainName domain, Instant now) {
            return scored.stream()
                    .map(each -> new Decided(now, domain, 1 / (1 + Math.exp(-each.logOdds())), each.label(), 1))
                    .toList();
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

    /** Gives text models to begin with, new ones each time since a run changes them. */
    @FunctionalInterface
    public interface Start {
        /** Models that nobody else holds. */
        TextModels models() throws IOException;

        /** Begin with nothing. */
        Start EMPTY = TextModels::empty;
    }

    private Evaluation(Filter.Maker maker) {
        this.maker = maker;
    }

    /** An evaluation from nothing with these checks beside the text models; they must not need a network. */
    public Evaluation(List<Check> contentChecks) {
        this(Start.EMPTY, contentChecks, Authenticator.OFFLINE, Optional.empty());
    }

    private Evaluation(
            Start start, List<Check> contentChecks, Authenticator authenticator, Optional<StarterModel> starter) {
        this(() -> new WholeClassifier(start.models(), contentChecks, authenticator, starter));
    }

    /** An evaluation with all checks of this version that look at the content alone and need no child process. */
    public static Evaluation standard() {
        return standard(Start.EMPTY, Authenticator.OFFLINE, Optional.empty());
    }

    /**
     * The same, beginning with models.
     *
     * @param authenticator who says what SPF, DKIM and DMARC said when the message came, such as a {@link
     *     TrustedReceiver}
     * @param starter the frozen model that a site begins with, if it does
     */
    public static Evaluation standard(Start start, Authenticator authenticator, Optional<StarterModel> starter) {
        return new Evaluation(start, contentChecks(), authenticator, starter);
    }

    /** All checks that look at the content alone and need no child process. */
    static List<Check> contentChecks() {
        var lookalikes = new Lookalikes(GuardedDomains.NONE);
        var readings = new HtmlReadings();
        return List.of(
                new FieldCheck(),
                new FromCheck(lookalikes),
                new LinkCheck(readings, lookalikes),
                new DisguiseCheck(),
                new BaitCheck(readings));
    }

    /** An evaluation of one of Weka's own classifiers. */
    public static Evaluation of(Baseline baseline) {
        return new Evaluation(baseline::make);
    }

    /** Runs a corpus from nothing under {@link Plan#STANDARD}. */
    public Result run(Corpus corpus, Optional<Path> scores, Progress progress) throws IOException {
        return run(corpus, Plan.STANDARD, scores, progress);
    }

    /**
     * Runs a corpus.
     *
     * @param scores file for a line {@code label score path} for each message, score being log-odds of spam
     * @throws IOException if a message cannot be read or the scores cannot be written
     */
    public Result run(Corpus corpus, Plan plan, Optional<Path> scores, Progress progress) throws IOException {
        var run = new ArrayList<Scored>(corpus.entries().size());
        var feedback = new Feedback(plan);
        int lessons = 0;
        long start = System.nanoTime();
        try (Writer out = scores.isPresent() ? Files.newBufferedWriter(scores.get()) : Writer.nullWriter();
                var lines = new BufferedWriter(out);
                Filter filter = maker.make()) {
            for (int i = 0; i < corpus.entries().size(); i++) {
                Corpus.Entry entry = corpus.entries().get(i);
                Corpus.Arrival arrival = corpus.arrival(i);
                Filter.Judged judged = filter.judge(arrival.mail());
                double logOdds = judged.logOdds();
                run.add(new Scored(entry.label(), logOdds, judged.band()));
                lines.write((entry.label() == Label.SPAM ? "spam " : "ham ") + logOdds + " " + entry.path() + "\n");
                for (Feedback.Told told : feedback.after(i, entry, arrival.recipient(), logOdds)) {
                    // Earlier messages are read again, so that none is kept.
                    filter.learn(
                            told.number() == i ? arrival.mail() : corpus.mail(told.number()),
                            told.label(),
                            told.source());
                    lessons++;
                }
                progress.at(i + 1, corpus.entries().size());
            }
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            return new Result(run, plan.threshold(), lessons, filter.failures(), took);
        }
    }
}
