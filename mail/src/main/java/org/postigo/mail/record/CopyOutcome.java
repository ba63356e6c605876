package org.postigo.mail.record;

import java.util.Optional;
import org.postigo.mail.finding.Verdict;

/** What became of one recipient's copy of a message. */
public sealed interface CopyOutcome {
    /** The mailbox server took it. */
    record Delivered(String server, Reply reply) implements CopyOutcome {}

    /**
     * It is durable and waits for a reviewer.
     *
     * @param reason why
     * @param refusal the mailbox server's words, where it would not take the copy
     */
    record Held(Verdict.Reason reason, Optional<Reply> refusal) implements CopyOutcome {
        /** By policy; no mailbox server was asked. */
        public Held(Verdict.Reason reason) {
            this(reason, Optional.empty());
        }
    }

    /** It is durable and waits in the release queue, since another copy was accepted and this one was not. */
    record Queued(String server, Reply reply) implements CopyOutcome {}

    /** It was held in an attempt that ended in 4yz, and stays invisible until the retry. */
    record HeldInvisibly(Verdict.Reason reason) implements CopyOutcome {}

    /** Nothing was kept; the client was told to try again. */
    record Deferred(String server, Reply reply) implements CopyOutcome {}

    /** Nothing was kept; the client was told so. */
    record Refused(String server, Reply reply) implements CopyOutcome {}
}
