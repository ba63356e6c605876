package org.postigo.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.postigo.mail.DomainName;
import org.postigo.mail.ForwardPath;
import org.postigo.mail.MailId;
import org.postigo.mail.Mailbox;
import org.postigo.mail.record.JournalEntry;
import org.postigo.store.journal.Journal;
import org.postigo.store.lists.Hits;
import org.postigo.store.search.Words;

/** Entries in a map, queried by looking at each. */
final class MemoryJournal implements Journal {
    private final Map<MailId, JournalEntry> entries = new LinkedHashMap<>();
    private final MemoryAcquaintances acquaintances;

    MemoryJournal(MemoryAcquaintances acquaintances) {
        this.acquaintances = acquaintances;
    }

    @Override
    public synchronized CompletableFuture<Void> append(JournalEntry entry) {
        entries.put(id(entry), entry);
        acquaintances.journalled(entry);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public synchronized Optional<JournalEntry> find(MailId id) {
        return Optional.ofNullable(entries.get(id));
    }

    @Override
    public synchronized void scan(Instant from, Scanner scanner) {
        List<JournalEntry> late = entries.values().stream()
                .filter(entry -> !entry.at().isBefore(from))
                .toList();
        for (int i = 0; i < late.size() && scanner.entry(late.get(i), (i + 1.0) / late.size()); i++) {
            // The scanner did it.
        }
    }

    @Override
    public synchronized Page query(Query query) {
        List<String> asked = Words.asked(query.text());
        List<JournalEntry> matching = entries.values().stream()
                .filter(e ->
                        query.from().isEmpty() || !e.at().isBefore(query.from().get()))
                .filter(e ->
                        query.until().isEmpty() || e.at().isBefore(query.until().get()))
                .filter(e -> query.domain().isEmpty()
                        || domains(e).contains(query.domain().get()))
                .filter(e -> Words.match(asked, Words.of(e)))
                .sorted(Comparator.comparing(JournalEntry::at)
                        .thenComparing(MemoryJournal::id)
                        .reversed())
                .toList();
        return new Page(
                matching.stream().skip(query.offset()).limit(query.limit()).toList(), matching.size());
    }

    /** Counted from the entries anew for each question. */
    Hits hits() {
        return entry -> {
            synchronized (this) {
                var hits = new ArrayList<Instant>();
                entries.values()
                        .forEach(line -> Hits.each(line, (id, at) -> {
                            if (id.equals(entry)) {
                                hits.add(at);
                            }
                        }));
                return new Hits.Tally(hits.size(), hits.stream().max(Comparator.naturalOrder()));
            }
        };
    }

    private static MailId id(JournalEntry entry) {
        return switch (entry) {
            case JournalEntry.Transaction transaction -> transaction.id();
            case JournalEntry.Refusal refusal -> refusal.id();
        };
    }

    private static List<DomainName> domains(JournalEntry entry) {
        return switch (entry) {
            case JournalEntry.Transaction transaction ->
                transaction.envelope().recipients().stream()
                        .map(r -> r.path().domain())
                        .toList();
            case JournalEntry.Refusal refusal ->
                refusal.recipients().stream()
                        .flatMap(r -> Mailbox.parse(r).stream())
                        .map(ForwardPath::new)
                        .map(ForwardPath::domain)
                        .toList();
        };
    }
}
