package org.postigo.proxy.inbound;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postigo.mail.record.Reply;

/** BDAT (RFC 3030 §2): the content in chunks, whose octets are counted. */
final class Bdat {
    private static final Pattern OCTETS = Pattern.compile("[0-9]{1,18}");

    private Bdat() {}

    static void bdat(Conversation conversation) {
        String[] words = conversation.argument().split(" +");
        boolean last = words.length == 2 && words[1].equalsIgnoreCase("LAST");
        if (!OCTETS.matcher(words[0]).matches() || words.length > 1 && !last) {
            // Where the chunk ends is unknown, and it must not be executed as commands.
            conversation.bye(new Reply(501, "5.5.4", "Syntax: BDAT octets [LAST]"), Cause.SYNTAX);
            return;
        }
        long octets = Long.parseLong(words[0]);
        @Nullable Transaction current = conversation.transaction();
        if (current == null) {
            long deadline = Conversation.deadline(
                    conversation.shared().settings().timeouts().transaction());
            skip(conversation, octets, deadline, new Reply(503, "5.5.1", "MAIL first"));
        } else if (current.recipients().isEmpty()) {
            skip(conversation, octets, current.deadline(), new Reply(554, "5.5.1", "No valid recipients"));
        } else {
            Transaction.Chunks chunks = current.chunks(conversation.shared().spool(), conversation.largest());
            receive(conversation, current, chunks.entry(), chunks.decoder(), octets, last);
        }
    }

    private static void receive(
            Conversation conversation,
            Transaction current,
            Spool.Entry entry,
            ContentDecoder decoder,
            long octets,
            boolean last) {
        for (long left = octets; left > 0; ) {
            left -= conversation.wire().decode(decoder, left);
            if (left > 0
                    && (!Reception.more(conversation, current.deadline()) || Reception.tooMuch(conversation, entry))) {
                return;
            }
        }
        if (last) {
            decoder.finishChunks();
            Reception.complete(conversation, current, entry, decoder);
        } else if (entry.failure().isPresent()) {
            conversation.conclude(Handover.failed(entry.failure().get()));
        } else {
            conversation.useful();
            conversation.say(new Reply(250, "2.0.0", octets + " octets received"));
        }
    }

    /** A chunk that is refused comes all the same, and must not be executed as commands. */
    private static void skip(Conversation conversation, long octets, long deadline, Reply reply) {
        Wire wire = conversation.wire();
        for (long left = octets; left > 0; ) {
            left -= wire.skip(left);
            if (left > 0 && !Reception.more(conversation, deadline)) {
                return;
            }
            if (octets - left > 2 * conversation.largest()) {
                conversation.bye(new Reply(552, "5.3.4", "Message too large, closing connection"), Cause.SIZE);
                return;
            }
        }
        conversation.refuseAndSay(reply, Cause.SEQUENCE);
    }
}
