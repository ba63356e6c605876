package org.postigo.classifier.text;

/**
 * Log-odds of spam of one message, by view.
 *
 * @param fast by the regressions that learn fast
 * @param slow by those that one lesson moves little
 */
record Scores(double[] fast, double[] slow) {
    /** Of nothing yet. */
    Scores() {
        this(new double[View.COUNT], new double[View.COUNT]);
    }

    /** The mean over all views, by how much each is trusted. */
    double trusted(double[] byView) {
        double sum = 0;
        double trust = 0;
        for (View view : View.all()) {
            sum += view.trust() * byView[view.ordinal()];
            trust += view.trust();
        }
        return sum / trust;
    }

    double fast(View view) {
        return fast[view.ordinal()];
    }

    double slow(View view) {
        return slow[view.ordinal()];
    }
}
