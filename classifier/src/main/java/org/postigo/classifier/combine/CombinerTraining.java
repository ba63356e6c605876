package org.postigo.classifier.combine;

import java.util.List;
import java.util.Random;
import org.postigo.mail.finding.Finding;
import weka.classifiers.Evaluation;
import weka.core.Instances;

/** Lets Weka fit the combiner to decided mail, and judge the fit by cross-validation. */
public final class CombinerTraining {
    /** Decided messages of each class below which prices do not move. */
    public static final int LEAST = 200;

    private static final int FOLDS = 10;

    private CombinerTraining() {}

    /**
     * A decided message.
     *
     * @param findings as they were when it came, so that the text models had not learnt it yet
     * @param spam what a person said
     */
    public record Example(List<Finding> findings, boolean spam) {
        /** Copies the list. */
        public Example {
            findings = List.copyOf(findings);
        }
    }

    /** What came of it. */
    public sealed interface Outcome {
        /**
         * Trained.
         *
         * @param coefficients found on all examples
         * @param quality by ten-fold cross-validation
         */
        record Trained(Coefficients coefficients, Quality quality) implements Outcome {}

        /** Too few decisions of one class: the prices stay. */
        record TooFew(int spam, int ham) implements Outcome {}

        /** Weka found no fit. */
        record Failed(String cause) implements Outcome {}
    }

    /**
     * How good.
     *
     * @param oneMinusRocArea in percent
     * @param misclassifiedHam share of ham with a probability of a half or more, 0 to 1
     * @param missedSpam share of spam below it, 0 to 1
     */
    public record Quality(double oneMinusRocArea, double misclassifiedHam, double missedSpam) {}

    /**
     * Trains.
     *
     * @param seed of the folds, so that a run can be repeated
     */
    public static Outcome train(PriceList prices, List<Example> examples, long seed) {
        int spam = (int) examples.stream().filter(Example::spam).count();
        int ham = examples.size() - spam;
        if (spam < LEAST || ham < LEAST) {
            return new Outcome.TooFew(spam, ham);
        }
        var attributes = new Attributes(prices);
        Instances data = attributes.dataSet(examples.size());
        for (Example example : examples) {
            data.add(attributes.labelled(example.findings(), example.spam()));
        }
        try {
            var model = new FactLogistic(prices);
            model.buildClassifier(data);
            return new Outcome.Trained(model.coefficients(), judge(prices, data, seed));
        } catch (Exception e) { // Weka declares nothing narrower
            return new Outcome.Failed(String.valueOf(e.getMessage()));
        }
    }

    private static Quality judge(PriceList prices, Instances data, long seed) throws Exception {
        var random = new Random(seed);
        var shuffled = new Instances(data);
        shuffled.randomize(random);
        shuffled.stratify(FOLDS);
        var evaluation = new Evaluation(data);
        for (int fold = 0; fold < FOLDS; fold++) {
            var model = new FactLogistic(prices);
            model.buildClassifier(shuffled.trainCV(FOLDS, fold, random));
            evaluation.evaluateModel(model, shuffled.testCV(FOLDS, fold));
        }
        return new Quality(
                100 * (1 - evaluation.areaUnderROC(Attributes.SPAM)),
                evaluation.falsePositiveRate(Attributes.SPAM),
                evaluation.falseNegativeRate(Attributes.SPAM));
    }
}
