package org.postigo.mail.finding;

/**
 * What one fact added to the score.
 *
 * @param fact the fact
 * @param logOdds its share of the log-odds of spam, natural logarithm; negative speaks for good mail
 */
public record Contribution(Finding.Fact fact, double logOdds) {}
