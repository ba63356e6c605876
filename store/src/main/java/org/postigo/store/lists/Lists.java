package org.postigo.store.lists;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.postigo.mail.policy.ListEntry;

/** Allow and deny entries. Readers get an immutable snapshot from memory; writers are durable on return. */
public interface Lists {
    /** All entries now. */
    Snapshot snapshot();

    /** The entry of that id. */
    default Optional<ListEntry> find(String id) {
        return snapshot().entries().stream()
                .filter(entry -> entry.id().equals(id))
                .findFirst();
    }

    /** Adds or replaces the entry of that id. */
    void put(ListEntry entry, String by) throws IOException;

    /**
     * Adds or replaces many, shown at once when all are durable. If the disk fails on the way some may have been written:
     * each as a whole.
     */
    default void putAll(List<ListEntry> entries, String by) throws IOException {
        for (ListEntry entry : entries) {
            put(entry, by);
        }
    }

    /** Removes an entry; returns whether there was one. */
    boolean remove(String id, String by) throws IOException;

    /**
     * All entries at one time.
     *
     * @param version counts every change since the log began
     * @param entries in the order they were made
     */
    record Snapshot(long version, List<ListEntry> entries) {
        /** Copies the list. */
        public Snapshot {
            entries = List.copyOf(entries);
        }
    }
}
