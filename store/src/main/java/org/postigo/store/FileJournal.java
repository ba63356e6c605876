package org.postigo.store;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.postigo.mail.MailId;
import org.postigo.mail.record.JournalEntry;
import org.postigo.store.journal.Journal;
import org.postigo.store.log.EventLog;
import org.postigo.store.log.LogEvent;
import org.postigo.store.search.JournalTerms;
import org.postigo.store.search.Search;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journal: entries in their log, found through the index. Mail waits for nobody, so an entry that the disk cannot take
 * in time is dropped, counted, and its future says so; the mail itself is safe without it.
 */
final class FileJournal implements Journal {
    private static final Logger LOG = LoggerFactory.getLogger(FileJournal.class);

    /** Longer than entries wait for the disk: they are not quite in the order of their times. */
    private static final Duration SLACK = Duration.ofHours(1);

    /** Terms that are looked at to find addresses that are spelt almost so. */
    private static final int ALIKE = 50;

    private final EventLog log;
    private final Indexer indexer;
    private final AtomicLong dropped = new AtomicLong();

    FileJournal(EventLog log, Indexer indexer) {
        this.log = log;
        this.indexer = indexer;
    }

    @Override
    public CompletableFuture<Void> append(JournalEntry entry) {
        return log.append(new LogEvent.Journalled(entry)).handle((position, failure) -> {
            if (failure != null) {
                // One line for the first of each thousand: a full disk must not fill it further with its own report.
                long count = dropped.incrementAndGet();
                if (count % 1000 == 1) {
                    LOG.error("{} journal entries dropped so far: {}", count, failure.getMessage());
                }
                throw new java.util.concurrent.CompletionException(failure);
            }
            return null;
        });
    }

    /** Entries dropped since the start. */
    long dropped() {
        return dropped.get();
    }

    @Override
    public Optional<JournalEntry> find(MailId id) {
        indexer.catchUp();
        OptionalLong position = indexer.ask(derived -> derived.journal().high(id.text()));
        return position.isPresent() ? at(position.getAsLong()) : Optional.empty();
    }

    private Optional<JournalEntry> at(long position) {
        try {
            return log.at(position) instanceof LogEvent.Journalled(JournalEntry entry)
                    ? Optional.of(entry)
                    : Optional.empty();
        } catch (IOException e) {
            LOG.error("a journal entry cannot be shown: {}. Restore the file from a backup", e.getMessage());
            return Optional.empty();
        }
    }

    @Override
    public void scan(Instant from, Scanner scanner) throws IOException {
        follow(before(from), (entry, part) -> entry.at().isBefore(from) || scanner.entry(entry, part));
    }

    @Override
    public long follow(long place, Scanner scanner) throws IOException {
        long end = log.end();
        long[] behind = {place};
        log.read(place, end, (position, next, event) -> {
            behind[0] = next;
            return !(event instanceof LogEvent.Journalled(JournalEntry entry))
                    || scanner.entry(entry, (next - place) / (double) (end - place));
        });
        return behind[0];
    }

    /**
     * Where the last segment begins whose first entry is older. An entry is written when it has happened, so what is
     * younger stands behind it.
     */
    @Override
    public long before(Instant from) throws IOException {
        for (long base = log.segmentBefore(log.end()); base > log.begin(); base = log.segmentBefore(base)) {
            boolean[] older = {false};
            log.read(base, log.end(), (position, next, event) -> {
                older[0] = event instanceof LogEvent.Journalled(JournalEntry entry)
                        && entry.at().isBefore(from.minus(SLACK));
                return false;
            });
            if (older[0]) {
                return base;
            }
        }
        return log.begin();
    }

    @Override
    public Page query(Query query) {
        indexer.catchUp();
        Search.Wanted wanted = JournalTerms.wanted(query);
        var positions = new ArrayList<Long>();
        long total = indexer.ask(derived -> {
            positions.clear();
            return derived.journal()
                    .page(wanted, query.offset(), query.limit(), (time, position, none) -> positions.add(position));
        });
        List<JournalEntry> rows =
                positions.stream().flatMap(position -> at(position).stream()).toList();
        return new Page(rows, total);
    }

    @Override
    public List<Near> near(Query query, int limit) {
        indexer.catchUp();
        return indexer.ask(derived -> {
            Search search = derived.journal();
            var found = new ArrayList<Near>();
            for (JournalTerms.Spelling spelling : JournalTerms.spellings(query)) {
                search.alike(spelling.field(), spelling.text(), ALIKE).stream()
                        .map(Search.Alike::text)
                        .filter(spelling::offers)
                        .map(text -> new Near(spelling.side(), text, search.count(spelling.with(text))))
                        .filter(near -> near.entries() > 0)
                        .limit(limit)
                        .forEach(found::add);
            }
            return found.stream().limit(limit).toList();
        });
    }
}
