package org.postigo.classifier.policy;

import java.util.List;
import org.postigo.mail.policy.ListEntry;

/** Knows the allow and deny entries. Answers from memory with an immutable snapshot. */
@FunctionalInterface
public interface AllowAndDeny {
    /** No entries: for tools without a store. */
    AllowAndDeny NONE = () -> new Snapshot(0, List.of());

    /** All entries now. */
    Snapshot snapshot();

    /**
     * All entries at one time.
     *
     * @param version counts their changes
     * @param entries in any order
     */
    record Snapshot(long version, List<ListEntry> entries) {
        /** Copies the list. */
        public Snapshot {
            entries = List.copyOf(entries);
        }
    }
}
