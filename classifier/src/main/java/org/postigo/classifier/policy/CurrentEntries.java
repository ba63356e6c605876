package org.postigo.classifier.policy;

import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.postigo.mail.policy.ListEntry;

/**
 * The entries of a source that counts its changes. What changed since the last question is taken over by the first who
 * asks after it, which for a few changes among 200,000 entries takes some milliseconds; an entry that was written
 * before a message came decides about that message.
 */
public final class CurrentEntries implements AllowAndDeny {
    private final Supplier<Listed> source;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile Snapshot shown = NONE.snapshot();

    /**
     * All entries as their keeper lists them.
     *
     * @param version another one for each change
     * @param entries those that did not change as the same objects, in the same order
     */
    public record Listed(long version, List<ListEntry> entries) {
        /** Copies the list. */
        public Listed {
            entries = List.copyOf(entries);
        }
    }

    /** Of this source, whose first list is taken over at once. */
    public CurrentEntries(Supplier<Listed> source) {
        this.source = source;
        Listed first = source.get();
        shown = new Snapshot(first.version(), Entries.of(first.entries()));
    }

    @Override
    public Snapshot snapshot() {
        if (source.get().version() == shown.version()) {
            return shown;
        }
        lock.lock();
        try {
            Listed now = source.get();
            if (now.version() != shown.version()) {
                shown = new Snapshot(now.version(), shown.entries().with(now.entries()));
            }
            return shown;
        } finally {
            lock.unlock();
        }
    }
}
