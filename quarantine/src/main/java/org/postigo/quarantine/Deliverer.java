package org.postigo.quarantine;

import org.postigo.mail.Content;
import org.postigo.mail.record.Reply;
import org.postigo.store.held.HeldCopy;

/** Brings one copy to its mailbox server. Blocks; called from many threads, never twice at once for one copy. */
@FunctionalInterface
public interface Deliverer {
    /**
     * Tries once.
     *
     * @param copy with the envelope, its recipient and the parameters as they came
     * @param content the bytes as they arrived
     */
    Delivery deliver(HeldCopy copy, Content content);

    /** What came of it. */
    sealed interface Delivery {
        /** The mailbox server answered the data with 2yz. */
        record Accepted(String server, Reply reply) implements Delivery {}

        /** Not now: 4yz, no connection, or trouble of our own; the server has certainly not taken it. */
        record Deferred(String server, Reply reply) implements Delivery {}

        /** Refused for good. */
        record Refused(String server, Reply reply) implements Delivery {}

        /** The data went out and no answer came back. */
        record InDoubt(String server, String cause) implements Delivery {}
    }
}
