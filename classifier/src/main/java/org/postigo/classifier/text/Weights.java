package org.postigo.classifier.text;

/**
 * Logistic regression on places of a table (Goodman and Yih, "Online discriminative spam filter training", CEAS 2006):
 * each place counts once, and the places of a message have length 1 together. A lesson is a step down the gradient of
 * the log-loss towards a soft target.
 *
 * <p>Weights are 16 bits with a fixed point. So a score does not depend on the order in which a message's places come,
 * lessons folded again give the same weights bit by bit, and a view takes 8 MB. One writer, any number of readers
 * without a lock: a reader that meets a lesson half learnt sees a score between the one before and the one after.
 */
final class Weights {
    /** Places: few enough collisions among the features of some ten thousand messages. */
    static final int SIZE = 1 << Features.BITS;

    /** Parts of one. The largest weight is 8: a message of a single feature then has odds of 3,000. */
    private static final double PARTS = 4_096;

    private final short[] parts;

    /** How many bits of a place are left out. */
    private final int shift;

    Weights() {
        this(Features.BITS);
    }

    /** A smaller table, of 2^{@code bits} places. */
    Weights(int bits) {
        this(new short[1 << bits]);
    }

    /** Goes on with these weights in parts, a power of two of them, which it owns from now on. */
    Weights(short[] parts) {
        if (Integer.bitCount(parts.length) != 1 || parts.length > SIZE) {
            throw new IllegalArgumentException("no table of " + parts.length + " weights");
        }
        this.parts = parts;
        this.shift = Features.BITS - Integer.numberOfTrailingZeros(parts.length);
    }

    /** Log-odds of spam by the first {@code n} places; 0 if there are none. */
    double score(int[] places, int n) {
        long sum = 0;
        for (int i = 0; i < n; i++) {
            sum += parts[places[i] >>> shift];
        }
        return n == 0 ? 0 : sum / (PARTS * Math.sqrt(n));
    }

    /**
     * Changes the log-odds by the first {@code n} places by about this much.
     *
     * @return what was added to each of their weights, in parts
     */
    int step(int[] places, int n, double change) {
        int each = n == 0 ? 0 : (int) Math.rint(Math.clamp(change / Math.sqrt(n), -8, 8) * PARTS);
        add(places, n, each);
        return each;
    }

    /** Adds parts to the weight of each of the first {@code n} places. */
    void add(int[] places, int n, int each) {
        if (each != 0) {
            for (int i = 0; i < n; i++) {
                int at = places[i] >>> shift;
                parts[at] = (short) Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, parts[at] + each));
            }
        }
    }

    /** By how much parts added to each of {@code n} weights change the log-odds by these. */
    static double change(int each, int n) {
        return each * Math.sqrt(n) / PARTS;
    }

    /** What one place adds to the log-odds of a message of {@code n} places. */
    double share(int place, int n) {
        return parts[place >>> shift] / (PARTS * Math.sqrt(n));
    }

    /** The weights in parts, for {@link ModelFile}. */
    short[] parts() {
        return parts;
    }
}
