package org.postigo.quarantine.incident;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import org.postigo.mail.finding.Verdict;
import org.postigo.quarantine.Choice;
import org.postigo.quarantine.Quarantine;
import org.postigo.quarantine.Ruling;
import org.postigo.quarantine.Undoing;
import org.postigo.quarantine.incident.Incident.Changed;
import org.postigo.quarantine.incident.Incident.Phase;
import org.postigo.store.held.CopyId;
import org.postigo.store.held.Decision;
import org.postigo.store.held.HeldCopy;
import org.postigo.store.held.HeldMail;
import org.postigo.store.held.HeldQuery;
import org.postigo.store.people.Person;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rescues of what a cause held wrongly. In three steps, of which a person takes each: look, release, and if need be take
 * back. One works at a time, on a thread of low priority.
 *
 * <p>Only copies that nobody has closed are looked at: a person's decision outweighs any machine's second thoughts. What
 * is released teaches nothing, since no person has said that it is good ({@link Decision.Kind#RESCUE}). Decisions are in
 * the log as all others are; only the run itself is forgotten at a restart.
 */
public final class Incidents implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Incidents.class);
    private static final int REMEMBERED = 20;
    private static final int PAGE = 1_000;
    /** Decisions in one append. */
    private static final int BATCH = 200;

    private static final Set<HeldQuery.Standing> OPEN = Set.of(HeldQuery.Standing.UNREAD, HeldQuery.Standing.NOT_SURE);

    private final HeldMail held;
    private final Quarantine quarantine;
    private final Reassessor reassessor;
    private final Duration undoTime;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(Thread.ofPlatform()
            .name("incidents")
            .daemon()
            .priority(Thread.MIN_PRIORITY)
            .factory());
    private final Map<Integer, Incident> incidents = new LinkedHashMap<>();
    private int last;
    private volatile boolean closed;

    /** Asked for what it cannot do now; the message says why. */
    public static final class NotNow extends Exception {
        private static final long serialVersionUID = 1;

        NotNow(String message) {
            super(message);
        }
    }

    /**
     * Over the held mail of one data folder.
     *
     * @param undoTime for which a rescue can be taken back before anything leaves
     */
    public Incidents(HeldMail held, Quarantine quarantine, Reassessor reassessor, Duration undoTime) {
        this.held = held;
        this.quarantine = quarantine;
        this.reassessor = reassessor;
        this.undoTime = undoTime;
    }

    /** Begins to look; returns the name to ask for. Nothing is done to the copies. */
    public synchronized int look(Incident.Asked asked) {
        int id = ++last;
        incidents.put(id, new Incident(id, asked, Phase.LOOKING, 0, 0, 0, List.of(), 0, 0, ""));
        if (incidents.size() > REMEMBERED) {
            incidents.values().stream()
                    .filter(incident -> !incident.phase().busy())
                    .findFirst()
                    .ifPresent(incident -> incidents.remove(incident.id()));
        }
        thread.execute(() -> guarded(id, () -> judge(id, asked)));
        return id;
    }

    /** Begins to release all that changed. */
    public synchronized void release(int id, Person person) throws NotNow {
        Incident now = require(id, Phase.LOOKED);
        show(id, each -> at(each, Phase.RELEASING, 0, now.changed().size()));
        thread.execute(() -> guarded(id, () -> release(now, person)));
    }

    /** Begins to take back what has not left yet; also while releasing, which it stops. */
    public synchronized void undo(int id, Person person) throws NotNow {
        Incident now = require(id, Phase.RELEASING, Phase.RELEASED);
        show(id, each -> at(each, Phase.UNDOING, 0, now.changed().size()));
        thread.execute(() -> guarded(id, () -> undo(now, person)));
    }

    /** How it stands. */
    public synchronized Optional<Incident> find(int id) {
        return Optional.ofNullable(incidents.get(id));
    }

    /** All that are remembered, newest first. */
    public synchronized List<Incident> all() {
        return new ArrayList<>(incidents.values()).reversed();
    }

    private Incident require(int id, Phase... phases) throws NotNow {
        Incident now = incidents.get(id);
        if (now == null) {
            throw new NotNow("there is no incident " + id);
        }
        if (!List.of(phases).contains(now.phase())) {
            throw new NotNow("incident " + id + " is " + now.phase().name().toLowerCase(java.util.Locale.ROOT));
        }
        return now;
    }

    private synchronized void show(int id, UnaryOperator<Incident> change) {
        incidents.computeIfPresent(id, (_, now) -> change.apply(now));
    }

    /** Shows a step of a phase, unless another phase has begun meanwhile; says whether to go on. */
    private synchronized boolean step(int id, Phase phase, UnaryOperator<Incident> change) {
        Incident now = incidents.get(id);
        if (now == null || now.phase() != phase || closed) {
            return false;
        }
        incidents.put(id, change.apply(now));
        return true;
    }

    private static Incident at(Incident now, Phase phase, long done, long total) {
        return new Incident(
                now.id(),
                now.asked(),
                phase,
                done,
                total,
                now.held(),
                now.changed(),
                now.released(),
                now.undone(),
                now.problem());
    }

    /** Something that touches the disk. */
    private interface Work {
        void run() throws IOException;
    }

    private void guarded(int id, Work work) {
        try {
            work.run();
        } catch (IOException | RuntimeException trouble) {
            LOG.error("incident {} could not be brought to an end", id, trouble);
            show(
                    id,
                    now -> new Incident(
                            now.id(),
                            now.asked(),
                            Phase.FAILED,
                            now.done(),
                            now.total(),
                            now.held(),
                            now.changed(),
                            now.released(),
                            now.undone(),
                            String.valueOf(trouble.getMessage())));
        }
    }

    private void judge(int id, Incident.Asked asked) throws IOException {
        List<HeldCopy> suspects = new ArrayList<>();
        for (int offset = 0; ; offset += PAGE) {
            HeldMail.Page page = held.list(new HeldQuery(
                    "",
                    asked.domains(),
                    OPEN,
                    Optional.of(asked.from()),
                    Optional.of(asked.until()),
                    HeldQuery.Order.OLDEST,
                    offset,
                    PAGE));
            page.rows().stream()
                    .filter(copy -> !copy.reason().delivered()) // Nothing held it.
                    .filter(asked.cause()::held)
                    .forEach(suspects::add);
            if (page.rows().size() < PAGE) {
                break;
            }
        }
        var changed = new ArrayList<Changed>();
        long done = 0;
        for (HeldCopy copy : suspects) {
            try {
                Reassessor.Judgement now = reassessor.judge(copy, asked.cause(), asked.way());
                if (passes(now.verdict())) {
                    changed.add(new Changed(
                            copy.id(),
                            copy.message().assessment().score().probability(),
                            now.score().probability(),
                            now.verdict()));
                }
            } catch (IOException unreadable) {
                LOG.warn("{} cannot be judged anew and stays held: {}", copy.id(), unreadable.toString());
            }
            long through = ++done;
            if (!step(id, Phase.LOOKING, now -> at(now, Phase.LOOKING, through, suspects.size()))) {
                return;
            }
        }
        changed.sort(Comparator.comparingDouble(Changed::after).thenComparing(Changed::copy));
        step(
                id,
                Phase.LOOKING,
                now -> new Incident(
                        id, asked, Phase.LOOKED, suspects.size(), suspects.size(), suspects.size(), changed, 0, 0, ""));
    }

    private static boolean passes(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Deliver _, Verdict.Tag _ -> true;
            case Verdict.Hold _, Verdict.Refuse _ -> false;
        };
    }

    private void release(Incident incident, Person person) throws IOException {
        int id = incident.id();
        var choice = new Choice(
                Decision.Kind.RESCUE, Optional.empty(), incident.asked().cause().text());
        List<CopyId> all = incident.changed().stream().map(Changed::copy).toList();
        for (int from = 0; from < all.size(); from += BATCH) {
            if (!step(id, Phase.RELEASING, now -> now)) {
                return;
            }
            List<CopyId> some = all.subList(from, Math.min(all.size(), from + BATCH));
            long decided = quarantine.decide(person, some, choice, undoTime).stream()
                    .filter(Ruling.Done.class::isInstance)
                    .count();
            long done = (long) from + some.size();
            show(id, now -> released(now, done, decided));
        }
        step(id, Phase.RELEASING, now -> at(now, Phase.RELEASED, all.size(), all.size()));
    }

    private static Incident released(Incident now, long done, long more) {
        return new Incident(
                now.id(),
                now.asked(),
                now.phase(),
                now.phase() == Phase.RELEASING ? done : now.done(),
                now.total(),
                now.held(),
                now.changed(),
                now.released() + more,
                now.undone(),
                now.problem());
    }

    private void undo(Incident incident, Person person) throws IOException {
        int id = incident.id();
        List<CopyId> all = incident.changed().stream().map(Changed::copy).toList();
        for (int from = 0; from < all.size(); from += BATCH) {
            List<CopyId> some = all.subList(from, Math.min(all.size(), from + BATCH)).stream()
                    .filter(copy -> held.find(copy)
                            .flatMap(HeldCopy::decision)
                            .filter(decision -> decision.kind() == Decision.Kind.RESCUE)
                            .isPresent())
                    .toList();
            long back = quarantine.undo(person, some).stream()
                    .filter(Undoing.Undone.class::isInstance)
                    .count();
            long done = Math.min(all.size(), from + BATCH);
            if (!step(
                    id,
                    Phase.UNDOING,
                    now -> new Incident(
                            id,
                            now.asked(),
                            Phase.UNDOING,
                            done,
                            now.total(),
                            now.held(),
                            now.changed(),
                            now.released() - back,
                            now.undone() + back,
                            ""))) {
                return;
            }
        }
        step(id, Phase.UNDOING, now -> at(now, Phase.UNDONE, all.size(), all.size()));
    }

    /** Stops what is under way, after its copy or batch. */
    @Override
    public void close() {
        closed = true;
        thread.shutdown();
        thread.close();
    }
}
