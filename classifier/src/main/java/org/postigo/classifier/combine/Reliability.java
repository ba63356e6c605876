package org.postigo.classifier.combine;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How often what was predicted came true: predictions sorted into ten bins of equal width, and the expected calibration
 * error over them (Naeini, Cooper and Hauskrecht, "Obtaining well calibrated probabilities using Bayesian binning",
 * AAAI 2015).
 *
 * @param bins from 0 to 1, also those that are empty
 * @param error mean distance between predicted and observed share of spam, weighted by messages: 0 to 1
 */
public record Reliability(List<Bin> bins, double error) {
    private static final int BINS = 10;

    /** Copies the list. */
    public Reliability {
        bins = List.copyOf(bins);
    }

    /**
     * Messages with a predicted probability of spam between two bounds.
     *
     * @param from at or above
     * @param until below; the last bin has its end too
     * @param messages in it, by weight
     * @param predicted mean probability; 0 in an empty bin
     * @param observed share of spam; 0 in an empty bin
     */
    public record Bin(double from, double until, double messages, double predicted, double observed) {}

    /**
     * One message.
     *
     * @param probability predicted, 0 to 1
     * @param spam what it was
     * @param weight above 0
     */
    public record Told(double probability, boolean spam, double weight) {}

    /** Over these messages; no error where there are none. */
    public static Reliability of(List<Told> all) {
        double[] messages = new double[BINS];
        double[] predicted = new double[BINS];
        double[] observed = new double[BINS];
        double sum = 0;
        for (Told told : all) {
            int bin = Math.min(BINS - 1, (int) (told.probability() * BINS));
            messages[bin] += told.weight();
            predicted[bin] += told.weight() * told.probability();
            observed[bin] += told.spam() ? told.weight() : 0;
            sum += told.weight();
        }
        var bins = new ArrayList<Bin>(BINS);
        double error = 0;
        for (int i = 0; i < BINS; i++) {
            double n = messages[i];
            error += Math.abs(predicted[i] - observed[i]);
            bins.add(new Bin(
                    (double) i / BINS,
                    (double) (i + 1) / BINS,
                    n,
                    n == 0 ? 0 : predicted[i] / n,
                    n == 0 ? 0 : observed[i] / n));
        }
        return new Reliability(bins, sum == 0 ? 0 : error / sum);
    }

    /** The table as lines of text, empty bins left out. */
    public String table() {
        var text = new StringBuilder("  probability   messages  predicted  observed\n");
        for (Bin bin : bins) {
            if (bin.messages() > 0) {
                text.append(String.format(
                        Locale.ROOT,
                        "  %.1f to %.1f  %10.1f  %9.4f  %8.4f%n",
                        bin.from(),
                        bin.until(),
                        bin.messages(),
                        bin.predicted(),
                        bin.observed()));
            }
        }
        return text.append(String.format(Locale.ROOT, "  expected calibration error %.4f%n", error))
                .toString();
    }
}
