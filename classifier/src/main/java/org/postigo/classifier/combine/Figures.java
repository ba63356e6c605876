package org.postigo.classifier.combine;

import java.util.Locale;

/**
 * How a model did on messages that it had not been trained on.
 *
 * @param ham judged
 * @param spam judged
 * @param misclassifiedHam good messages at or above the threshold
 * @param missedSpam spam below it
 * @param logLoss mean of −ln of the probability of what was true, by weight
 */
public record Figures(int ham, int spam, int misclassifiedHam, int missedSpam, double logLoss) {
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "misclassified ham %d of %d, missed spam %d of %d, log loss %.5f",
                misclassifiedHam,
                ham,
                missedSpam,
                spam,
                logLoss);
    }
}
