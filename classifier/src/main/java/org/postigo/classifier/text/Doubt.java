package org.postigo.classifier.text;

/**
 * Doubt of labels. The slow regressions, which one wrong label moves little, say what a lesson's label probably is; how
 * often they firmly disagree is taken for the share of wrong labels. While they are rare, labels are believed. When they
 * are not, a lesson is learnt towards the probability that its label is true, given what all models think of the message
 * and that share (expectation-maximisation in steps; Bootkrajang and Kabán, "Label-noise robust logistic regression",
 * ECML 2012), and scores lean on the slow regressions as well.
 *
 * <p>One writer, any number of readers without a lock.
 */
final class Doubt {
    /** Views agree by and large; their slow mean times this comes true. */
    private static final double FIRM = 3;
    /** Log-odds at which a disagreement is firm. */
    private static final double SURE = 1.5;
    /** Lessons of the rarer class before disagreements count. */
    private static final int BOTH = 20;
    /** Firm opinions that the share of wrong labels is taken over, about. */
    private static final double WINDOW = 300;
    /** Firm opinions, one in a hundred wrong, that the share begins with. */
    private static final double BEFORE = 100;
    /** Above this share labels are doubted. Hard mail alone makes 0.03 at times. */
    private static final double RAISED = 0.04;
    /** What hard mail makes of the share where no label is wrong. */
    private static final double HARD_MAIL = 0.01;
    /** Most that the slow regressions learn what is believed, not what was said. */
    private static final double CLEANED = 0.5;
    /** Lessons of the rarer class until half of that is reached: early beliefs feed on themselves. */
    private static final double CLEANED_EARLY = 300;

    private double firm;
    private double wrong;
    private volatile double share;

    Doubt() {
        this(BEFORE, BEFORE / 100);
    }

    /**
     * Goes on with these.
     *
     * @param firm recent firm opinions
     * @param wrong how many of them disagreed
     */
    Doubt(double firm, double wrong) {
        this.firm = firm;
        this.wrong = wrong;
        this.share = wrong / firm;
    }

    /** Whether labels are doubted. */
    boolean raised() {
        return share >= RAISED;
    }

    /** How much scores lean on {@link #consensus}: from 0 to 1. */
    double leaning() {
        return raised() ? Math.min(1, 10 * (share - RAISED)) : 0;
    }

    /** Log-odds by all views, slow and fast. */
    static double consensus(Scores scores) {
        return FIRM * scores.trusted(scores.slow()) + scores.trusted(scores.fast());
    }

    /** Probability of spam, given the label and what all views think. */
    double believed(Label label, Scores scores) {
        double said = label == Label.SPAM ? 1 : 0;
        if (!raised()) {
            return said;
        }
        double errors = Math.clamp(share - HARD_MAIL, 0.001, 0.45);
        double byLabel = Math.log((1 - errors) / errors);
        return 1 / (1 + Math.exp(-(said == 1 ? byLabel : -byLabel) - consensus(scores)));
    }

    /**
     * Probability of spam that the slow regressions learn: what was said, and with the evidence more and more what is
     * believed.
     *
     * @param rarer lessons of the rarer class
     */
    double cleaned(Label label, double believed, int rarer) {
        double share = CLEANED * rarer / (rarer + CLEANED_EARLY);
        return share * believed + (label == Label.SPAM ? 1 - share : 0);
    }

    /** Notes a lesson, and from it how far labels are to be believed. */
    void note(Label label, Scores scores, int rarer) {
        double score = FIRM * scores.trusted(scores.slow());
        if (rarer >= BOTH && Math.abs(score) > SURE) {
            double decay = 1 - 1 / WINDOW;
            firm = firm * decay + 1;
            wrong = wrong * decay + (score > 0 == (label == Label.SPAM) ? 0 : 1);
            share = wrong / firm;
        }
    }

    double firm() {
        return firm;
    }

    double wrong() {
        return wrong;
    }
}
