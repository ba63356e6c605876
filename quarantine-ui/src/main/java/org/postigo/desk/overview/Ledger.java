package org.postigo.desk.overview;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.postigo.mail.DomainName;
import org.postigo.mail.estimate.Interval;
import org.postigo.store.counts.Counts;
import org.postigo.store.counts.Counts.Cell;
import org.postigo.store.counts.Counts.Kind;

/** The counts of a period, added up twice: by step of time, and by domain. */
final class Ledger {
    private final List<Instant> steps;
    private final ZoneId zone;
    private final Map<Flow, long[]> series = new EnumMap<>(Flow.class);
    private final long[] minutes;
    private final Map<DomainName, Sums> domains = new HashMap<>();
    private final Sums whole = new Sums();

    private Ledger(List<Instant> steps, ZoneId zone) {
        this.steps = List.copyOf(steps);
        this.zone = zone;
        this.minutes = new long[steps.size()];
        for (Flow flow : Flow.values()) {
            series.put(flow, new long[steps.size()]);
        }
    }

    /**
     * Adds up.
     *
     * @param within domains that count; empty for all, and for what belongs to none
     */
    static Ledger of(Counts counts, Period period, Instant now, ZoneId zone, Optional<Set<DomainName>> within) {
        var ledger = new Ledger(period.steps(now, zone), zone);
        // A day of UTC that is not known by the hour may begin before the site's day and still be the one meant.
        Instant from = period.start(now, zone).minus(period.hourly() ? Duration.ZERO : Duration.ofDays(1));
        counts.each(from, period.end(now, zone).plus(Duration.ofDays(1)), cell -> {
            if (within.isEmpty() || cell.domain().filter(within.get()::contains).isPresent()) {
                ledger.add(cell);
            }
        });
        return ledger;
    }

    private void add(Cell cell) {
        int step = step(cell);
        if (step < 0) {
            return;
        }
        series.forEach((flow, line) -> line[step] += flow.of(cell));
        minutes[step] += cell.of(Kind.MINUTES);
        whole.add(cell);
        cell.domain()
                .ifPresent(domain ->
                        domains.computeIfAbsent(domain, _ -> new Sums()).add(cell));
    }

    /** The step that a cell belongs to; negative for none. A whole day is the site's day of the same date. */
    private int step(Cell cell) {
        Instant at = cell.length().toHours() > 1
                ? cell.at()
                        .atZone(ZoneOffset.UTC)
                        .toLocalDate()
                        .atStartOfDay(zone)
                        .toInstant()
                : cell.at();
        int found = Collections.binarySearch(steps, at);
        int step = found >= 0 ? found : -found - 2;
        Instant end = steps.getLast()
                .atZone(zone)
                .toLocalDate()
                .plusDays(1)
                .atStartOfDay(zone)
                .toInstant();
        return at.isBefore(end) ? step : -1;
    }

    /** When each step begins. */
    List<Instant> steps() {
        return steps;
    }

    /** How many in each step. */
    List<Long> line(Flow flow) {
        return LongStream.of(series.getOrDefault(flow, new long[0])).boxed().toList();
    }

    /** Minutes in which somebody decided, in each step. */
    List<Long> minutes() {
        return LongStream.of(minutes).boxed().toList();
    }

    /** Everything together. */
    Sums whole() {
        return whole;
    }

    /** Those domains first of which it is surest that many of their held messages were good. */
    List<OfDomain> domains() {
        return domains.entrySet().stream()
                .map(entry -> new OfDomain(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparingDouble(
                                (OfDomain row) -> -row.sums().interval().low())
                        .thenComparing(row -> -row.sums().of(Flow.HELD))
                        .thenComparing(OfDomain::domain))
                .toList();
    }

    /**
     * A domain's row.
     *
     * @param domain which
     * @param sums of the period
     */
    record OfDomain(DomainName domain, Sums sums) {}

    /** Sums of a period. */
    static final class Sums {
        private final long[] sums = new long[Flow.values().length];
        private long rescuedOfHeld;

        private void add(Cell cell) {
            for (Flow flow : Flow.values()) {
                sums[flow.ordinal()] += flow.of(cell);
            }
            rescuedOfHeld += cell.of(Kind.RESCUED_OF_HELD);
        }

        /** Both together. */
        Sums plus(Sums other) {
            var both = new Sums();
            for (int i = 0; i < sums.length; i++) {
                both.sums[i] = sums[i] + other.sums[i];
            }
            both.rescuedOfHeld = rescuedOfHeld + other.rescuedOfHeld;
            return both;
        }

        long of(Flow flow) {
            return sums[flow.ordinal()];
        }

        /** Of the messages held in the period, how many were released up to now. */
        long rescuedOfHeld() {
            return rescuedOfHeld;
        }

        /** Share of what was held in the period that was released up to now; 0 where nothing was held. */
        double rate() {
            return of(Flow.HELD) == 0 ? 0 : Math.clamp((double) rescuedOfHeld / of(Flow.HELD), 0, 1);
        }

        /** Of that share. */
        Interval interval() {
            return of(Flow.HELD) == 0 ? new Interval(0, 0) : Interval.wilson(rate(), (double) of(Flow.HELD));
        }
    }
}
