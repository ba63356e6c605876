package org.postigo.quarantine.notice;

import java.time.Instant;
import org.postigo.store.audit.AuditEvent;

/** Where our own mail is given to that should arrive even when the next server does not take it now. */
@FunctionalInterface
public interface Post {
    /**
     * Sends a message now; what is put off is kept and tried again by itself.
     *
     * @param deed that the audit says once it has left
     * @param end from which on nobody wants it any more; now or earlier keeps nothing
     */
    Outgoing.Sending post(Notice notice, AuditEvent.Deed deed, Instant end);
}
