package org.postigo.classifier.strictness;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.postigo.classifier.text.Label;
import org.postigo.mail.estimate.Interval;

/**
 * What each threshold would have done to mail that has been decided. Immutable; made in n log n, asked in log n.
 *
 * <p>Weighted messages (an audit stands for all that was not audited) count for what they stand for, and their intervals
 * are as wide as the smaller number of independent messages warrants: Kish's effective size, the square of the sum of
 * weights over the sum of their squares ("Survey Sampling", 1965).
 */
public final class StrictnessCurve {
    /** Rising. */
    private final double[] probabilities;

    /** Of the messages below each place: weight of ham, of spam. One longer than the messages. */
    private final double[] hamBelow;

    private final double[] spamBelow;
    private final double hamEffective;
    private final double spamEffective;

    /**
     * One kind of error at one threshold.
     *
     * @param share seen, 0 to 1; 0 where there was no message
     * @param interval 95%, Wilson's
     * @param messages that it was seen in: an effective number where they are weighted
     */
    public record Rate(double share, Interval interval, double messages) {}

    /**
     * One threshold.
     *
     * @param threshold probability from which on mail is held, above 0, at most 1
     * @param misclassifiedHam share of ham that is held
     * @param missedSpam share of spam that is not
     * @param held share of all decided mail that is held: what a reviewer reads
     */
    public record Point(double threshold, Rate misclassifiedHam, Rate missedSpam, double held) {}

    private StrictnessCurve(List<Decided> rising) {
        int n = rising.size();
        probabilities = new double[n];
        hamBelow = new double[n + 1];
        spamBelow = new double[n + 1];
        double ham2 = 0;
        double spam2 = 0;
        for (int i = 0; i < n; i++) {
            Decided each = rising.get(i);
            boolean spam = each.label() == Label.SPAM;
            probabilities[i] = each.probability();
            hamBelow[i + 1] = hamBelow[i] + (spam ? 0 : each.weight());
            spamBelow[i + 1] = spamBelow[i] + (spam ? each.weight() : 0);
            ham2 += spam ? 0 : each.weight() * each.weight();
            spam2 += spam ? each.weight() * each.weight() : 0;
        }
        hamEffective = ham2 == 0 ? 0 : hamBelow[n] * hamBelow[n] / ham2;
        spamEffective = spam2 == 0 ? 0 : spamBelow[n] * spamBelow[n] / spam2;
    }

    /** The curve of these messages, in any order. */
    public static StrictnessCurve of(Collection<Decided> decided) {
        return new StrictnessCurve(decided.stream()
                .sorted(Comparator.comparingDouble(Decided::probability))
                .toList());
    }

    /** Good messages that it rests on; an effective number where they are weighted. */
    public double ham() {
        return hamEffective;
    }

    /** Spam that it rests on; an effective number where it is weighted. */
    public double spam() {
        return spamEffective;
    }

    /**
     * What a threshold would have done.
     *
     * @param threshold above 0, at most 1
     */
    public Point at(double threshold) {
        int below = below(threshold);
        int n = probabilities.length;
        double all = hamBelow[n] + spamBelow[n];
        double held = all - hamBelow[below] - spamBelow[below];
        return new Point(
                threshold,
                rate(hamBelow[n] - hamBelow[below], hamBelow[n], hamEffective),
                rate(spamBelow[below], spamBelow[n], spamEffective),
                all == 0 ? 0 : Math.clamp(held / all, 0, 1));
    }

    /**
     * The curve at evenly spaced thresholds, for drawing.
     *
     * @param steps at least 1; the last threshold is 1
     */
    public List<Point> points(int steps) {
        return IntStream.rangeClosed(1, steps)
                .mapToObj(step -> at((double) step / steps))
                .toList();
    }

    /**
     * The strictest threshold, the one that misses least spam, at which the interval of misclassified ham lies as a whole
     * at or below what is wanted; empty if there is too little evidence for any, or too much ham that looks like spam.
     *
     * @param hamLoss wanted share of misclassified ham, above 0, below 1
     */
    public Optional<Point> meeting(double hamLoss) {
        // Losing no ham at all at the threshold 1 is the best that can be; from there down as long as the bound holds.
        Point best = at(1);
        if (best.misclassifiedHam().interval().high() > hamLoss) {
            return Optional.empty();
        }
        int low = 0;
        int high = probabilities.length;
        // The bound falls as the threshold rises: find the first message that may be held.
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (probabilities[middle] > 0
                    && at(probabilities[middle]).misclassifiedHam().interval().high() <= hamLoss) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return Optional.of(low == probabilities.length ? best : at(probabilities[low]));
    }

    private int below(double threshold) {
        if (!(threshold > 0 && threshold <= 1)) {
            throw new IllegalArgumentException("a threshold lies above 0 and at most at 1: " + threshold);
        }
        int at = Arrays.binarySearch(probabilities, Math.nextDown(threshold));
        // Any of several equal ones may have been found: the first message at the threshold or above is wanted.
        int i = at < 0 ? -at - 1 : at;
        while (i < probabilities.length && probabilities[i] < threshold) {
            i++;
        }
        return i;
    }

    private static Rate rate(double errors, double all, double effective) {
        double share = all == 0 ? 0 : Math.clamp(errors / all, 0, 1);
        return new Rate(share, Interval.wilson(share, effective), effective);
    }
}
