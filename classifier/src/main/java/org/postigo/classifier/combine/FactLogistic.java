package org.postigo.classifier.combine;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.postigo.mail.finding.FindingKey;
import weka.classifiers.AbstractClassifier;
import weka.classifiers.functions.Logistic;
import weka.core.Attribute;
import weka.core.DenseInstance;
import weka.core.Instance;
import weka.core.Instances;

/**
 * Logistic regression over facts as a Weka classifier: its coefficients are the price list, until {@link
 * #buildClassifier} lets Weka's own {@link Logistic} (ridge regression after le Cessie and van Houwelingen, 1992) fit
 * them. A fact that hardly occurred keeps its price, and a fit that turns a price's sign is made again without that
 * fact, which then weighs nothing.
 */
final class FactLogistic extends AbstractClassifier {
    private static final long serialVersionUID = 1;

    /** Messages that must bear a fact before its price may move. */
    private static final int SEEN = 20;

    private static final double RIDGE = 1.0;

    private final transient PriceList prices;
    private transient Coefficients coefficients;
    /** Whose weights Weka found; those of the others are still their prices. */
    private transient Set<FindingKey> moved = Set.of();

    FactLogistic(PriceList prices) {
        this(prices, Coefficients.of(prices));
    }

    FactLogistic(PriceList prices, Coefficients coefficients) {
        this.prices = prices;
        this.coefficients = coefficients;
    }

    Coefficients coefficients() {
        return coefficients;
    }

    /** The fit on a calibrated scale. What kept its price keeps it: that is in true log-odds by intent. */
    Coefficients calibrated(Calibration calibration) {
        var weights = new EnumMap<FindingKey, Double>(FindingKey.class);
        coefficients
                .weights()
                .forEach(
                        (key, weight) -> weights.put(key, moved.contains(key) ? calibration.slope() * weight : weight));
        return new Coefficients(
                coefficients.version(), calibration.slope() * coefficients.bias() + calibration.shift(), weights);
    }

    @Override
    public void buildClassifier(Instances data) throws Exception {
        var free = new BitSet();
        for (int i = 0; i < Attributes.attributes(); i++) {
            if (occurrences(data, i) >= SEEN && varies(data, i)) {
                free.set(i);
            }
        }
        var weights = new EnumMap<FindingKey, Double>(FindingKey.class);
        prices.prices().forEach((key, price) -> weights.put(key, price.weight()));
        free.stream().forEach(i -> weights.put(Attributes.key(i), 0.0));
        while (true) {
            int[] columns = free.stream().toArray();
            double[] fitted = fit(data, columns);
            boolean turned = false;
            for (int j = 0; j < columns.length; j++) {
                FindingKey key = Attributes.key(columns[j]);
                if (fitted[j + 1] * prices.of(key).weight() < 0) {
                    free.clear(columns[j]);
                    turned = true;
                }
            }
            if (!turned) {
                var found = EnumSet.noneOf(FindingKey.class);
                for (int j = 0; j < columns.length; j++) {
                    found.add(Attributes.key(columns[j]));
                    weights.put(Attributes.key(columns[j]), fitted[j + 1]);
                }
                moved = found;
                coefficients = new Coefficients("combiner-" + data.numInstances(), fitted[0], weights);
                return;
            }
        }
    }

    private static int occurrences(Instances data, int attribute) {
        int n = 0;
        for (Instance instance : data) {
            if (instance.value(attribute) != 0) {
                n++;
            }
        }
        return n;
    }

    /** A fact of the same value in all mail tells nothing, and Weka would leave its column out and shift the others. */
    private static boolean varies(Instances data, int attribute) {
        double first = data.firstInstance().value(attribute);
        return data.stream().anyMatch(instance -> instance.value(attribute) != first);
    }

    /** Bias and weights that Weka finds with some columns alone. */
    private static double[] fit(Instances data, int[] columns) throws Exception {
        var attributes = new ArrayList<Attribute>();
        for (int column : columns) {
            attributes.add(new Attribute(Attributes.key(column).wire()));
        }
        attributes.add(new Attribute("class", List.of("spam", "ham")));
        var narrow = new Instances("mail", attributes, data.numInstances());
        narrow.setClassIndex(columns.length);
        for (Instance instance : data) {
            double[] values = new double[columns.length + 1];
            for (int j = 0; j < columns.length; j++) {
                values[j] = instance.value(columns[j]);
            }
            values[columns.length] = instance.classValue();
            narrow.add(new DenseInstance(instance.weight(), values));
        }
        var logistic = new Logistic();
        logistic.setRidge(RIDGE);
        logistic.buildClassifier(narrow);
        double[][] parameters = logistic.coefficients(); // of the first class, spam, against the last
        double[] fitted = new double[columns.length + 1];
        for (int j = 0; j < fitted.length; j++) {
            fitted[j] = parameters[j][0];
        }
        return fitted;
    }

    /** Log-odds of spam. */
    double logOdds(Instance instance) {
        double sum = coefficients.bias();
        for (int i = 0; i < instance.numValues(); i++) {
            int attribute = instance.index(i);
            if (attribute < Attributes.attributes()) {
                sum += coefficients.weight(Attributes.key(attribute)) * instance.valueSparse(i);
            }
        }
        return sum;
    }

    @Override
    public double[] distributionForInstance(Instance instance) {
        double spam = 1 / (1 + Math.exp(-logOdds(instance)));
        return new double[] {spam, 1 - spam};
    }
}
