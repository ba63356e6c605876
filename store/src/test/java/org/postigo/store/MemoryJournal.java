package org.postigo.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.postigo.mail.MailId;
import org.postigo.mail.record.JournalEntry;
import org.postigo.store.counts.Tallies;
import org.postigo.store.journal.Journal;
import org.postigo.store.lists.Hits;
import org.postigo.store.search.JournalTerms;
import org.postigo.store.search.Search;

/** Entries in a map, queried by looking at each. */
final class MemoryJournal implements Journal {
    private final Map<MailId, JournalEntry> entries = new LinkedHashMap<>();
    private final MemoryAcquaintances acquaintances;

    private final Tallies tallies;

    MemoryJournal(MemoryAcquaintances acquaintances, Tallies tallies) {
        this.acquaintances = acquaintances;
        this.tallies = tallies;
    }

    @Override
    public synchronized CompletableFuture<Void> append(JournalEntry entry) {
        entries.put(id(entry), entry);
        acquaintances.journalled(entry);
        tallies.journalled(entry);
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
    public long before(Instant from) {
        return 0;
    }

    @Override
    public synchronized long follow(long place, Scanner scanner) {
        List<JournalEntry> all = List.copyOf(entries.values());
        int next = (int) place;
        while (next < all.size()) {
            next++;
            if (!scanner.entry(all.get(next - 1), (next - place) / (double) (all.size() - place))) {
                break;
            }
        }
        return next;
    }

    @Override
    public synchronized Page query(Query query) {
        Search.Wanted wanted = JournalTerms.wanted(query);
        List<JournalEntry> matching = entries.values().stream()
                .filter(entry -> found(wanted, entry))
                .sorted(Comparator.comparing(JournalEntry::at)
                        .thenComparing(MemoryJournal::id)
                        .reversed())
                .toList();
        return new Page(
                matching.stream().skip(query.offset()).limit(query.limit()).toList(), matching.size());
    }

    private static boolean found(Search.Wanted wanted, JournalEntry entry) {
        long at = Search.nanos(entry.at());
        Map<String, Set<String>> terms = JournalTerms.of(entry);
        return at >= wanted.from()
                && at < wanted.until()
                && wanted.all().stream()
                        .allMatch(any -> any.stream()
                                .anyMatch(sought -> terms.getOrDefault(sought.field(), Set.of()).stream()
                                        .anyMatch(term -> sought.beginning()
                                                ? term.startsWith(sought.text())
                                                : term.equals(sought.text()))));
    }

    @Override
    public synchronized List<Near> near(Query query, int limit) {
        var found = new ArrayList<Near>();
        for (JournalTerms.Spelling spelling : JournalTerms.spellings(query)) {
            entries.values().stream()
                    .flatMap(entry -> JournalTerms.of(entry).getOrDefault(spelling.field(), Set.of()).stream())
                    .distinct()
                    .filter(term -> !term.equals(spelling.text()))
                    .filter(term ->
                            edits(term, spelling.text()) <= (spelling.text().length() < 5 ? 1 : 2))
                    .sorted(Comparator.<String>comparingInt(term -> edits(term, spelling.text()))
                            .thenComparing(term -> term))
                    .filter(spelling::offers)
                    .map(term -> new Near(
                            spelling.side(),
                            term,
                            entries.values().stream()
                                    .filter(entry -> found(spelling.with(term), entry))
                                    .count()))
                    .filter(near -> near.entries() > 0)
                    .forEach(found::add);
        }
        return found.stream().limit(limit).toList();
    }

    /** Letters put in, left out, changed, or swapped with their neighbour. */
    private static int edits(String one, String other) {
        int[][] cost = new int[one.length() + 1][other.length() + 1];
        for (int i = 0; i <= one.length(); i++) {
            for (int j = 0; j <= other.length(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                int change = one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
                cost[i][j] = Math.min(Math.min(cost[i - 1][j], cost[i][j - 1]) + 1, cost[i - 1][j - 1] + change);
                if (i > 1
                        && j > 1
                        && one.charAt(i - 1) == other.charAt(j - 2)
                        && one.charAt(i - 2) == other.charAt(j - 1)) {
                    cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
                }
            }
        }
        return cost[one.length()][other.length()];
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
}
