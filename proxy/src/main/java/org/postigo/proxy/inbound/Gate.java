package org.postigo.proxy.inbound;

import java.util.OptionalLong;
import org.postigo.mail.Client;
import org.postigo.mail.Envelope;
import org.postigo.mail.MailObject;
import org.postigo.mail.Recipient;
import org.postigo.mail.ReversePath;
import org.postigo.mail.record.JournalEntry;
import org.postigo.mail.record.Reply;

/**
 * What the SMTP server asks the rest of the proxy. Called from many connections at once; may block. An exception is
 * answered with 451 4.3.0 and never reaches the client.
 */
public interface Gate {
    /** What all mailbox servers can take, to be announced in EHLO. Never blocks. */
    Offer offer();

    /** Answers a RCPT whose syntax is sound: 250, 4yz or 5yz. What is not 250 comes back by {@link #refused}. */
    Answer recipient(Client client, ReversePath reversePath, Envelope.Parameters parameters, Recipient recipient);

    /**
     * Takes a message that came in whole, does all that is to be done with it, records it, and says what to answer. After
     * the server's ceiling (240 s by default) the client is told 451 and the calling thread is interrupted. The content
     * lives until this returns.
     *
     * @param claim to be taken before a 250 is settled; where it is gone the client has been told 451 and comes again, and
     *     what was done must be remembered
     */
    Reply message(MailObject mail, Claim claim);

    /**
     * Records every refusal but the gate's own of a whole message, and every transaction that broke off. Its stage is the
     * command, {@code CONNECT} before the greeting or {@code WAIT} between two commands; its cause is a {@link Cause},
     * and behind a colon what the client sent. Never blocks.
     */
    void refused(JournalEntry.Refusal refusal);

    /**
     * What a RCPT is answered.
     *
     * @param reply that the client reads
     * @param detail for the journal only, where it has more to say than the reply; else empty
     */
    record Answer(Reply reply, String detail) {
        /** Without a detail. */
        public static Answer of(Reply reply) {
            return new Answer(reply, "");
        }
    }

    /**
     * The extensions that depend on the servers behind us.
     *
     * @param eightBitMime RFC 6152
     * @param smtpUtf8 RFC 6531
     * @param dsn RFC 3461
     * @param size the smallest limit in octets, if any server has one (RFC 1870)
     */
    record Offer(boolean eightBitMime, boolean smtpUtf8, boolean dsn, OptionalLong size) {}
}
