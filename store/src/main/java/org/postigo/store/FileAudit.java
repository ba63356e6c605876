package org.postigo.store;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.postigo.store.audit.Audit;
import org.postigo.store.audit.AuditEvent;
import org.postigo.store.log.EventLog;
import org.postigo.store.log.LogEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The audit in a log of its own; the newest events also in memory, since they are what is asked for. */
final class FileAudit implements Audit {
    private static final Logger LOG = LoggerFactory.getLogger(FileAudit.class);
    private static final int IN_MEMORY = 20_000;

    private final EventLog log;
    private final ArrayDeque<AuditEvent> newest = new ArrayDeque<>();
    /** Of events that are no longer in memory. */
    private boolean forgotten;

    /** Reads what is kept in memory; {@link #note} may be called once the log is started. */
    FileAudit(EventLog log) throws IOException {
        this.log = log;
        long from = log.beginOfLast(IN_MEMORY);
        forgotten = from > log.begin();
        log.read(from, log.end(), (position, next, event) -> {
            if (event instanceof LogEvent.Audited(AuditEvent audited)) {
                remember(audited);
            }
            return true;
        });
    }

    @Override
    public void note(AuditEvent event) {
        remember(event);
        log.append(new LogEvent.Audited(event)).whenComplete((position, failure) -> {
            if (failure != null) {
                LOG.error("{} of {} could not be noted: {}", event.deed(), event.who(), failure.getMessage());
            }
        });
    }

    private synchronized void remember(AuditEvent event) {
        newest.addFirst(event);
        if (newest.size() > IN_MEMORY) {
            newest.removeLast();
            forgotten = true;
        }
    }

    @Override
    public List<AuditEvent> newest(Query query, int limit) {
        List<AuditEvent> found;
        boolean older;
        synchronized (this) {
            found = newest.stream().filter(query::wants).limit(limit).toList();
            older = forgotten && (newest.isEmpty() || !newest.getLast().at().isBefore(query.since()));
        }
        return found.size() >= limit || !older ? found : fromDisk(query, limit);
    }

    /** Segment by segment from the last, each read forwards. */
    private List<AuditEvent> fromDisk(Query query, int limit) {
        var found = new ArrayList<AuditEvent>();
        long until = log.end();
        try {
            while (until > log.begin() && found.size() < limit) {
                long base = log.segmentBefore(until);
                var some = new ArrayList<AuditEvent>();
                Instant[] first = {Instant.MAX};
                log.read(base, until, (position, next, event) -> {
                    if (event instanceof LogEvent.Audited(AuditEvent audited)) {
                        first[0] = first[0].isBefore(audited.at()) ? first[0] : audited.at();
                        if (query.wants(audited)) {
                            some.add(audited);
                        }
                    }
                    return true;
                });
                found.addAll(some.reversed());
                if (first[0].isBefore(query.since())) {
                    break;
                }
                until = base;
            }
        } catch (IOException unreadable) {
            LOG.error("older looks and acts cannot be shown: {}", unreadable.getMessage());
        }
        return found.stream().limit(limit).toList();
    }
}
