package org.postigo.store.audit;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.postigo.store.audit.AuditEvent.Deed;

/** The log of looks and acts. Only grows. */
public interface Audit {
    /** Keeps nothing: for what has no store. */
    Audit NONE = new Audit() {
        @Override
        public void note(AuditEvent event) {}

        @Override
        public List<AuditEvent> newest(Query query, int limit) {
            return List.of();
        }
    };

    /**
     * Notes an event. Returns at once; it is on disk within a moment, and a write that fails is told in the program's
     * log: nobody's work stops because it cannot be noted.
     */
    void note(AuditEvent event);

    /**
     * What was noted, newest first.
     *
     * @param limit at most so many
     */
    List<AuditEvent> newest(Query query, int limit);

    /**
     * What to look for.
     *
     * @param who whose; empty for all
     * @param deeds which; empty for all
     * @param since not older
     */
    record Query(Optional<String> who, Set<Deed> deeds, Instant since) {
        /** Copies the set. */
        public Query {
            deeds = Set.copyOf(deeds);
        }

        /** Everything since then. */
        public static Query since(Instant since) {
            return new Query(Optional.empty(), Set.of(), since);
        }

        /** Whether this is looked for. */
        public boolean wants(AuditEvent event) {
            return !event.at().isBefore(since)
                    && (deeds.isEmpty() || deeds.contains(event.deed()))
                    && (who.isEmpty() || who.get().equalsIgnoreCase(event.who()));
        }
    }
}
