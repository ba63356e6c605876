package org.postigo.quarantine.incident;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.postigo.mail.auth.ProvenIdentity;
import org.postigo.mail.finding.Assessment;
import org.postigo.mail.record.JournalEntry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches how often each cause speaks against mail of proven identity. Such mail is good nearly always, so a cause that
 * suddenly speaks against much of it has most likely gone wrong: a list that answers everything, a database gone bad, a
 * rule with a slip.
 *
 * <p>Counts in steps of ten minutes over a week, in memory. Compared are the last hour and the time before. Begins to
 * judge when there is something to compare with. Taking a message in costs microseconds.
 */
public final class CauseWatch {
    private static final Logger LOG = LoggerFactory.getLogger(CauseWatch.class);

    /** What is compared with what was before. */
    static final Duration LATELY = Duration.ofHours(1);

    private static final Duration WEEK = Duration.ofDays(7);
    private static final long STEP_SECONDS = 600;

    /** Messages of proven identity before the last hour without which nothing is judged. */
    static final long ENOUGH = 200;

    /** Hits in the last hour without which there is no alarm. */
    static final long HITS = 10;

    /** So many times as often as before. */
    static final double TIMES = 4;

    /** A share below which nothing is a jump. */
    static final double LEAST = 0.02;

    private final TreeMap<Long, Step> steps = new TreeMap<>();
    private final Map<String, Instant> sounding = new HashMap<>();

    /** Counts of ten minutes. */
    private static final class Step {
        private long messages;
        private final Map<String, Long> hits = new HashMap<>();
    }

    /**
     * A cause that speaks much more often than it did.
     *
     * @param cause in one line, as {@link Cause#parse} reads it
     * @param since when it was noticed
     * @param hits in the last hour, on mail of proven identity
     * @param messages of proven identity in the last hour
     * @param before share of such messages that it spoke against before, 0 to 1
     */
    public record Alarm(String cause, Instant since, long hits, long messages, double before) {}

    /** Takes a message in. */
    public void record(JournalEntry entry) {
        if (entry instanceof JournalEntry.Transaction message
                && message.assessment().filter(CauseWatch::proven).isPresent()) {
            add(
                    message.at(),
                    Cause.against(message.assessment().get()).stream()
                            .map(Cause::text)
                            .collect(Collectors.toSet()));
        }
    }

    private static boolean proven(Assessment said) {
        return said.proven().stream().anyMatch(ProvenIdentity.SignedDomain.class::isInstance);
    }

    private synchronized void add(Instant at, Set<String> causes) {
        long now = at.getEpochSecond() / STEP_SECONDS;
        Step step = steps.computeIfAbsent(now, _ -> new Step());
        step.messages++;
        causes.forEach(cause -> step.hits.merge(cause, 1L, Long::sum));
        while (steps.firstKey() < steps.lastKey() - WEEK.toSeconds() / STEP_SECONDS) {
            steps.pollFirstEntry();
        }
    }

    /** The causes that have jumped, the worst first. Says at warn what is new. */
    public synchronized List<Alarm> alarms(Instant now) {
        long from = now.minus(LATELY).getEpochSecond() / STEP_SECONDS;
        long messages = 0;
        long before = 0;
        Map<String, Long> hits = new HashMap<>();
        Map<String, Long> hitsBefore = new HashMap<>();
        for (Map.Entry<Long, Step> each : steps.entrySet()) {
            boolean lately = each.getKey() > from;
            if (lately) {
                messages += each.getValue().messages;
            } else {
                before += each.getValue().messages;
            }
            each.getValue().hits.forEach((cause, count) -> (lately ? hits : hitsBefore).merge(cause, count, Long::sum));
        }
        var alarms = new ArrayList<Alarm>();
        if (before >= ENOUGH) {
            for (Map.Entry<String, Long> each : hits.entrySet()) {
                // Three more than there were: what was never seen in few messages may still be common.
                double share = (hitsBefore.getOrDefault(each.getKey(), 0L) + 3.0) / (before + 3.0);
                double usual = Math.max(LEAST, share);
                if (each.getValue() >= HITS && each.getValue() >= TIMES * usual * messages) {
                    alarms.add(new Alarm(
                            each.getKey(),
                            sounding.getOrDefault(each.getKey(), now),
                            each.getValue(),
                            messages,
                            (double) hitsBefore.getOrDefault(each.getKey(), 0L) / before));
                }
            }
        }
        remember(alarms, now);
        alarms.sort(Comparator.comparingLong(Alarm::hits).reversed().thenComparing(Alarm::cause));
        return alarms;
    }

    private void remember(List<Alarm> alarms, Instant now) {
        for (Alarm alarm : alarms) {
            if (Optional.ofNullable(sounding.putIfAbsent(alarm.cause(), now)).isEmpty()) {
                LOG.warn(
                        "{} spoke against {} of {} messages of proven identity in the last hour, before that against"
                                + " {} %: look into it with ./postigo incident look {}",
                        alarm.cause(),
                        alarm.hits(),
                        alarm.messages(),
                        Math.round(alarm.before() * 1000) / 10.0,
                        alarm.cause());
            }
        }
        sounding.keySet().retainAll(alarms.stream().map(Alarm::cause).toList());
    }
}
