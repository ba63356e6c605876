package org.postigo.mail.finding;

/** What policy wants done with one recipient's copy, and the reason from a closed list. */
public sealed interface Verdict {
    /** Why. */
    Reason reason();

    /** Pass it on as it is. */
    record Deliver(Reason reason) implements Verdict {}

    /** Pass it on marked as suspect. */
    record Tag(Reason reason) implements Verdict {}

    /** Keep it for a reviewer. */
    record Hold(Reason reason) implements Verdict {}

    /** Refuse it after DATA, where all copies agree; otherwise it is held. */
    record Refuse(Reason reason) implements Verdict {}

    /** The closed list of reasons. Never renamed, since old journals bear them. */
    enum Reason {
        /** The score is below the domain's threshold. */
        SCORE_LOW,
        /** The score is at or above the domain's threshold. */
        SCORE_HIGH,
        /** The probability is extreme and evidence of several kinds agrees. */
        SCORE_EXTREME,
        /** It would have been refused, and was drawn by lot to be looked at, so that the loss is known. */
        AUDIT,
        /** The domain only observes. */
        OBSERVED,
        /** An allow entry whose identity the message proved. */
        ALLOWED,
        /** A deny entry. */
        DENIED,
        /** An attachment that can run, allowed or not. */
        DANGEROUS_ATTACHMENT,
        /** This message made a check fail or exceeded a budget. */
        UNREADABLE,
        /** The classifier failed for all mail; passed on with a mark. */
        CLASSIFIER_DOWN,
        /** The mailbox server refused this copy while another was accepted or held. */
        SERVER_REFUSED,
        /** The mailbox server asked to wait for this copy while another was accepted. */
        SERVER_DEFERRED
    }
}
