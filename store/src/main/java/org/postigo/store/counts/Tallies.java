package org.postigo.store.counts;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.postigo.mail.DomainName;
import org.postigo.mail.Mailbox;
import org.postigo.mail.finding.Verdict;
import org.postigo.mail.record.CopyOutcome;
import org.postigo.mail.record.JournalEntry;
import org.postigo.store.held.Decision;

/**
 * Counts as a fold over journal and decisions: one row of numbers for each domain and day, with a column for each hour while
 * it is young. Every store uses this one; what it holds can be written down row by row and taken over again.
 */
public final class Tallies implements Counts {
    private static final int KINDS = Kind.values().length;
    private static final int HOURS = 24;
    private static final long NEVER = Long.MIN_VALUE / 2;
    /** Of no domain. */
    private static final String NONE = "";
    /** What the model said beside what people said; no domain is called so. */
    private static final String AGREEMENT = "*";
    /** By whom programs decide: nobody reads then. */
    private static final String COMMAND_LINE = "cli";

    private final Predicate<DomainName> ours;
    private final Map<String, TreeMap<Long, int[]>> rows = new HashMap<>();
    private final Map<String, Long> minuteOf = new HashMap<>();
    private final Set<Row> changed = new HashSet<>();
    /** The newest day of which anything is known; an early one, from which days can still be taken away. */
    private long newest = NEVER;

    /**
     * A row's name.
     *
     * @param series of which numbers
     * @param day since 1970 in UTC
     */
    public record Row(String series, long day) {}

    /** Told of rows. */
    @FunctionalInterface
    public interface Writer {
        /** The numbers of a row; none if it is to be forgotten. */
        void row(Row row, int[] numbers);
    }

    /**
     * Empty.
     *
     * @param ours whether mail for this domain is taken: attempts for others are counted together
     */
    public Tallies(Predicate<DomainName> ours) {
        this.ours = ours;
    }

    /** Folds in a line of the journal. */
    public void journalled(JournalEntry entry) {
        switch (entry) {
            case JournalEntry.Transaction transaction ->
                transaction
                        .outcomes()
                        .forEach((path, outcome) -> add(path.domain().text(), transaction.at(), kind(outcome), 1));
            case JournalEntry.Refusal refusal ->
                add(
                        refusal.recipients().isEmpty()
                                ? NONE
                                : Mailbox.parse(refusal.recipients().getLast())
                                        .map(Mailbox::domain)
                                        .filter(ours)
                                        .map(DomainName::text)
                                        .orElse(NONE),
                        refusal.at(),
                        Kind.TURNED_AWAY,
                        1);
        }
    }

    private static Kind kind(CopyOutcome outcome) {
        return switch (outcome) {
            case CopyOutcome.Delivered _ -> Kind.DELIVERED;
            case CopyOutcome.Held(var reason, var _) -> reviewed(reason) ? Kind.HELD : Kind.QUEUED;
            case CopyOutcome.Queued _ -> Kind.QUEUED;
            case CopyOutcome.HeldInvisibly _, CopyOutcome.Deferred _ -> Kind.DEFERRED;
            case CopyOutcome.Refused _ -> Kind.REFUSED;
        };
    }

    /** Whether it was held for what it is, not for the mailbox server's sake. */
    private static boolean reviewed(Verdict.Reason reason) {
        return reason != Verdict.Reason.SERVER_REFUSED && reason != Verdict.Reason.SERVER_DEFERRED;
    }

    /** Folds in that somebody decided. */
    public synchronized void decided(Decision decision) {
        long minute = Math.floorDiv(decision.at().getEpochSecond(), 60);
        if (!decision.by().equals(COMMAND_LINE) && !Long.valueOf(minute).equals(minuteOf.put(decision.by(), minute))) {
            add(NONE, decision.at(), Kind.MINUTES, 1);
        }
    }

    /**
     * A decision about a held copy that took effect.
     *
     * @param at when
     * @param received when the copy had come
     * @param domain of its recipient
     * @param reason why it was held
     * @param probability of spam as the model said
     * @param decision the one
     * @param replaced the one before, if any
     */
    public record Effect(
            Instant at,
            Instant received,
            DomainName domain,
            Verdict.Reason reason,
            double probability,
            Decision decision,
            Optional<Decision> replaced) {}

    /** Folds in a decision. One that replaces another takes its place in the shares, while both stay what happened. */
    public synchronized void tookEffect(Effect effect) {
        if (!reviewed(effect.reason())) {
            return;
        }
        boolean good = effect.decision().kind().releases();
        Optional<Boolean> before = effect.replaced().map(old -> old.kind().releases());
        String domain = effect.domain().text();
        if (before.isEmpty() || before.get() != good) {
            add(domain, effect.at(), good ? Kind.RESCUED : Kind.CONFIRMED, 1);
            agree(effect, good, 1);
            before.ifPresent(was -> agree(effect, was, -1));
            if (good) {
                add(domain, effect.received(), Kind.RESCUED_OF_HELD, 1);
            } else if (before.isPresent()) {
                add(domain, effect.received(), Kind.RESCUED_OF_HELD, -1);
            }
        }
    }

