package org.postigo.training.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.postigo.classifier.text.Label;
import org.postigo.mail.estimate.Interval;

/**
 * Whether probabilities mean what they say: of the mail that was given about 0.9, nine in ten should be spam.
 *
 * @param bins by rising probability, those without a message left out
 * @param expectedError expected calibration error: the mean over all messages of the distance between the mean
 *     probability and the share of spam in a message's bin (Naeini, Cooper and Hauskrecht, AAAI 2015), 0 to 1
 */
public record Reliability(List<Bin> bins, double expectedError) {
    private static final int BINS = 10;

    /** Copies the list. */
    public Reliability {
        bins = List.copyOf(bins);
    }

    /**
     * Messages of about the same probability.
     *
     * @param from least probability of the bin
     * @param to least probability of the next
     * @param messages in it
     * @param told mean of the probabilities
     * @param spam share of them that is spam
     * @param interval of that share
     */
    public record Bin(double from, double to, int messages, double told, double spam, Interval interval) {}

    /** Ten bins of equal width. */
    public static Reliability of(List<Scored> run) {
        int[] messages = new int[BINS];
        int[] spam = new int[BINS];
        double[] told = new double[BINS];
        for (Scored each : run) {
            double probability = 1 / (1 + Math.exp(-each.logOdds()));
            int bin = Math.min(BINS - 1, (int) (probability * BINS));
            messages[bin]++;
            told[bin] += probability;
            spam[bin] += each.label() == Label.SPAM ? 1 : 0;
        }
        var bins = new ArrayList<Bin>();
        double error = 0;
        for (int i = 0; i < BINS; i++) {
            if (messages[i] > 0) {
                var bin = new Bin(
                        (double) i / BINS,
                        (i + 1.0) / BINS,
                        messages[i],
                        told[i] / messages[i],
                        (double) spam[i] / messages[i],
                        Interval.wilson(spam[i], messages[i]));
                bins.add(bin);
                error += messages[i] * Math.abs(bin.told() - bin.spam()) / run.size();
            }
        }
        return new Reliability(bins, error);
    }

    /** The bins as lines of a table, a heading above and the error below. */
    public List<String> lines() {
        var lines = new ArrayList<String>();
        lines.add("probability  messages   told  is spam  95% interval");
        for (Bin bin : bins) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%.1f to %.1f  %,9d  %.3f    %.3f  %.3f to %.3f",
                    bin.from(),
                    bin.to(),
                    bin.messages(),
                    bin.told(),
                    bin.spam(),
                    bin.interval().low(),
                    bin.interval().high()));
        }
        lines.add(String.format(Locale.ROOT, "expected calibration error %.4f", expectedError));
        return lines;
    }
}
