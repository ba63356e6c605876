package org.postigo.store;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postigo.mail.record.JournalEntry;
import org.postigo.store.index.Index;
import org.postigo.store.lists.Hits;

/** Hits in a map that is kept in the index and folded anew with it. */
final class FileHits implements Hits {
    private final Map<String, Tally> tallies = new HashMap<>();
    private final Set<String> changed = new HashSet<>();

    @Override
    public synchronized Tally of(String entry) {
        return tallies.getOrDefault(entry, Tally.NONE);
    }

    /** Folds in a line of the journal. */
    void journalled(JournalEntry entry) {
        Hits.each(entry, this::add);
    }

    private synchronized void add(String entry, Instant at) {
        tallies.merge(entry, Tally.NONE.and(at), (before, one) -> before.and(at));
        changed.add(entry);
    }

    /** Writes what changed since the last time. */
    synchronized void save(Index index) {
        for (String entry : changed) {
            Tally tally = of(entry);
            index.putHits(entry, tally.count(), tally.last().orElse(Instant.EPOCH));
        }
        changed.clear();
    }

    /** Takes over what was saved. */
    synchronized void load(Index index) {
        clear();
        index.hits((entry, count, last) -> tallies.put(entry, new Tally(count, Optional.of(last))));
    }

    /** Forgets everything, to be folded anew. */
    synchronized void clear() {
        tallies.clear();
        changed.clear();
    }
}
