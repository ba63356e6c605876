package org.postigo.proxy.inbound;

import java.util.ArrayList;
import java.util.List;
import org.postigo.mail.record.Reply;

/** EHLO and HELO (RFC 5321 §4.1.1.1): the client says who it is, and we say what we offer. */
final class Hello {
    private static final int MAX_HELO = 255;

    private Hello() {}

    static void ehlo(Conversation conversation) {
        Gate.Offer offer = conversation.shared().gate().offer();
        if (hello(conversation, true, offer)) {
            List<String> lines = lines(conversation, offer);
            for (int i = 0; i < lines.size(); i++) {
                conversation.send("250" + (i < lines.size() - 1 ? "-" : " ") + lines.get(i));
            }
            conversation.shared().counters().reply(250);
        }
    }

    private static List<String> lines(Conversation conversation, Gate.Offer offer) {
        var lines = new ArrayList<String>();
        lines.add(conversation.shared().settings().host().text());
        lines.add("PIPELINING");
        lines.add("SIZE " + conversation.largest());
        lines.add("ENHANCEDSTATUSCODES");
        lines.add("CHUNKING");
        if (offer.eightBitMime()) {
            lines.add("8BITMIME");
        }
        if (offer.smtpUtf8()) {
            lines.add("SMTPUTF8");
        }
        if (offer.dsn()) {
            lines.add("DSN");
        }
        if (conversation.shared().tls().isPresent() && !conversation.encrypted()) {
            lines.add("STARTTLS");
        }
        return lines;
    }

    static void helo(Conversation conversation) {
        var onlySize = new Gate.Offer(
                false, false, false, conversation.shared().gate().offer().size());
        if (hello(conversation, false, onlySize)) {
            conversation.send("250 " + conversation.shared().settings().host().text());
            conversation.shared().counters().reply(250);
        }
    }

    private static boolean hello(Conversation conversation, boolean extended, Gate.Offer offer) {
        String name = conversation.argument();
        if (name.isEmpty() || name.length() > MAX_HELO) {
            conversation.refuseAndSay(new Reply(501, "5.5.4", "Host name expected"), Cause.SYNTAX);
            return false;
        }
        conversation.introduced(name, extended, offer);
        return true;
    }
}
