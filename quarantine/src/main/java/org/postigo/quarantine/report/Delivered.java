package org.postigo.quarantine.report;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.postigo.mail.Client;
import org.postigo.mail.Envelope;
import org.postigo.mail.MailId;
import org.postigo.mail.Mailbox;
import org.postigo.mail.Recipient;
import org.postigo.mail.finding.Assessment;
import org.postigo.mail.finding.MessageDigest;
import org.postigo.mail.record.CopyOutcome;
import org.postigo.mail.record.JournalEntry;
import org.postigo.store.Store;
import org.postigo.store.held.HeldCopy;
import org.postigo.store.held.HeldQuery;
import org.postigo.store.journal.Journal;

/**
 * A message that was delivered to somebody, as we remember it: what a report of it goes by, never what the report says.
 *
 * @param id our name of it
 * @param client who handed it in
 * @param envelope as it came
 * @param recipient whose copy
 * @param assessment what the classifier said when it came
 * @param retryKey hash of its reverse-path and octets below the trace fields
 */
record Delivered(
        MailId id, Client client, Envelope envelope, Recipient recipient, Assessment assessment, String retryKey) {
    /** How far back is looked: later nobody reports a message, and the journal may have been cut. */
    private static final Duration WINDOW = Duration.ofDays(30);

    private static final int MOST = 100;

    /** Delivered to this mailbox when it came, or released to it later, with these words in sender, subject or Message-ID; newest first. */
    static List<Delivered> find(Store store, Mailbox to, String words, Instant now) {
        if (words.isBlank()) {
            return List.of();
        }
        var found = new ArrayList<Delivered>();
        store.journal()
                .query(new Journal.Query(
                        words,
                        "",
                        to.toString(),
                        Set.of(to.domain()),
                        Set.of(),
                        Optional.of(now.minus(WINDOW)),
                        Optional.empty(),
                        0,
                        MOST))
                .rows()
                .forEach(entry -> {
                    if (entry instanceof JournalEntry.Transaction transaction) {
                        of(transaction, to).ifPresent(found::add);
                    }
                });
        store
                .held()
                .list(new HeldQuery(
                        words,
                        Set.of(to.domain()),
                        Set.of(HeldQuery.Standing.DELIVERED),
                        Optional.of(now.minus(WINDOW)),
                        Optional.empty(),
                        HeldQuery.Order.NEWEST,
                        0,
                        MOST))
                .rows()
                .stream()
                .filter(copy -> !copy.reason().delivered() && theirs(copy.recipient(), to))
                .map(Delivered::of)
                .forEach(found::add);
        return found;
    }

    private static Optional<Delivered> of(JournalEntry.Transaction transaction, Mailbox to) {
        Optional<Recipient> recipient = transaction.envelope().recipients().stream()
                .filter(each ->
                        theirs(each, to) && transaction.outcomes().get(each.path()) instanceof CopyOutcome.Delivered)
                .findFirst();
        return recipient.flatMap(each -> transaction
                .assessment()
                .map(said -> new Delivered(
                        transaction.id(),
                        transaction.client(),
                        transaction.envelope(),
                        each,
                        said,
                        transaction.retryKey())));
    }

    private static Delivered of(HeldCopy copy) {
        var message = copy.message();
        return new Delivered(
                message.id(),
                message.client(),
                message.envelope(),
                copy.recipient(),
                message.assessment(),
                message.retryKey());
    }

    static boolean theirs(Recipient recipient, Mailbox mailbox) {
        return recipient.path().mailbox().key().equals(mailbox.key());
    }

    MessageDigest digest() {
        return assessment.digest();
    }
}
