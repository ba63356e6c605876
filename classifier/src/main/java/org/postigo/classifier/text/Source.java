package org.postigo.classifier.text;

/** Where a label comes from. Never from the classifier's own verdict. */
public enum Source {
    /** A reviewer's decision on held mail. */
    DECISION(1),
    /** Mail that a person moved to the junk folder, or out of it. */
    FEEDBACK(1),
    /** A reviewer's word on delivered mail that was drawn by chance. */
    AUDIT(1),
    /** Delivered mail of proven identity that nobody contested for a week: likely, not certain. */
    UNCONTESTED(0.2);

    private final double weight;

    Source(double weight) {
        this.weight = weight;
    }

    /** What a lesson counts, from 0 to 1. Counts of words know whole lessons only and leave lighter ones out. */
    double weight() {
        return weight;
    }

    /** Whether a person said so. */
    boolean said() {
        return weight == 1;
    }
}
