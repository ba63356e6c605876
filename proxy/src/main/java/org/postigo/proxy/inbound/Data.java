package org.postigo.proxy.inbound;

import org.jspecify.annotations.Nullable;
import org.postigo.mail.record.Reply;

/** DATA (RFC 5321 §4.1.1.4): the content in one piece, ended by the lone dot. */
final class Data {
    private Data() {}

    static void data(Conversation conversation) {
        @Nullable Transaction current = conversation.transaction();
        Spool spool = conversation.shared().spool();
        if (!conversation.argument().isEmpty()) {
            refuse(conversation, new Reply(501, "5.5.4", "DATA has no argument"), Cause.SYNTAX);
        } else if (current == null) {
            refuse(conversation, new Reply(503, "5.5.1", "MAIL first"), Cause.SEQUENCE);
        } else if (current.chunked()) {
            // RFC 3030 §2: DATA and BDAT must not be mixed.
            refuse(conversation, new Reply(503, "5.5.1", "BDAT is under way"), Cause.SEQUENCE);
        } else if (current.recipients().isEmpty()) {
            refuse(conversation, new Reply(554, "5.5.1", "No valid recipients"), Cause.SEQUENCE);
        } else if (spool.full(current.declared().orElse(0))) {
            conversation.conclude(Handover.failed(Spool.Failure.FULL));
            notAsCommands(conversation);
        } else {
            try (Spool.Entry entry = spool.open(conversation.largest(), current.declared())) {
                receive(conversation, current, entry);
            }
        }
    }

    private static void refuse(Conversation conversation, Reply reply, Cause cause) {
        conversation.refuseAndSay(reply, cause);
        notAsCommands(conversation);
    }

    /** If the body has already been sent, it must not be executed as commands. */
    private static void notAsCommands(Conversation conversation) {
        if (conversation.wire().buffered() > 0) {
            conversation.bye(new Reply(421, "4.5.0", "Data sent without leave, closing connection"), Cause.SEQUENCE);
        }
    }

    private static void receive(Conversation conversation, Transaction current, Spool.Entry entry) {
        conversation.send("354 End data with <CR><LF>.<CR><LF>");
        conversation.shared().counters().reply(354);
        Wire wire = conversation.wire();
        ContentDecoder decoder = ContentDecoder.forData(entry);
        wire.decode(decoder);
        while (!decoder.ended()) {
            if (!Reception.more(conversation, current.deadline()) || Reception.tooMuch(conversation, entry)) {
                return;
            }
            wire.decode(decoder);
        }
        Reception.complete(conversation, current, entry, decoder);
    }
}
