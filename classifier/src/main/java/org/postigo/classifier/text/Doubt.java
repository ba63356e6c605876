package org.postigo.classifier.text;

/**
 * Doubt of labels. A slow regression on every view, which one wrong label moves little, says what a lesson's label
 * probably is; how often it firmly disagrees is taken for the share of wrong labels. While they are rare, labels are
 * believed. When they are not, a lesson is learnt towards the probability that its label is true, given the slow
 * regression and that share (expectation-maximisation in steps; Bootkrajang and Kabán, "Label-noise robust logistic
 * regression", ECML 2012), and scores lean on the slow regression as well.
 *
 * <p>One writer, any number of readers without a lock.
 */
final class Doubt {
    /** Places of a slow table, 2^18: more do not help it. */
    static final int BITS = 18;

    private static final double RATE = 0.5;
    private static final double SOFT = 0.05;
    /** Views agree by and large; their mean times this comes true. */
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

    private final Weights[] slow;
    private double firm;
    private double wrong;
    private volatile double share;

    Doubt() {
        this(tables(), BEFORE, BEFORE / 100);
    }

    /**
     * Goes on with these.
     *
     * @param slow weights by view
     * @param firm recent firm opinions
     * @param wrong how many of them disagreed
     */
    Doubt(Weights[] slow, double firm, double wrong) {
        this.slow = slow.clone();
        this.firm = firm;
        this.wrong = wrong;
        this.share = wrong / firm;
    }

    private static Weights[] tables() {
        var tables = new Weights[View.COUNT];
        for (int i = 0; i < tables.length; i++) {
            tables[i] = new Weights(BITS);
        }
        return tables;
    }

    /** Whether labels are doubted. */
    boolean raised() {
        return share >= RAISED;
    }

    /** How much a score leans on {@link #score}: from 0 to {@value #FIRM}. */
    double leaning() {
        return raised() ? FIRM * Math.min(1, 10 * (share - RAISED)) : 0;
    }

    /** Log-odds by the slow regression, the mean of all views. */
    double score(Features features) {
        return mean(scores(features));
    }

    /** By view. */
    private double[] scores(Features features) {
        var scores = new double[View.COUNT];
        for (View view : View.all()) {
            scores[view.ordinal()] = slow[view.ordinal()].score(view.places(features), view.size(features));
        }
        return scores;
    }

    private static double mean(double[] scores) {
        double sum = 0;
        for (double score : scores) {
            sum += score;
        }
        return sum / View.COUNT;
    }

    /** Probability of spam, given the label. */
    double believed(Lesson lesson) {
        double said = lesson.label() == Label.SPAM ? 1 : 0;
        if (!raised()) {
            return said;
        }
        double errors = Math.clamp(share - HARD_MAIL, 0.001, 0.45);
        double byLabel = Math.log((1 - errors) / errors);
        return 1 / (1 + Math.exp(-(said == 1 ? byLabel : -byLabel) - FIRM * score(lesson.features())));
    }

    /** Learns a lesson, and from it how far labels are to be believed. */
    void learn(Lesson lesson, int rarer) {
        double[] scores = scores(lesson.features());
        double score = FIRM * mean(scores);
        if (rarer >= BOTH && Math.abs(score) > SURE) {
            double decay = 1 - 1 / WINDOW;
            firm = firm * decay + 1;
            wrong = wrong * decay + (score > 0 == (lesson.label() == Label.SPAM) ? 0 : 1);
            share = wrong / firm;
        }
        step(lesson, scores, RATE);
    }

    /** Learns a hard lesson again, a little. */
    void again(Lesson lesson) {
        if (raised()) {
            step(lesson, scores(lesson.features()), RATE / 10);
        }
    }

    private void step(Lesson lesson, double[] scores, double rate) {
        Features features = lesson.features();
        double target = lesson.label() == Label.SPAM ? 1 - SOFT : SOFT;
        for (View view : View.all()) {
            double missed = target - 1 / (1 + Math.exp(-scores[view.ordinal()]));
            slow[view.ordinal()].step(
                    view.places(features),
                    view.size(features),
                    rate * lesson.source().weight() * missed);
        }
    }

    Weights weights(View view) {
        return slow[view.ordinal()];
    }

    double firm() {
        return firm;
    }

    double wrong() {
        return wrong;
    }
}
