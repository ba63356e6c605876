package org.postigo.proxy.inbound;

import java.util.OptionalLong;
import org.postigo.mail.Client;
import org.postigo.mail.Envelope;
import org.postigo.mail.MailObject;
import org.postigo.mail.Recipient;
import org.postigo.mail.ReversePath;
import org.postigo.mail.record.JournalEntry;
import org.postigo.mail.record.Reply;

/** What the SMTP server asks the rest of the proxy. Called from many connections at once; may block. */
public interface Gate {
    /** What all mailbox servers can take, to be announced in EHLO. */
    Offer offer();

    /** Answers a RCPT whose syntax is sound: 250, 4yz or 5yz. */
    Reply recipient(Client client, ReversePath reversePath, Envelope.Parameters parameters, Recipient recipient);

    /** Takes a message that came in whole, does all that is to be done with it, and says what to answer. */
    Reply message(MailObject mail);

    /** Records a refusal before the data, or a transaction that broke off. Never blocks. */
    void refused(JournalEntry.Refusal refusal);

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
