package org.postigo.desk.status;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postigo.mail.record.DnsListTable;
import org.postigo.store.rounds.Rounds;

/** Looks at every part once a minute and remembers an hour of it, in memory: a restart forgets it. */
public final class LastHour {
    /** Minutes that are remembered. */
    public static final int MINUTES = 60;

    private final Machine machine;
    private final DnsListTable.Source lists;
    private final Rounds rounds;
    private final Clock clock;
    private final Deque<Minute> minutes = new ArrayDeque<>();

    private record Minute(Instant at, Map<Service, Standing> standings) {}

    /** Remembers nothing yet. */
    public LastHour(Machine machine, DnsListTable.Source lists, Rounds rounds, Clock clock) {
        this.machine = machine;
        this.lists = lists;
        this.rounds = rounds;
        this.clock = clock;
    }

    /**
     * Looks, and remembers; to be called each minute.
     *
     * @throws IOException if the disk cannot be asked
     */
    public void note() throws IOException {
        Judgement now = now();
        synchronized (minutes) {
            minutes.addLast(new Minute(now.at(), now.standings()));
            while (minutes.size() > MINUTES) {
                minutes.removeFirst();
            }
        }
    }

    /** How it is now. */
    Judgement now() throws IOException {
        return new Judgement(machine.now(), lists.now(), rounds.open(), clock.instant());
    }

    /** How each part did in each minute, oldest first. */
    Map<Service, List<Standing>> past() {
        var past = new EnumMap<Service, List<Standing>>(Service.class);
        synchronized (minutes) {
            for (Minute minute : minutes) {
                minute.standings()
                        .forEach((service, standing) -> past.computeIfAbsent(service, _ -> new ArrayList<>())
                                .add(standing));
            }
        }
        return past;
    }

    /** When the first of the remembered minutes was. */
    Optional<Instant> since() {
        synchronized (minutes) {
            return Optional.ofNullable(minutes.peekFirst()).map(Minute::at);
        }
    }
}
