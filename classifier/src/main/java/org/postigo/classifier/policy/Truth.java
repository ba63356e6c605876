package org.postigo.classifier.policy;

/** What is known of a condition. A rule decides only where it is known to be met (Kleene's logic). */
public enum Truth {
    /** It is met. */
    YES,
    /** It is not. */
    NO,
    /** Nobody can tell: a check had no answer, no database knows the address, the journal does not keep the field. */
    UNKNOWN;

    static Truth of(boolean met) {
        return met ? YES : NO;
    }

    Truth opposite() {
        return switch (this) {
            case YES -> NO;
            case NO -> YES;
            case UNKNOWN -> UNKNOWN;
        };
    }

    Truth and(Truth other) {
        if (this == NO || other == NO) {
            return NO;
        }
        return this == YES && other == YES ? YES : UNKNOWN;
    }

    Truth or(Truth other) {
        return opposite().and(other.opposite()).opposite();
    }
}
