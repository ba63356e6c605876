package org.postigo.classifier.combine;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.postigo.mail.finding.Finding;
import org.postigo.mail.finding.Score;
import weka.classifiers.Evaluation;
import weka.core.Instance;
import weka.core.Instances;

/**
 * Lets Weka fit the combiner to decided mail, judge the fit by cross-validation, calibrate it, and compare it with the
 * one that serves. The same examples and seed give the same numbers.
 */
public final class CombinerTraining {
    /** Decided messages of each class below which prices do not move. */
    public static final int LEAST = 200;

    private static final int FOLDS = 10;

    private CombinerTraining() {}

    /** Who says what a message is, and how much that weighs. */
    public enum Source {
        /** A reviewer, or the label of a corpus. */
        REVIEWED(1),
        /** Delivered with a proven identity and contested by nobody for a week. Never counts towards {@link #LEAST}. */
        UNCONTESTED(0.1);

        private final double weight;

        Source(double weight) {
            this.weight = weight;
        }

        /** In messages. */
        public double weight() {
            return weight;
        }
    }

    /**
     * A decided message.
     *
     * @param findings as they were when it came, so that the text models had not learnt it yet
     * @param spam what it is
     * @param source who says so
     */
    public record Example(List<Finding> findings, boolean spam, Source source) {
        /** Copies the list. */
        public Example {
            findings = List.copyOf(findings);
        }

        /** As a person said. */
        public Example(List<Finding> findings, boolean spam) {
            this(findings, spam, Source.REVIEWED);
        }
    }

    /** What came of it. */
    public sealed interface Outcome {
        /**
         * Trained.
         *
         * @param coefficients found on all examples, calibrated
         * @param quality by ten-fold cross-validation
         * @param challenge against the model that serves
         */
        record Trained(Coefficients coefficients, Quality quality, Challenge challenge) implements Outcome {}

        /** Too few decisions of one class: the prices stay. */
        record TooFew(int spam, int ham) implements Outcome {}

        /** Weka found no fit. */
        record Failed(String cause) implements Outcome {}
    }

    /**
     * How good, by Weka's own evaluation over ten folds, before calibration (which moves no message past another).
     *
     * @param oneMinusRocArea in percent
     * @param misclassifiedHam share of ham with a probability of a half or more, 0 to 1
     * @param missedSpam share of spam below it, 0 to 1
     * @param raw reliability of the fit as it came
     * @param calibrated reliability after calibration, each fold calibrated on the others; of what people decided
     */
    public record Quality(
            double oneMinusRocArea,
            double misclassifiedHam,
            double missedSpam,
            Reliability raw,
            Reliability calibrated) {}

    /** Trains against the bare prices at the default threshold. */
    public static Outcome train(PriceList prices, List<Example> examples, long seed) {
        return train(prices, examples, Combiner.of(prices), 0.8, seed);
    }

    /**
     * Trains.
     *
     * @param champion that serves
     * @param hold probability from which on a message is held, for the comparison
     * @param seed of the folds, so that a run can be repeated
     */
    public static Outcome train(PriceList prices, List<Example> examples, Combiner champion, double hold, long seed) {
        List<Example> reviewed =
                examples.stream().filter(e -> e.source() == Source.REVIEWED).toList();
        int spam = (int) reviewed.stream().filter(Example::spam).count();
        int ham = reviewed.size() - spam;
        if (spam < LEAST || ham < LEAST) {
            return new Outcome.TooFew(spam, ham);
        }
        // Shuffled before Weka sees them: its folds keep their order, and so every score finds its example again.
        var shuffled = new ArrayList<>(examples);
        Collections.shuffle(shuffled, new Random(seed));
        var attributes = new Attributes(prices);
        try {
            var folds = new Folds(prices, attributes, shuffled);
            var model = new FactLogistic(prices);
            model.buildClassifier(data(attributes, shuffled));
            Coefficients coefficients = model.calibrated(Calibration.fit(folds.all()));
            return new Outcome.Trained(
                    coefficients,
                    folds.quality(),
                    new Challenge(champion.version(), folds.figures(champion, hold), folds.figures(hold)));
        } catch (Exception e) { // Weka declares nothing narrower
            return new Outcome.Failed(String.valueOf(e.getMessage()));
        }
    }

    /** Writes examples in Weka's own form, for its Explorer. */
    public static void arff(PriceList prices, List<Example> examples, Writer out) throws IOException {
        var attributes = new Attributes(prices);
        out.write(attributes.dataSet(0).toString());
        for (Example example : examples) {
            out.write(instance(attributes, example).toString());
            out.write('\n');
        }
    }

    private static Instances data(Attributes attributes, List<Example> examples) {
        Instances data = attributes.dataSet(examples.size());
        for (Example example : examples) {
            data.add(instance(attributes, example));
        }
        return data;
    }

