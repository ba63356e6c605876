package org.postigo.classifier.text;

/**
 * Log-odds of spam of one message, by view.
 *
 * @param byView in the views' order
 */
record Scores(double[] byView) {
    /** Of nothing yet. */
    Scores() {
        this(new double[View.COUNT]);
    }

    double of(View view) {
        return byView[view.ordinal()];
    }

    /** The mean over all views. */
    double mean() {
        double sum = 0;
        for (double each : byView) {
            sum += each;
        }
        return sum / View.COUNT;
    }

    /** The mean over all views, by how much each is trusted. */
    double trusted() {
        double sum = 0;
        double trust = 0;
        for (View view : View.all()) {
            sum += view.trust() * of(view);
            trust += view.trust();
        }
        return sum / trust;
    }

    /** What is left when a lesson's own steps are taken out: what all other lessons say of its message. */
    Scores without(Ring.Entry own) {
        var others = new Scores();
        for (View view : View.all()) {
            int at = view.ordinal();
            int n = view.size(own.lesson().features());
            others.byView[at] = byView[at] - Weights.change(own.added()[at], n);
        }
        return others;
    }
}
