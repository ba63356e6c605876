package org.postigo.quarantine;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.postigo.store.audit.Audit;
import org.postigo.store.audit.AuditEvent;
import org.postigo.store.audit.AuditEvent.Deed;
import org.postigo.store.held.CopyEvent;
import org.postigo.store.held.CopyId;
import org.postigo.store.held.HeldQuery;
import org.postigo.store.people.Person;

/**
 * Notes who looks at what and who does what. A screen reads the same letter several times while somebody looks at it once:
 * what a person looked at last is noted again only after a while.
 */
final class Witness {
    private static final Duration THE_SAME_LOOK = Duration.ofMinutes(10);

    private final Audit audit;
    private final Clock clock;
    private final Map<String, Look> lastLooks = new ConcurrentHashMap<>();

    Witness(Audit audit, Clock clock) {
        this.audit = audit;
        this.clock = clock;
    }

    private record Look(String what, Instant at) {}

    /** A list without words is the view itself; what was searched for is noted. */
    void searched(Person person, HeldQuery query) {
        if (!query.text().isBlank() && query.offset() == 0) {
            look(person, Deed.LISTED, query.text());
        }
    }

    void opened(Person person, CopyId id) {
        look(person, Deed.LOOKED, id.toString());
    }

    private void look(Person person, Deed deed, String what) {
        Instant now = clock.instant();
        Look look = new Look(what, now);
        Look before = lastLooks.put(person.email() + deed, look);
        if (before == null
                || !before.what().equals(what)
                || before.at().plus(THE_SAME_LOOK).isBefore(now)) {
            audit.note(new AuditEvent(now, person.email(), "", deed, what, ""));
        }
    }

    void decided(Person person, List<CopyEvent> events) {
        for (CopyEvent event : events) {
            if (event instanceof CopyEvent.Decided(CopyId id, Instant at, var decision)) {
                audit.note(new AuditEvent(
                        at,
                        person.email(),
                        "",
                        Deed.DECIDED,
                        id.toString(),
                        decision.kind().name()));
            } else if (event instanceof CopyEvent.Undone(CopyId id, Instant at, var _)) {
                audit.note(new AuditEvent(at, person.email(), "", Deed.UNDONE, id.toString(), ""));
            }
        }
    }
}
