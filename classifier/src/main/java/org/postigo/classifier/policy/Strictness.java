package org.postigo.classifier.policy;

import java.util.Objects;
import org.postigo.mail.ForwardPath;
import org.postigo.mail.policy.ProtectedDomain;

/** Knows how strict each mailbox wants its mail to be taken. Answers from memory. */
@FunctionalInterface
public interface Strictness {
    /** Every domain holds at the documented threshold: for tools without a store. */
    Strictness DEFAULT = recipient -> Rule.DEFAULT;

    /** The rule for a recipient. */
    Rule of(ForwardPath recipient);

    /**
     * How far verdicts reach and from which probability on.
     *
     * @param mode how far
     * @param thresholds from which probability on
     * @param audit share of what would be refused that is held instead, 0 to 1, so that people see what the loss is
     */
    record Rule(ProtectedDomain.Mode mode, ProtectedDomain.Thresholds thresholds, double audit) {
        /** The documented share. */
        public static final double AUDIT = 0.02;

        /** Hold at the documented threshold. */
        public static final Rule DEFAULT =
                new Rule(ProtectedDomain.Mode.HOLD, ProtectedDomain.Thresholds.DEFAULT, AUDIT);

        /** Checks. */
        public Rule {
            Objects.requireNonNull(mode);
            Objects.requireNonNull(thresholds);
            if (!(audit >= 0 && audit <= 1)) {
                throw new IllegalArgumentException("a share lies between 0 and 1: " + audit);
            }
        }
    }
}
