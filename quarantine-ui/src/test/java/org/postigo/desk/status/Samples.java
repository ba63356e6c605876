package org.postigo.desk.status;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postigo.mail.record.DnsListTable;
import org.postigo.mail.record.DnsListTable.About;
import org.postigo.mail.record.DnsListTable.Agreement;
import org.postigo.mail.record.DnsListTable.State;
import org.postigo.quarantine.retention.Retention;
import org.postigo.store.StoreFigures;
import org.postigo.store.held.HeldQuery.Standing;

/** Gates that do well, and one that does not; all names are invented. */
public final class Samples {
    static final Instant NOW = Instant.parse("2026-11-23T19:22:10Z");

    private Samples() {}

    private static StoreFigures store(StoreFigures.IndexState index) {
        return new StoreFigures(
                4_120,
                Map.of(Standing.UNREAD, 62L, Standing.ON_ITS_WAY, 2L),
                0,
                Map.of(),
                2_000_000_000L,
                412_000_000_000L,
                2_000_000_000L,
                0,
                0,
                0,
                index,
                0,
                1,
                0);
    }

    static Machine.Certificate certificate(Duration left) {
        return new Machine.Certificate("smtp", "filtro.example", Optional.of(NOW.plus(left)), false);
    }

    private static Machine.State state(
            List<Machine.Server> servers, StoreFigures.IndexState index, List<Machine.Alarm> alarms) {
        return new Machine.State(
                new Machine.Gate(
                        7, 61_204, Duration.ofMillis(229), Optional.of(Machine.Probe.answered(Duration.ofMillis(3)))),
                Optional.of(Machine.Probe.answered(Duration.ofMillis(11))),
                new Machine.Judging(false, List.of(), Duration.ofMillis(112)),
                servers,
                store(index),
                new Retention.Figures(1_204, 310, 0),
                new Machine.Model(
                        "combiner-3",
                        Optional.of(NOW.minus(Duration.ofDays(2))),
                        18_204,
                        9_120,
                        1_310,
                        402,
                        Duration.ZERO,
                        0),
                List.of(new Machine.Certificate(
                        "smtp", "filtro.example", Optional.of(NOW.plus(Duration.ofDays(3_000))), true)),
                alarms);
    }

    /** All well. */
    public static Machine.State well() {
        return state(
                List.of(new Machine.Server(
                        "correo.metalsur.example:25",
                        Optional.empty(),
                        Optional.empty(),
                        31_880,
                        12,
                        40,
                        0,
                        Duration.ofMillis(88))),
                StoreFigures.IndexState.READY,
                List.of());
    }

    /** A server is down and the index is being rebuilt. */
    public static Machine.State troubled() {
        return state(
                List.of(
                        new Machine.Server(
                                "correo.metalsur.example:25",
                                Optional.empty(),
                                Optional.of("421 4.3.2 <b>try later</b>"),
                                31_880,
                                12,
                                40,
                                0,
                                Duration.ofMillis(88)),
                        new Machine.Server(
                                "mx.huerta.example:25",
                                Optional.of("connection refused"),
                                Optional.of("connection refused"),
                                0,
                                61,
                                0,
                                3,
                                Duration.ZERO)),
                StoreFigures.IndexState.REBUILDING,
                List.of(new Machine.Alarm("list zen", NOW.minusSeconds(900), 60, 88)));
    }

    private static DnsListTable.Row row(String name, About about, State state, String why, long queries, long hits) {
        return new DnsListTable.Row(
                name,
                about,
                state,
                why,
                Optional.empty(),
                queries,
                hits,
                state == State.PAUSED ? 31 : 0,
                2,
                Duration.ofMillis(state == State.ACTIVE ? 18 : 0),
                state == State.OFF ? Optional.empty() : Optional.of(NOW.minusSeconds(600)),
                state == State.ACTIVE ? new Agreement(412, 3) : Agreement.NONE,
                "Free below a volume for non-commercial use",
                "https://lists.example/terms");
    }

    /** One answers, one is paused, one is off. */
    public static DnsListTable lists() {
        return new DnsListTable(
                NOW,
                List.of(
                        row("zen", About.CLIENT, State.ACTIVE, "", 61_204, 1_480),
                        row("uribl", About.LINK, State.PAUSED, "it refused the query", 31_077, 94),
                        row("ebl", About.MAILBOX, State.OFF, "no key", 0, 0)),
                List.of(new DnsListTable.Origin("127.0.0.1:53", Optional.of("192.0.2.53"), Optional.empty())));
    }
}
