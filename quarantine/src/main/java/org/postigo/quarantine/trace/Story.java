package org.postigo.quarantine.trace;

import java.util.List;
import java.util.Optional;
import org.postigo.mail.record.CopyOutcome;
import org.postigo.mail.record.JournalEntry;
import org.postigo.store.held.HeldCopy;

/**
 * All that is known of a message, or of an attempt that was turned away.
 *
 * @param entry as it stands in the journal, without what the reader may not see
 * @param copies one for each recipient in their order; one without a recipient where none had come
 */
public record Story(JournalEntry entry, List<Copy> copies) {
    /** Copies the list. */
    public Story {
        copies = List.copyOf(copies);
    }

    /**
     * One recipient's part.
     *
     * @param recipient as the client named it; empty where none had come
     * @param outcome while the client waited; empty for an attempt that was turned away
     * @param held as it stands now, of a copy that is or was held
     * @param steps in order
     */
    public record Copy(String recipient, Optional<CopyOutcome> outcome, Optional<HeldCopy> held, List<Step> steps) {
        /** Copies the list. */
        public Copy {
            steps = List.copyOf(steps);
        }
    }
}
