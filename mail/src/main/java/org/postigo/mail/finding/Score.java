package org.postigo.mail.finding;

import java.util.List;

/**
 * The price of all findings together.
 *
 * @param logOdds of spam, natural logarithm, bias included
 * @param bias the part that no fact contributed
 * @param contributions by falling weight; with the bias they add up to {@code logOdds}
 */
public record Score(double logOdds, double bias, List<Contribution> contributions) {
    /** Copies the list. */
    public Score {
        contributions = List.copyOf(contributions);
    }

    /** Probability of spam, 0 to 1. */
    public double probability() {
        return 1 / (1 + Math.exp(-logOdds));
    }
}
