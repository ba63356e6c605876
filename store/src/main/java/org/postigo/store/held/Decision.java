package org.postigo.store.held;

import java.time.Instant;
import java.util.Optional;
import org.postigo.mail.policy.ListEntry;

/**
 * What a person decided about a copy.
 *
 * @param kind which
 * @param by e-mail address of the person, or {@code cli}
 * @param at when
 * @param due when it takes effect: until then it can be undone
 * @param entry of the allow or deny list that is made when it takes effect; the choice is durable with the decision
 * @param comment in the person's words, may be empty
 */
public record Decision(Kind kind, String by, Instant at, Instant due, Optional<ListEntry> entry, String comment) {
    /** A decision that makes no entry. */
    public Decision(Kind kind, String by, Instant at, Instant due, String comment) {
        this(kind, by, at, due, Optional.empty(), comment);
    }

    /** The closed list of decisions. */
    public enum Kind {
        /** It is good: deliver it, learn it. */
        RELEASE,
        /** It is good, and so is what comes with the same proof: deliver, allow, learn. */
        RELEASE_AND_ALLOW,
        /** What held it was wrong, and by today's settings it passes: deliver it. Nobody said that it is good: no lesson. */
        RESCUE,
        /** It is spam: close it, learn it. */
        SPAM,
        /** It is spam, and so is what else that sender sends: close, deny, learn. */
        SPAM_AND_DENY,
        /** Somebody else should look: it stays open. */
        NOT_SURE;

        /** Whether the copy leaves for the mailbox server. */
        public boolean releases() {
            return this == RELEASE || this == RELEASE_AND_ALLOW || this == RESCUE;
        }
    }
}
