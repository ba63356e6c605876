package org.postigo.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.postigo.store.index.Index;
import org.postigo.store.index.IndexTrouble;
import org.postigo.store.search.Search;

/**
 * All that is derived and may be thrown away: opened, committed and wiped together.
 *
 * @param index where things stand
 * @param held search over held mail
 * @param journal search over the journal
 */
record Derived(Index index, Search held, Search journal) implements Closeable {
    /** Opens what stands in a folder, or in memory. */
    static Derived open(Optional<Path> folder) {
        Index index = Index.open(folder);
        try {
            Search held = Search.open(folder.map(f -> f.resolve("search-held")));
            try {
                return new Derived(index, held, Search.open(folder.map(f -> f.resolve("search-journal"))));
            } catch (IndexTrouble e) {
                held.close();
                throw e;
            }
        } catch (IndexTrouble e) {
            index.close();
            throw e;
        }
    }

    /** Deletes everything in the folder. */
    static void wipe(Path folder) {
        try {
            if (!Files.exists(folder)) {
                return;
            }
            List<Path> all;
            try (Stream<Path> files = Files.walk(folder)) {
                all = files.sorted(Comparator.reverseOrder()).toList();
            }
            for (Path file : all) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new IndexTrouble(folder + " cannot be emptied", e);
        }
    }

    /** Search first: what the index says is committed must be findable. */
    void commit() {
        held.commit();
        journal.commit();
        index.commit();
    }

    @Override
    public void close() {
        held.close();
        journal.close();
        index.close();
    }
}
