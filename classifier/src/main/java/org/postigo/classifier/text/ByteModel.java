package org.postigo.classifier.text;

/**
 * Online logistic regression on the octet 4-grams that a view holds (Goodman and Yih, "Online discriminative spam
 * filter training", CEAS 2006): each distinct 4-gram is hashed to one of 2^22 weights and counts once; the features of
 * a message have length 1 together. A lesson is one step down the gradient of the log-loss.
 *
 * <p>One writer, any number of readers without a lock: weights are single floats, and a reader that meets a lesson half
 * learnt sees a score between the one before and the one after. {@link TextModels} publishes a finished lesson.
 */
final class ByteModel {
    /** Weights: 16 MB, and few enough collisions among the 4-grams of some ten thousand messages. */
    static final int SIZE = 1 << 22;

    private static final int BITS = 22;
    private static final int GRAM = 4;

    /**
     * Step length. Above 4 a lesson could not be taken back (see {@link #unlearn}).
     */
    private static final double RATE = 4;

    private final float[] weights;

    ByteModel() {
        this(new float[SIZE]);
    }

    /** Goes on with these weights, which it owns from now on. */
    ByteModel(float[] weights) {
        if (weights.length != SIZE) {
            throw new IllegalArgumentException("not " + SIZE + " weights: " + weights.length);
        }
        this.weights = weights;
    }

    /** The distinct features of a view. */
    static int[] features(byte[] view) {
        int grams = Math.max(0, view.length - GRAM + 1);
        var distinct = new Distinct(grams);
        for (int i = 0; i < grams; i++) {
            int gram = view[i] << 24 | (view[i + 1] & 255) << 16 | (view[i + 2] & 255) << 8 | view[i + 3] & 255;
            distinct.add((int) (Hash.mix(gram) >>> 64 - BITS));
        }
        return distinct.toArray();
    }

    /** Log-odds of spam; 0 for a view without features. */
    double score(int[] features) {
        double sum = 0;
        for (int feature : features) {
            sum += weights[feature];
        }
        return features.length == 0 ? 0 : sum / Math.sqrt(features.length);
    }

    /** One step towards the label. */
    void learn(int[] features, Label label) {
        double score = score(features);
        step(features, moved(score, label) - score);
    }

    /**
     * Takes the step of a lesson back: exact but for rounding if nothing was learnt in between, else a compensation.
     * With features of length 1 the lesson moved the score s to s + rate · (y − σ(s)), which never falls with s for
     * rates up to 4, since σ' is at most 1/4; so the s before can be found again by halving.
     */
    void unlearn(int[] features, Label label) {
        double now = score(features);
        double low = now - RATE;
        double high = now + RATE;
        for (int i = 0; i < 60; i++) {
            double middle = (low + high) / 2;
            if (moved(middle, label) < now) {
                low = middle;
            } else {
                high = middle;
            }
        }
        step(features, (low + high) / 2 - now);
    }

    private static double moved(double score, Label label) {
        double target = label == Label.SPAM ? 1 : 0;
        return score + RATE * (target - 1 / (1 + Math.exp(-score)));
    }

    private void step(int[] features, double delta) {
        if (features.length > 0) {
            float each = (float) (delta / Math.sqrt(features.length));
            for (int feature : features) {
                weights[feature] += each;
            }
        }
    }

    /** The weights themselves, for {@link ModelFile}. */
    float[] weights() {
        return weights;
    }
}
