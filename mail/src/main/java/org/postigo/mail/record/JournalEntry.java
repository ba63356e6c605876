package org.postigo.mail.record;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postigo.mail.Client;
import org.postigo.mail.Envelope;
import org.postigo.mail.ForwardPath;
import org.postigo.mail.MailId;
import org.postigo.mail.ReversePath;
import org.postigo.mail.finding.Assessment;

/** One line of the journal: everything about a message, or about a refusal before DATA. */
public sealed interface JournalEntry {
    /** When it ended. */
    Instant at();

    /** Who was at the other end. */
    Client client();

    /** What we answered last. */
    Reply reply();

    /**
     * A message that came in whole, whatever became of it.
     *
     * @param id our name of it
     * @param at when we replied
     * @param client who handed it in
     * @param envelope what SMTP said
     * @param size octets of content
     * @param retryKey what a retry is known by, lower-case hex
     * @param assessment what the classifier said; empty where the message never reached it
     * @param outcomes of each recipient's copy
     * @param reply to the data
     * @param timings how long each stage took, by its name
     */
    record Transaction(
            MailId id,
            Instant at,
            Client client,
            Envelope envelope,
            long size,
            String retryKey,
            Optional<Assessment> assessment,
            Map<ForwardPath, CopyOutcome> outcomes,
            Reply reply,
            Map<String, Duration> timings)
            implements JournalEntry {
        /** Copies the maps. */
        public Transaction {
            outcomes = Map.copyOf(outcomes);
            timings = Map.copyOf(timings);
        }
    }

    /**
     * A refusal before the data, or of a transaction that broke off.
     *
     * @param id our name of the refusal
     * @param at when
     * @param client who was refused
     * @param reversePath MAIL FROM, if it had come
     * @param recipients as far as they had come, the refused one last
     * @param stage command that was refused, for example {@code RCPT}
     * @param reply what the client was told
     * @param cause what the client was not told
     */
    record Refusal(
            MailId id,
            Instant at,
            Client client,
            Optional<ReversePath> reversePath,
            List<String> recipients,
            String stage,
            Reply reply,
            String cause)
            implements JournalEntry {
        /** Copies the list. */
        public Refusal {
            recipients = List.copyOf(recipients);
        }
    }
}
