package org.postigo.classifier.combine;

import java.io.File;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.postigo.mail.finding.Finding;
import org.postigo.mail.finding.FindingKey;
import weka.core.Attribute;
import weka.core.DenseInstance;
import weka.core.Instance;
import weka.core.Instances;
import weka.core.SparseInstance;

/** Facts as Weka sees them: one numeric attribute for each key, and the class {spam, ham}. */
final class Attributes {
    static final int SPAM = 0;
    static final int HAM = 1;

    private static final FindingKey[] KEYS = FindingKey.values();

    static {
        keepWekaFromHome();
    }

    private final PriceList prices;
    private final Instances header;

    /** Attributes whose values are bounded as the price list says. */
    Attributes(PriceList prices) {
        this.prices = prices;
        var attributes = new ArrayList<Attribute>(KEYS.length + 1);
        for (FindingKey key : KEYS) {
            attributes.add(new Attribute(key.wire()));
        }
        attributes.add(new Attribute("class", List.of("spam", "ham")));
        header = new Instances("mail", attributes, 0);
        header.setClassIndex(KEYS.length);
    }

    /**
     * Weka makes a folder in the user's home as soon as its package manager is touched, unless it is told of another.
     * The other is only named here, by chance so that nobody can be there first; Weka makes it when it trains.
     */
    private static void keepWekaFromHome() {
        if (System.getProperty("WEKA_HOME") == null && System.getenv("WEKA_HOME") == null) {
            var folder = new File(
                    System.getProperty("java.io.tmpdir"),
                    "postigo-weka-" + Long.toHexString(new SecureRandom().nextLong()));
            System.setProperty("WEKA_HOME", folder.getPath());
            // Deleted from the last to the first, once the folder is empty.
            folder.deleteOnExit();
            for (String below : List.of("packages", "props", "repCache", "native")) {
                new File(folder, below).deleteOnExit();
            }
        }
    }

    /** An empty data set with these attributes. */
    Instances dataSet(int capacity) {
        return new Instances(header, capacity);
    }

    static FindingKey key(int attribute) {
        return KEYS[attribute];
    }

    static int attributes() {
        return KEYS.length;
    }

    /** The values of all facts of one key together, unbounded. */
    static Map<FindingKey, Double> sums(List<Finding> findings) {
        var sums = new EnumMap<FindingKey, Double>(FindingKey.class);
        for (Finding finding : findings) {
            if (finding instanceof Finding.Fact fact && Double.isFinite(fact.value())) {
                sums.merge(fact.key(), fact.value(), Double::sum);
            }
        }
        return sums;
    }

    /** A sum within its bound. */
    double bounded(FindingKey key, double sum) {
        double most = prices.of(key).most();
        return Math.clamp(sum, -most, most);
    }

    /** Facts without a class, for prediction. */
    Instance unlabelled(Map<FindingKey, Double> sums) {
        double[] values = new double[sums.size() + 1];
        int[] indices = new int[sums.size() + 1];
        int n = 0;
        for (var entry : sums.entrySet()) { // in the order of the keys
            indices[n] = entry.getKey().ordinal();
            values[n++] = bounded(entry.getKey(), entry.getValue());
        }
        indices[n] = KEYS.length;
        values[n] = Double.NaN; // Weka's missing value
        Instance instance = new SparseInstance(1, values, indices, KEYS.length + 1);
        instance.setDataset(header);
        return instance;
    }

    /** Facts with their class, for training. */
    Instance labelled(List<Finding> findings, boolean spam) {
        double[] values = new double[KEYS.length + 1];
        sums(findings).forEach((key, sum) -> values[key.ordinal()] = bounded(key, sum));
        values[KEYS.length] = spam ? SPAM : HAM;
        Instance instance = new DenseInstance(1, values);
        instance.setDataset(header);
        return instance;
    }
}
