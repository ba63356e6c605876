package org.postigo.classifier.policy;

/** Knows the allow and deny entries. Answers from memory with an immutable snapshot. */
@FunctionalInterface
public interface AllowAndDeny {
    /** No entries: for tools without a store. */
    AllowAndDeny NONE = () -> new Snapshot(0, Entries.NONE);

    /** All entries now. */
    Snapshot snapshot();

    /**
     * All entries at one time.
     *
     * @param version counts their changes
     * @param entries ready to be asked
     */
    record Snapshot(long version, Entries entries) {}
}
