package org.postigo.store.journal;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.postigo.mail.DomainName;
import org.postigo.mail.MailId;
import org.postigo.mail.record.JournalEntry;

/** The journal. */
public interface Journal {
    /** Hands over an entry without blocking; the future completes when it is durable. */
    CompletableFuture<Void> append(JournalEntry entry);

    /** The entry of one message or refusal. */
    Optional<JournalEntry> find(MailId id);

    /** Entries, newest first. */
    Page query(Query query);

    /**
     * What to look for.
     *
     * @param text words or beginnings of words in sender, recipients, subject, Message-ID, client; empty for all
     * @param domain of a recipient
     * @param from at or after
     * @param until before
     * @param offset of the first row
     * @param limit rows at most, 1 to 1,000
     */
    record Query(
            String text,
            Optional<DomainName> domain,
            Optional<Instant> from,
            Optional<Instant> until,
            int offset,
            int limit) {}

    /** Rows of a page and how many match in all. */
    record Page(List<JournalEntry> rows, long total) {
        /** Copies the list. */
        public Page {
            rows = List.copyOf(rows);
        }
    }
}
