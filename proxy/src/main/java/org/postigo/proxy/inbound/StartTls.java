package org.postigo.proxy.inbound;

import java.io.IOException;
import javax.net.ssl.SSLSession;
import org.postigo.mail.Client;
import org.postigo.mail.record.Reply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** STARTTLS (RFC 3207). Reports a handshake that failed at DEBUG. */
final class StartTls {
    private static final Logger LOG = LoggerFactory.getLogger(StartTls.class);

    private StartTls() {}

    static void startTls(Conversation conversation) {
        var keys = conversation.shared().tls();
        if (keys.isEmpty()) {
            SmallCommands.notImplemented(conversation);
            return;
        }
        if (!conversation.argument().isEmpty()) {
            conversation.refuseAndSay(new Reply(501, "5.5.4", "STARTTLS has no argument"), Cause.SYNTAX);
            return;
        }
        if (conversation.encrypted()) {
            conversation.refuseAndSay(new Reply(503, "5.5.1", "Already encrypted"), Cause.SEQUENCE);
            return;
        }
        conversation.say(new Reply(220, "2.0.0", "Ready to start TLS"));
        conversation.reset();
        try {
            SSLSession session = conversation.wire().startTls(keys.get().factory());
            conversation.forgetAll(new Client.Tls(session.getProtocol(), session.getCipherSuite()));
            conversation.shared().counters().tls.increment();
        } catch (IOException e) {
            LOG.debug("TLS over {} failed: {}", conversation.wire(), e.toString());
            conversation.refuse(new Reply(421, "4.7.0", "TLS handshake failed"), Cause.TLS);
            conversation.over();
        }
    }
}