    private void agree(Effect effect, boolean good, int by) {
        int step = (int) Math.clamp(Math.floor(effect.probability() * STEPS), 0, STEPS - 1);
        int[] row = row(new Row(AGREEMENT, day(effect.received())), 2 * STEPS);
        row[2 * step + (good ? 1 : 0)] += by;
    }

    private synchronized void add(String series, Instant at, Kind kind, int by) {
        long day = day(at);
        newest = Math.max(newest, day);
        int[] row = row(new Row(series, day), KINDS * HOURS);
        int hour = row.length < KINDS * HOURS ? 0 : (int) Math.floorMod(at.getEpochSecond(), 86_400L) / 3_600;
        row[hour * KINDS + kind.ordinal()] += by;
    }

    private int[] row(Row name, int width) {
        changed.add(name);
        TreeMap<Long, int[]> days = rows.computeIfAbsent(name.series(), _ -> new TreeMap<>());
        int[] row =
                days.computeIfAbsent(name.day(), day -> new int[width == KINDS * HOURS && old(day) ? KINDS : width]);
        return row;
    }

    private boolean old(long day) {
        return day <= newest - HOURLY_DAYS;
    }

    private static long day(Instant at) {
        return Math.floorDiv(at.getEpochSecond(), 86_400L);
    }

    @Override
    public synchronized void each(Instant from, Instant until, Visitor visitor) {
        long first = day(from);
        long last = day(until);
        rows.forEach((series, days) -> {
            if (!series.equals(AGREEMENT)) {
                Optional<DomainName> domain = series.equals(NONE) ? Optional.empty() : DomainName.parse(series);
                days.subMap(first, true, last, true)
                        .forEach((day, row) -> cells(domain, day, row, from, until, visitor));
            }
        });
    }

    private static void cells(
            Optional<DomainName> domain, long day, int[] row, Instant from, Instant until, Visitor visitor) {
        boolean hourly = row.length == KINDS * HOURS;
        Instant start = LocalDate.ofEpochDay(day).atStartOfDay(ZoneOffset.UTC).toInstant();
        for (int hour = 0; hour < (hourly ? HOURS : 1); hour++) {
            Instant at = start.plusSeconds(hour * 3_600L);
            int[] numbers = Arrays.copyOfRange(row, hour * KINDS, (hour + 1) * KINDS);
            if (!at.isBefore(from)
                    && at.isBefore(until)
                    && IntStream.of(numbers).anyMatch(number -> number != 0)) {
                visitor.cell(new Cell(
                        at,
                        hourly ? Duration.ofHours(1) : Duration.ofDays(1),
                        domain,
                        IntStream.of(numbers).boxed().toList()));
            }
        }
    }

    @Override
    public synchronized List<Step> agreement(Instant from) {
        var sums = new int[2 * STEPS];
        rows.getOrDefault(AGREEMENT, new TreeMap<>())
                .tailMap(day(from), true)
                .values()
                .forEach(row -> IntStream.range(0, row.length).forEach(i -> sums[i] += row[i]));
        var steps = new ArrayList<Step>();
        for (int step = 0; step < STEPS; step++) {
            steps.add(new Step(sums[2 * step], sums[2 * step + 1]));
        }
        return steps;
    }

    /** Hands out what changed since the last time, and forgets the hours and the days that have become old. */
    public synchronized void save(Writer writer) {
        age();
        for (Row name : changed) {
            int[] row = rows.getOrDefault(name.series(), new TreeMap<>()).get(name.day());
            writer.row(name, row == null ? new int[0] : row.clone());
        }
        changed.clear();
    }

    private void age() {
        rows.forEach((series, days) -> {
            for (long day : List.copyOf(days.headMap(newest - DAILY_DAYS, true).keySet())) {
                days.remove(day);
                changed.add(new Row(series, day));
            }
            if (!series.equals(AGREEMENT)) {
                days.headMap(newest - HOURLY_DAYS, true).replaceAll((day, row) -> {
                    if (row.length == KINDS) {
                        return row;
                    }
                    changed.add(new Row(series, day));
                    var whole = new int[KINDS];
                    IntStream.range(0, row.length).forEach(i -> whole[i % KINDS] += row[i]);
                    return whole;
                });
            }
        });
    }

    /** Takes over a row that was handed out. */
    public synchronized void load(Row name, int[] numbers) {
        rows.computeIfAbsent(name.series(), _ -> new TreeMap<>()).put(name.day(), numbers.clone());
        newest = Math.max(newest, name.day());
    }

    /** Forgets everything, to be folded anew. */
    public synchronized void clear() {
        rows.clear();
        minuteOf.clear();
        changed.clear();
        newest = NEVER;
    }
}
