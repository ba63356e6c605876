package org.postigo.store.journal;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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

    /**
     * A place before which no entry of this time or later stands: where {@link #follow} is to begin.
     *
     * @throws IOException if the log cannot be read
     */
    long before(Instant from) throws IOException;

    /**
     * Shows every entry behind a place in the order they were written: for what is kept up to date without reading it all
     * again.
     *
     * @param place from {@link #before}, or what an earlier call returned
     * @return the place behind the last entry that was shown
     * @throws IOException if the log cannot be read
     */
    long follow(long place, Scanner scanner) throws IOException;

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
     * What to look for. All that is asked for must be so.
     *
     * @param text words or beginnings of words in sender, recipients, subject, Message-ID, client; empty for all
     * @param sender words or beginnings of words of an address or domain in MAIL FROM or From; empty for all
     * @param recipient the same of a recipient
     * @param domains of a recipient; empty for all. Words of other recipients are then not found
     * @param fates any of which became of a copy (of these domains); empty for all
     * @param from at or after
     * @param until before
     * @param offset of the first row
     * @param limit rows at most, 1 to 1,000
     */
    record Query(
            String text,
            String sender,
            String recipient,
            Set<DomainName> domains,
            Set<Fate> fates,
            Optional<Instant> from,
            Optional<Instant> until,
            int offset,
            int limit) {
        /** Copies the sets. */
        public Query {
            domains = Set.copyOf(domains);
            fates = Set.copyOf(fates);
        }

        /** Words alone, of one domain or all. */
        public Query(
                String text,
                Optional<DomainName> domain,
                Optional<Instant> from,
                Optional<Instant> until,
                int offset,
                int limit) {
            this(text, "", "", domain.map(Set::of).orElse(Set.of()), Set.of(), from, until, offset, limit);
        }
    }

    /** Rows of a page and how many match in all. */
    record Page(List<JournalEntry> rows, long total) {
        /** Copies the list. */
        public Page {
            rows = List.copyOf(rows);
        }
    }

    /**
     * Addresses much like those that a query asks for and that are not found by it: what was misspelt by whoever asks, or by
     * whoever wrote. Domains alone and local parts alone are compared where the query gives no more.
     *
     * @return the closest first, at most so many
     */
    List<Near> near(Query query, int limit);

    /**
     * An address that is spelt almost so.
     *
     * @param side on which it stands
     * @param text address, domain or local part, whichever was asked for
     * @param entries that it would find with everything else of the query as it is
     */
    record Near(Side side, String text, long entries) {}

    /** Who wrote, or to whom. */
    enum Side {
        /** In MAIL FROM or From. */
        SENDER,
        /** In RCPT TO. */
        RECIPIENT
    }
}
