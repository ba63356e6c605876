package org.postigo.quarantine.incident;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.postigo.mail.DomainName;
import org.postigo.mail.finding.Verdict;
import org.postigo.store.held.CopyId;

/**
 * One cause looked into, as it stands.
 *
 * @param id by which it is asked for
 * @param asked what was asked
 * @param phase how far it is
 * @param done copies through in this phase
 * @param total copies of this phase
 * @param held open copies that the cause had a part in
 * @param changed those of them that would pass today, the least spammy first
 * @param released decided by this rescue and not taken back
 * @param undone taken back
 * @param problem why it failed; empty if it did not
 */
public record Incident(
        int id,
        Asked asked,
        Phase phase,
        long done,
        long total,
        long held,
        List<Changed> changed,
        long released,
        long undone,
        String problem) {
    /** Copies the list. */
    public Incident {
        changed = List.copyOf(changed);
    }

    /**
     * What was asked.
     *
     * @param cause which
     * @param from received at or after
     * @param until received before
     * @param domains of the recipients; empty for all
     * @param way to look again
     * @param by who asks
     */
    public record Asked(
            Cause cause, Instant from, Instant until, Set<DomainName> domains, Reassessor.Way way, String by) {
        /** Copies and checks. */
        public Asked {
            domains = Set.copyOf(domains);
            if (!from.isBefore(until)) {
                throw new IllegalArgumentException("the span ends before it begins");
            }
        }
    }

    /** How far it is. */
    public enum Phase {
        /** Copies are judged anew; nothing has been done to them. */
        LOOKING,
        /** All were judged; nothing has been done to them. */
        LOOKED,
        /** Copies are being released. */
        RELEASING,
        /** All that changed are released; until their time is over they can be taken back. */
        RELEASED,
        /** Releases are being taken back. */
        UNDOING,
        /** What could be taken back was. */
        UNDONE,
        /** It could not be brought to an end. */
        FAILED;

        /** Whether something is under way. */
        public boolean busy() {
            return this == LOOKING || this == RELEASING || this == UNDOING;
        }
    }

    /**
     * A copy that would pass today.
     *
     * @param copy which
     * @param before probability of spam of that day
     * @param after of now
     * @param verdict of now
     */
    public record Changed(CopyId copy, double before, double after, Verdict verdict) {}
}
