package org.postigo.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postigo.store.audit.Audit;
import org.postigo.store.audit.AuditEvent;
import org.postigo.store.disk.ForgetfulDisk;
import org.postigo.store.log.Damage;
import org.postigo.store.log.EventLog;
import org.postigo.store.log.LogEvent;

/** What the audit answers after a restart. */
class FileAuditTest {
    private static final Instant NOW = Instant.parse("2026-11-23T09:00:00Z");
    /** More than are kept in memory. */
    private static final int DEEDS = 20_050;

    private final ForgetfulDisk disk = new ForgetfulDisk();
    private final List<Damage> damages = new ArrayList<>();

    private EventLog open(long segment) throws Exception {
        var log = new EventLog(disk, Path.of("/log"), "audit", new EventLog.Limits(segment, DEEDS, 0), damages::add);
        log.start((position, next, event) -> {});
        return log;
    }

    private static AuditEvent deed(int number) {
        return new AuditEvent(
                NOW.plusSeconds(number), "ana@example.com", "192.0.2.1", AuditEvent.Deed.LOOKED, "copy " + number, "");
    }

    @ParameterizedTest
    @ValueSource(longs = {400_000, 32 << 20})
    void whatIsNoLongerInMemoryIsReadFromTheDisk(long segment) throws Exception {
        var expected = new ArrayList<AuditEvent>();
        try (EventLog log = open(segment)) {
            var written = new ArrayList<CompletableFuture<Long>>();
            for (int i = 0; i < DEEDS; i++) {
                written.add(log.append(new LogEvent.Audited(deed(i))));
                expected.addFirst(deed(i));
            }
            CompletableFuture.allOf(written.toArray(CompletableFuture[]::new)).get();
        }
        disk.restart();
        try (EventLog log = open(segment)) {
            var audit = new FileAudit(log);
            assertThat(audit.newest(Audit.Query.since(NOW), 3)).isEqualTo(expected.subList(0, 3));
            assertThat(audit.newest(Audit.Query.since(NOW), DEEDS)).isEqualTo(expected);
            audit.note(deed(DEEDS));
            assertThat(audit.newest(Audit.Query.since(NOW), 2)).containsExactly(deed(DEEDS), deed(DEEDS - 1));
        }
        assertThat(damages).isEmpty();
    }
}