    private static Instance instance(Attributes attributes, Example example) {
        Instance instance = attributes.labelled(example.findings(), example.spam());
        instance.setWeight(example.source().weight());
        return instance;
    }

    /** Every example with the score of a model that had not seen it: example i lies in fold i mod ten. */
    private static final class Folds {
        private final List<Example> examples;
        private final Evaluation evaluation;
        private final double[] raw;
        private final double[] calibrated;

        Folds(PriceList prices, Attributes attributes, List<Example> examples) throws Exception {
            this.examples = stratified(examples);
            this.raw = new double[examples.size()];
            this.calibrated = new double[examples.size()];
            Instances data = data(attributes, this.examples);
            evaluation = new Evaluation(data);
            var models = new ArrayList<FactLogistic>();
            for (int fold = 0; fold < FOLDS; fold++) {
                Instances train = attributes.dataSet(examples.size());
                Instances test = attributes.dataSet(examples.size() / FOLDS + 1);
                for (int i = 0; i < data.size(); i++) {
                    (i % FOLDS == fold ? test : train).add(data.get(i));
                }
                var model = new FactLogistic(prices);
                model.buildClassifier(train);
                evaluation.evaluateModel(model, test);
                for (int i = fold; i < data.size(); i += FOLDS) {
                    raw[i] = model.logOdds(data.get(i));
                }
                models.add(model);
            }
            for (int fold = 0; fold < FOLDS; fold++) {
                var others = new ArrayList<Calibration.Scored>();
                for (int i = 0; i < data.size(); i++) {
                    if (i % FOLDS != fold) {
                        others.add(scored(i));
                    }
                }
                var model = new FactLogistic(prices, models.get(fold).calibrated(Calibration.fit(others)));
                for (int i = fold; i < data.size(); i += FOLDS) {
                    calibrated[i] = model.logOdds(data.get(i));
                }
            }
        }

        /** In an order that deals both classes evenly to the folds. */
        private static List<Example> stratified(List<Example> examples) {
            var spamFirst = new ArrayList<Example>(examples.size());
            examples.stream().filter(Example::spam).forEach(spamFirst::add);
            examples.stream().filter(e -> !e.spam()).forEach(spamFirst::add);
            return spamFirst;
        }

        private Calibration.Scored scored(int i) {
            Example example = examples.get(i);
            return new Calibration.Scored(
                    raw[i], example.spam(), example.source().weight());
        }

        List<Calibration.Scored> all() {
            var all = new ArrayList<Calibration.Scored>();
            for (int i = 0; i < raw.length; i++) {
                all.add(scored(i));
            }
            return all;
        }

        Quality quality() {
            return new Quality(
                    100 * (1 - evaluation.areaUnderROC(Attributes.SPAM)),
                    evaluation.falsePositiveRate(Attributes.SPAM),
                    evaluation.falseNegativeRate(Attributes.SPAM),
                    reliability(raw),
                    reliability(calibrated));
        }

        private Reliability reliability(double[] logOdds) {
            var told = new ArrayList<Reliability.Told>();
            for (int i = 0; i < logOdds.length; i++) {
                if (examples.get(i).source() == Source.REVIEWED) {
                    told.add(new Reliability.Told(
                            probability(logOdds[i]), examples.get(i).spam(), 1));
                }
            }
            return Reliability.of(told);
        }

        Figures figures(double hold) {
            return figures(calibrated, hold);
        }

        Figures figures(Combiner champion, double hold) {
            double[] logOdds = new double[examples.size()];
            for (int i = 0; i < logOdds.length; i++) {
                Score score = champion.score(examples.get(i).findings());
                logOdds[i] = score.logOdds();
            }
            return figures(logOdds, hold);
        }

        private Figures figures(double[] logOdds, double hold) {
            int ham = 0;
            int misclassified = 0;
            int missed = 0;
            double loss = 0;
            double weights = 0;
            for (int i = 0; i < logOdds.length; i++) {
                Example example = examples.get(i);
                boolean held = probability(logOdds[i]) >= hold;
                ham += example.spam() ? 0 : 1;
                misclassified += held && !example.spam() ? 1 : 0;
                missed += !held && example.spam() ? 1 : 0;
                // ln(1 + e^x) without overflow.
                double wrong = example.spam() ? -logOdds[i] : logOdds[i];
                loss += example.source().weight() * (Math.max(0, wrong) + Math.log1p(Math.exp(-Math.abs(wrong))));
                weights += example.source().weight();
            }
            return new Figures(ham, logOdds.length - ham, misclassified, missed, loss / weights);
        }

        private static double probability(double logOdds) {
            return 1 / (1 + Math.exp(-logOdds));
        }
    }
}
