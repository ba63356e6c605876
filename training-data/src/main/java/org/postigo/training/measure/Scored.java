package org.postigo.training.measure;

import org.postigo.classifier.text.Label;

/**
 * One message's score.
 *
 * @param label what it is
 * @param logOdds of spam, natural logarithm
 */
public record Scored(Label label, double logOdds) {}
