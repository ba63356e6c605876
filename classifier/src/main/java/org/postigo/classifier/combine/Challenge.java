package org.postigo.classifier.combine;

/**
 * A trained model against the one that serves, on the same verified mail, each message judged by a challenger that had
 * not seen it.
 *
 * @param against version that serves
 * @param champion its figures
 * @param challenger figures of the other
 */
public record Challenge(String against, Figures champion, Figures challenger) {
    /** Whether the challenger may serve: not one good message more is misclassified, and it tells the truth more often. */
    public boolean qualifies() {
        return challenger.misclassifiedHam() <= champion.misclassifiedHam()
                && challenger.logLoss() < champion.logLoss();
    }

    /** Why it may or may not, in one sentence. */
    public String why() {
        if (challenger.misclassifiedHam() > champion.misclassifiedHam()) {
            return "misclassified ham would rise from " + champion.misclassifiedHam() + " to "
                    + challenger.misclassifiedHam() + " of " + challenger.ham();
        }
        if (challenger.logLoss() >= champion.logLoss()) {
            return "it predicts no better than " + against;
        }
        return "misclassified ham does not rise (" + champion.misclassifiedHam() + " to "
                + challenger.misclassifiedHam() + " of " + challenger.ham() + ") and it predicts better than "
                + against;
    }
}
