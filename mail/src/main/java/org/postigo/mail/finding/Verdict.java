package org.postigo.mail.finding;

import java.util.Optional;

/** What policy wants done with one recipient's copy, and the reason from a closed list. */
public sealed interface Verdict {
    /** Why. */
    Reason reason();

    /**
     * Which allow or deny entry decided, by its id ({@link org.postigo.mail.policy.ListEntry#id}), or to
     * {@link Reason#RULE} which rule of the house; empty if none did. It is named even where the domain's mode then kept the decision from its reach.
     */
    Optional<String> entry();

    /** Pass it on as it is. */
    record Deliver(Reason reason, Optional<String> entry) implements Verdict {
        /** By no entry. */
        public Deliver(Reason reason) {
            this(reason, Optional.empty());
        }
    }

    /** Pass it on marked as suspect. */
    record Tag(Reason reason, Optional<String> entry) implements Verdict {
        /** By no entry. */
        public Tag(Reason reason) {
            this(reason, Optional.empty());
        }
    }

    /** Keep it for a reviewer. */
    record Hold(Reason reason, Optional<String> entry) implements Verdict {
        /** By no entry. */
        public Hold(Reason reason) {
            this(reason, Optional.empty());
        }
    }

    /** Refuse it after DATA, where all copies agree; otherwise it is held. No entry refuses, but a rule may. */
    record Refuse(Reason reason, Optional<String> entry) implements Verdict {
        /** By no rule. */
        public Refuse(Reason reason) {
            this(reason, Optional.empty());
        }
    }

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
        /** It was delivered, and a copy was drawn by lot to be looked at; nothing of it leaves again. */
        SAMPLED,
        /** It was delivered, and its recipient reports it as missed spam; nothing of it leaves again. */
        REPORTED,
        /** A letter to the address for missed spam: it goes to no mailbox, and what it reports to the reviewers. */
        REPORT,
        /** The domain only observes. */
        OBSERVED,
        /** An allow entry whose identity the message proved. */
        ALLOWED,
        /** A deny entry. */
        DENIED,
        /** A rule of the house. */
        RULE,
        /** An attachment that can run, allowed or not. */
        DANGEROUS_ATTACHMENT,
        /** This message made a check fail or exceeded a budget. */
        UNREADABLE,
        /** The classifier failed for all mail; passed on with a mark. */
        CLASSIFIER_DOWN,
        /** The mailbox server refused this copy while another was accepted or held. */
        SERVER_REFUSED,
        /** The mailbox server asked to wait for this copy while another was accepted. */
        SERVER_DEFERRED;

        /** Whether what is held for this reason lies in the mailbox already, so that nobody waits for it. */
        public boolean delivered() {
            return this == SAMPLED || this == REPORTED;
        }
    }
}
