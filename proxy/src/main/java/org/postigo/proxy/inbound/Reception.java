package org.postigo.proxy.inbound;

import org.postigo.mail.record.Reply;

/** What DATA and BDAT have in common: waiting for octets, and what becomes of them when all or no more have come. */
final class Reception {
    private Reception() {}

    /**
     * Waits for more octets; if none come, the transaction has broken off and the connection ends.
     *
     * @param deadline of the transaction
     */
    static boolean more(Conversation conversation, long deadline) {
        long block = Conversation.deadline(
                conversation.shared().settings().timeouts().dataBlock());
        if (conversation.wire().fill(Conversation.earlier(deadline, block), false)) {
            return true;
        }
        brokenOff(conversation);
        return false;
    }

    private static void brokenOff(Conversation conversation) {
        switch (conversation.wire().end()) {
            case TIMEOUT ->
                conversation.bye(new Reply(421, "4.4.2", "Timeout in the data, closing connection"), Cause.TIMEOUT);
            case GONE, OPEN, DRAINED -> {
                conversation.refuse(new Reply(421, "4.4.2", "Connection lost"), Cause.GONE);
                conversation.over();
            }
        }
        conversation.reset();
    }

    /** A message that is too large is read to its end, so that the connection stays of use, but not for ever. */
    static boolean tooMuch(Conversation conversation, Spool.Entry entry) {
        if (entry.failure().isEmpty() || entry.seen() <= 2 * conversation.largest() + (1 << 20)) {
            return false;
        }
        conversation.bye(new Reply(552, "5.3.4", "Message too large, closing connection"), Cause.SIZE);
        conversation.reset();
        return true;
    }

    /** All has come: hands the message over and says what came of it. */
    static void complete(Conversation conversation, Transaction current, Spool.Entry entry, ContentDecoder decoder) {
        conversation.wire().flushPending();
        Handover.Outcome outcome = conversation
                .shared()
                .handover()
                .hand(conversation.client(), current.envelope(), entry, decoder.stray());
        if (outcome.reply().positive()) {
            conversation.forgive();
        }
        conversation.conclude(outcome);
    }
}
