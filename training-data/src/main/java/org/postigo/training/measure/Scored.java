package org.postigo.training.measure;

import org.postigo.classifier.text.Label;
import org.postigo.training.measure.Bands.Band;

/**
 * One message's score.
 *
 * @param label what it is
 * @param logOdds of spam, natural logarithm
 * @param band what becomes of it under the shipped thresholds
 */
public record Scored(Label label, double logOdds, Band band) {
    /** A score that nothing follows from. */
    public Scored(Label label, double logOdds) {
        this(label, logOdds, Band.DELIVER);
    }
}
