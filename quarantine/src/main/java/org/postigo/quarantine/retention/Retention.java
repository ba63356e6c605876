package org.postigo.quarantine.retention;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.postigo.mail.DomainName;
import org.postigo.mail.policy.Level;
import org.postigo.mail.policy.Service;
import org.postigo.mail.policy.ServiceTree;
import org.postigo.mail.policy.Setting;
import org.postigo.store.Store;
import org.postigo.store.archive.Archive;
import org.postigo.store.audit.AuditEvent;
import org.postigo.store.digests.Request;
import org.postigo.store.held.CopyEvent;
import org.postigo.store.held.CopyId;
import org.postigo.store.held.CopyState;
import org.postigo.store.held.HeldCopy;
import org.postigo.store.held.HeldMail;
import org.postigo.store.held.HeldQuery;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes copies out of the quarantine whose time is over, by the settings of their domain: thrown away, or put into the
 * archive first. Only what is finished goes, which the store holds too; and of that nothing that an open round shows, that a
 * recipient still asks about, or that learning has not come to.
 *
 * <p>Each sweep does a bounded piece of work, with rests, and the next goes on from there, so that mail need not wait for a
 * disk that is busy with the past. One that fails is tried again by the next; a copy is in the archive before it leaves.
 */
public final class Retention implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

    /** Copies read at once, and written as removed at once. */
    private static final int PAGE = 100;
    /** Copies looked at by one sweep. */
    private static final int LOOKS = 5_000;
    /** Copies removed by one sweep. */
    private static final int MOST = 1_000;

    private static final String HOUSE = "postigo";

    private final Store store;
    private final Archive archive;
    private final Learnt learnt;
    private final Clock clock;
    private final Duration rest;
    private final ReentrantLock oneAtATime = new ReentrantLock();
    private final AtomicLong removed = new AtomicLong();
    private final AtomicLong archived = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private int offset;
    private final CountDownLatch closing = new CountDownLatch(1);

    /** How far learning has come. */
    @FunctionalInterface
    public interface Learnt {
        /**
         * When the oldest decision took effect that is not learnt yet; empty if all are.
         *
         * @throws IOException if that cannot be found out
         */
        Optional<Instant> oldestUnlearnt() throws IOException;
    }

    /**
     * How much was done since the start.
     *
     * @param removed copies taken out of the quarantine
     * @param archived of these, copies put into the archive
     * @param failed copies that should have gone and stayed, since archive or disk failed
     */
    public record Figures(long removed, long archived, long failed) {}

    /**
     * Over a store.
     *
     * @param archive where copies go whose domain wants them kept
     * @param rest between two pieces of a sweep, in real time
     */
    public Retention(Store store, Archive archive, Learnt learnt, Clock clock, Duration rest) {
        this.store = store;
        this.archive = archive;
        this.learnt = learnt;
        this.clock = clock;
        this.rest = rest;
    }

    /** How much was done since the start. */
    public Figures figures() {
        return new Figures(removed.get(), archived.get(), failed.get());
    }

    /** What one sweep goes by. */
    private record Rules(Instant now, ServiceTree tree, Set<CopyId> wanted, Optional<Instant> unlearnt) {
        Service service(HeldCopy copy) {
            return tree.service(copy.recipient().path().domain());
        }

        /** What is older goes; empty where all is kept for ever. */
        Optional<Instant> limit(HeldCopy copy) {
            return kept(service(copy)).map(now::minus);
        }

        /** As far as its state tells, without a look into the log. */
        boolean mayBeOver(HeldCopy copy) {
            return !wanted.contains(copy.id())
                    && copy.state() instanceof CopyState.Finished state
                    && limit(copy).filter(ended(state)::isBefore).isPresent();
        }

        /**
         * A decision may have taken effect long after it was due, if we were stopped meanwhile: what happened last counts.
         */
        boolean over(HeldCopy copy, Instant last) {
            return limit(copy).filter(last::isBefore).isPresent()
                    && unlearnt.filter(at -> !last.isBefore(at)).isEmpty();
        }
    }

    /**
     * One piece of work.
     *
     * @return copies that were removed
     * @throws IOException if the store could not be read or written; what was removed before stays so
     * @throws InterruptedException if that came while it rested
     */
    public int sweep() throws IOException, InterruptedException {
        oneAtATime.lock();
        try {
            store.held().tidy();
            Instant now = clock.instant();
            ServiceTree tree = store.domains().tree();
            Optional<Duration> shortest = shortest(tree);
            if (shortest.isEmpty()) {
                return 0;
            }
            var rules = new Rules(now, tree, wanted(), learnt.oldestUnlearnt());
            Map<DomainName, int[]> counts = new TreeMap<>();
            try {
                return sweep(rules, now.minus(shortest.get()), counts);
            } finally {
                counts.forEach((domain, count) -> store.audit()
                        .note(new AuditEvent(
                                now,
                                HOUSE,
                                "",
                                AuditEvent.Deed.COPIES_REMOVED,
                                domain.text(),
                                count[0] + " held copies, " + count[1] + " of them archived")));
                if (!counts.isEmpty()) {
                    store.held().tidy();
                }
            }
        } finally {
            oneAtATime.unlock();
        }
    }

    private int sweep(Rules rules, Instant until, Map<DomainName, int[]> counts)
            throws IOException, InterruptedException {
        int gone = 0;
        for (int looked = 0; looked < LOOKS && gone < MOST && closing.getCount() > 0; looked += PAGE) {
            HeldMail.Page page = store.held()
                    .list(new HeldQuery(
                            "",
                            Set.of(),
                            Set.of(HeldQuery.Standing.SPAM, HeldQuery.Standing.DELIVERED),
                            Optional.empty(),
                            Optional.of(until),
                            HeldQuery.Order.OLDEST,
                            offset,
                            PAGE));
            Map<HeldCopy, CopyEvent.Removed> going = new LinkedHashMap<>();
            List<HeldCopy> ripe = page.rows().stream().filter(rules::mayBeOver).toList();
            Map<CopyId, List<CopyEvent>> told =
                    store.held().histories(ripe.stream().map(HeldCopy::id).toList());
            for (HeldCopy copy : ripe) {
                removal(rules, copy, told.getOrDefault(copy.id(), List.of()))
                        .ifPresent(event -> going.put(copy, event));
            }
            store.held().append(List.copyOf(going.values()));
            going.forEach((copy, event) -> {
                int[] count = counts.computeIfAbsent(copy.recipient().path().domain(), _ -> new int[2]);
                count[0]++;
                if (event.archive().isPresent()) {
                    count[1]++;
                    archived.incrementAndGet();
                }
            });
            gone += going.size();
            removed.addAndGet(going.size());
            offset += PAGE - going.size();
            if (offset >= page.total() - going.size()) {
                offset = 0;
                break;
            }
            // Not an interrupt: that would close the files of whoever is at the disk.
            if (closing.await(rest.toMillis(), TimeUnit.MILLISECONDS)) {
                break;
            }
        }
        return gone;
    }

    /** Copies that somebody has before them. */
    private Set<CopyId> wanted() {
        var wanted = new HashSet<CopyId>();
        store.rounds().open().forEach(round -> wanted.addAll(round.copies()));
        store.requests().open().stream().map(Request::copy).forEach(wanted::add);
        return wanted;
    }

    /** The shortest time for which anybody's mail is kept; empty if all is kept for ever. */
    private static Optional<Duration> shortest(ServiceTree tree) {
        return Stream.concat(
                        Stream.of(tree.service(new Level.Site())),
                        tree.all().stream().map(domain -> tree.service(domain.name())))
                .flatMap(service -> kept(service).stream())
                .min(Duration::compareTo);
    }

    private static Optional<Duration> kept(Service service) {
        int days = service.get(Setting.RETENTION);
        return days == 0 ? Optional.empty() : Optional.of(Duration.ofDays(days));
    }

    /** The end of a copy's time, once it has come and a copy to be archived is in the archive. */
    private Optional<CopyEvent.Removed> removal(Rules rules, HeldCopy copy, List<CopyEvent> events) {
        if (events.isEmpty() || !rules.over(copy, events.getLast().at())) {
            return Optional.empty();
        }
        if (!rules.service(copy).get(Setting.ARCHIVE)) {
            return Optional.of(new CopyEvent.Removed(copy.id(), rules.now(), Optional.empty()));
        }
        try {
            String file = archive.put(copy, events, store.held().content(copy.message()));
            return Optional.of(new CopyEvent.Removed(copy.id(), rules.now(), Optional.of(file)));
        } catch (HeldMail.NoLongerKept already) {
            // A damaged log had forgotten that it was removed: it is not there to be archived, and is not listed again.
            LOG.warn("{}: the log had lost that", already.getMessage());
            return Optional.of(new CopyEvent.Removed(copy.id(), rules.now(), Optional.empty()));
        } catch (IOException trouble) {
            failed.incrementAndGet();
            LOG.error("{} is not archived and stays held: {}", copy.id(), trouble.getMessage());
            return Optional.empty();
        }
    }

    private static Instant ended(CopyState.Finished state) {
        return switch (state) {
            case CopyState.Spam(var decision) -> decision.due();
            case CopyState.Delivered delivered -> delivered.at();
        };
    }

    /** Ends the sweep that is under way behind the page it is at, and waits for that. */
    @Override
    public void close() {
        closing.countDown();
        oneAtATime.lock();
        oneAtATime.unlock();
    }
}
