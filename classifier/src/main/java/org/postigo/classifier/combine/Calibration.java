package org.postigo.classifier.combine;

import java.util.ArrayList;
import java.util.List;
import weka.classifiers.functions.Logistic;
import weka.core.Attribute;
import weka.core.DenseInstance;
import weka.core.Instances;

/**
 * A straight line over log-odds that makes them come true (Platt, "Probabilistic outputs for support vector machines",
 * 1999). A line and not steps, so that a score stays a sum of its facts' shares and can be explained (ADR 29). Fitted by
 * Weka on scores that a model gave to messages it had not seen.
 *
 * @param slope above 0
 * @param shift in log-odds
 */
record Calibration(double slope, double shift) {
    /** Leaves scores as they are. */
    static final Calibration NONE = new Calibration(1, 0);

    /** Keeps the line finite where the classes are apart without a gap. */
    private static final double RIDGE = 0.01;

    /** One score. */
    record Scored(double logOdds, boolean spam, double weight) {}

    /** The line of least log-loss; {@link #NONE} where that would fall, since then the scores tell nothing. */
    static Calibration fit(List<Scored> scores) throws Exception {
        var attributes = new ArrayList<Attribute>(
                List.of(new Attribute("score"), new Attribute("class", List.of("spam", "ham"))));
        var data = new Instances("scores", attributes, scores.size());
        data.setClassIndex(1);
        for (Scored scored : scores) {
            data.add(new DenseInstance(
                    scored.weight(),
                    new double[] {scored.logOdds(), scored.spam() ? Attributes.SPAM : Attributes.HAM}));
        }
        var logistic = new Logistic();
        logistic.setRidge(RIDGE);
        logistic.buildClassifier(data);
        double[][] found = logistic.coefficients(); // of the first class, spam
        double shift = found[0][0];
        double slope = found[1][0];
        return slope > 0 && Double.isFinite(slope) && Double.isFinite(shift) ? new Calibration(slope, shift) : NONE;
    }
}
