package org.postigo.store.journal;

import java.io.IOException;
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
     * Shows every entry of a time and later in the order they were written, past the index: for questions about all of
     * them.
     *
     * @throws IOException if the log cannot be read
     */
    void scan(Instant from, Scanner scanner) throws IOException;

    /** Told of entries. */
    @FunctionalInterface
    interface Scanner {
        /**
         * One entry.
         *
         * @param part of the scan that lies behind it, 0 to 1
         * @return whether to go on
         */
        boolean entry(JournalEntry entry, double part);
    }

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
