package org.postigo.proxy.inbound;

import org.postigo.mail.record.Reply;

/** Commands that are done in a line or two (RFC 5321 §4.1.1.5 to §4.1.1.10), and what is no command of ours. */
final class SmallCommands {
    private static final Reply OK = new Reply(250, "2.0.0", "OK");

    private SmallCommands() {}

    static void rset(Conversation conversation) {
        conversation.reset();
        conversation.say(OK);
    }

    static void noop(Conversation conversation) {
        conversation.say(OK);
    }

    static void quit(Conversation conversation) {
        conversation.reset();
        conversation.say(new Reply(221, "2.0.0", "Bye"));
        conversation.over();
        conversation.wire().finish();
    }

    static void vrfy(Conversation conversation) {
        if (conversation.argument().isEmpty()) {
            conversation.refuseAndSay(new Reply(501, "5.5.4", "Address expected"), Cause.SYNTAX);
        } else {
            conversation.say(new Reply(252, "2.1.5", "Send some mail, and see"));
        }
    }

    static void help(Conversation conversation) {
        conversation.say(new Reply(214, "2.0.0", "See RFC 5321"));
    }

    static void notImplemented(Conversation conversation) {
        conversation.refuseAndSay(new Reply(502, "5.5.1", "Not implemented"), Cause.SYNTAX);
    }

    static void unknown(Conversation conversation) {
        conversation.refuseAndSay(
                new Reply(500, "5.5.2", "Error: " + conversation.heard().fault()), Cause.SYNTAX);
    }
}
