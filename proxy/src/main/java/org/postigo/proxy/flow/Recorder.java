package org.postigo.proxy.flow;

import org.postigo.mail.record.JournalEntry;

/** Writes the journal. Never blocks. */
@FunctionalInterface
public interface Recorder {
    /** Hands over one entry; it is durable soon. */
    void record(JournalEntry entry);
}
