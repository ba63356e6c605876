package org.postigo.proxy.outbound;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.postigo.mail.Client;
import org.postigo.mail.Content;
import org.postigo.mail.Envelope;
import org.postigo.mail.Recipient;
import org.postigo.mail.ReversePath;
import org.postigo.mail.policy.ProtectedDomain.MailboxServer;
import org.postigo.mail.record.Reply;
import org.postigo.proxy.inbound.Gate;

/** The mailbox servers behind us, over pooled connections. Called from many threads; blocks. */
public interface MailboxServers {
    /** What all servers offered last. */
    Gate.Offer offer();

    /** Asks whether a recipient would be taken: MAIL, RCPT, RSET. Negative answers are remembered briefly. */
    Reply probe(
            List<MailboxServer> servers, ReversePath reversePath, Envelope.Parameters parameters, Recipient recipient);

    /**
     * Delivers one message to some recipients in one transaction.
     *
     * @param servers in order of preference
     * @param client whose message it is, for XCLIENT and XFORWARD
     * @param envelope with just the recipients to deliver to here
     * @param trace fields to put on top, with CRLF line ends
     * @param content the bytes as they came
     * @param patience within which everything must have ended
     * @return an outcome for each recipient of the envelope
     */
    Map<Recipient, Attempt> deliver(
            List<MailboxServer> servers,
            Client client,
            Envelope envelope,
            byte[] trace,
            Content content,
            Duration patience);

    /** What came of one copy's delivery. */
    sealed interface Attempt {
        /** Which server answered or should have, as {@code host:port}. */
        String server();

        /** The server took it: its reply to the data. */
        record Accepted(String server, Reply reply) implements Attempt {}

        /** The server refused this recipient or this message for good (5.1.x, 5.2.x, 5.3.4 and the like). */
        record Rejected(String server, Reply reply) implements Attempt {}

        /** Not now: 4yz, or trouble of ours, in which case the reply is one that we made. */
        record Deferred(String server, Reply reply) implements Attempt {}

        /** The data went out and no reply came back: it may or may not have been taken. */
        record InDoubt(String server, String cause) implements Attempt {}
    }
}
