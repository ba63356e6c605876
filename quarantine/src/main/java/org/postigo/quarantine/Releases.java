package org.postigo.quarantine;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.postigo.mail.Content;
import org.postigo.mail.policy.ListEntry;
import org.postigo.mail.record.Reply;
import org.postigo.store.held.CopyEvent;
import org.postigo.store.held.CopyId;
import org.postigo.store.held.CopyState;
import org.postigo.store.held.Decision;
import org.postigo.store.held.HeldCopy;
import org.postigo.store.held.HeldMail;
import org.postigo.store.lists.Lists;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out decisions whose undo time is over, and the copies the proxy put into the release queue.
 *
 * <p>Never twice: that a delivery begins ({@link CopyEvent.ReleaseStarted}) is durable before the first octet leaves,
 * and only its outcome or a person's new decision leads out of that state. A start without an outcome after a stop is
 * <em>in doubt</em>. Each copy is claimed by one task at a time, and judged anew under the claim.
 *
 * <p>Logs at warn what will be tried again by itself, at error what needs a person.
 */
public final class Releases implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Releases.class);

    /** Stands in a record where no server was asked. */
    private static final String OURSELVES = "postigo";

    private static final Duration DRAIN = Duration.ofSeconds(60);

    private final HeldMail held;
    private final Lists lists;
    private final Deliverer deliverer;
    private final Clock clock;
    private final Backoff backoff;
    private final Executor executor;
    private final int atOnce;

    private final Set<CopyId> claimed = ConcurrentHashMap.newKeySet();

    /** Outcomes that could not be written, for example to a full disk: claimed, and written before anything else. */
    private final Map<CopyId, CopyEvent> unwritten = new ConcurrentHashMap<>();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition idle = lock.newCondition();
    private volatile boolean closed;
    private @Nullable ScheduledFuture<?> ticking;

    /**
     * Does nothing before {@link #start} or {@link #tick}.
     *
     * @param executor runs one task for each copy; virtual threads in the appliance
     * @param atOnce deliveries at the same time, at least 1
     */
    public Releases(
            HeldMail held,
            Lists lists,
            Deliverer deliverer,
            Clock clock,
            Backoff backoff,
            Executor executor,
            int atOnce) {
        if (atOnce < 1) {
            throw new IllegalArgumentException("at once: " + atOnce);
        }
        this.held = held;
        this.lists = lists;
        this.deliverer = deliverer;
        this.clock = clock;
        this.backoff = backoff;
        this.executor = executor;
        this.atOnce = atOnce;
    }

    /** Looks for what is due at this interval until {@link #close}. */
    public void start(ScheduledExecutorService scheduler, Duration every) {
        ticking = scheduler.scheduleWithFixedDelay(
                () -> {
                    try {
                        tick();
                    } catch (RuntimeException bug) {
                        // A scheduler ends a task that throws, and releases would stand still without a word.
                        LOG.error("looking for due releases failed; tried again in {}", every, bug);
                    }
                },
                0,
                every.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /** Hands everything that is due now to the executor; returns how many copies that were. */
    public int tick() {
        writeUnwritten();
        int started = 0;
        // What is in flight may be listed too, so room for it is asked for on top.
        for (HeldCopy copy : held.due(clock.instant(), atOnce + claimed.size())) {
            if (closed || claimed.size() >= atOnce + unwritten.size()) {
                break;
            }
            if (claimed.add(copy.id())) {
                started++;
                executor.execute(() -> underClaim(copy.id()));
            }
        }
        return started;
    }

    private void underClaim(CopyId id) {
        try {
            // What the list said may be old by now.
            held.find(id).ifPresent(this::carryOut);
        } catch (RuntimeException bug) {
            LOG.error("release of {} failed; its state decides what happens next", id, bug);
        } finally {
            if (!unwritten.containsKey(id)) {
                unclaim(id);
            }
        }
    }

    private void carryOut(HeldCopy copy) {
        Instant now = clock.instant();
        switch (copy.state()) {
            case CopyState.Decided(Decision decision) -> {
                if (!now.isBefore(decision.due())) {
                    takeEffect(copy, decision, now);
                }
            }
            case CopyState.Waiting waiting -> {
                if (!now.isBefore(waiting.nextTry())) {
                    deliver(copy, waiting.attempt() + 1, List.of());
                }
            }
            // We hold the claim, so nobody here is delivering it: a stop came in between.
            case CopyState.Leaving _ -> write(new CopyEvent.FellInDoubt(copy.id(), now, "stopped while delivering"));
            case CopyState.Unread _,
                    CopyState.NotSure _,
                    CopyState.Spam _,
                    CopyState.Delivered _,
                    CopyState.Rejected _,
                    CopyState.InDoubt _,
                    CopyState.Removed _ -> {
                // Moved on since it was listed.
            }
        }
    }

    private void takeEffect(HeldCopy copy, Decision decision, Instant now) {
        Optional<String> entry = decision.entry().map(ListEntry::id);
        try {
            // Before the effect is written: made twice it is the same entry, made never it would be lost.
            if (decision.entry().isPresent()) {
                lists.put(decision.entry().get(), decision.by());
            }
        } catch (IOException e) {
            LOG.warn("list entry of {} could not be written, tried again: {}", copy.id(), e.toString());
            return;
        }
        var effect = new CopyEvent.TookEffect(copy.id(), now, entry);
        if (copy.reason().delivered() && decision.kind().releases()) {
            // It lies in the mailbox already: what a reviewer says of it is learnt, and nothing leaves.
            append(List.of(
                    effect,
                    new CopyEvent.ReleaseStarted(copy.id(), now, 1),
                    new CopyEvent.Delivered(
                            copy.id(), now, OURSELVES, new Reply(250, "2.0.0", "delivered when it came"))));
        } else if (decision.kind().releases()) {
            deliver(copy, 1, List.of(effect));
        } else {
            append(List.of(effect));
        }
    }

    private void deliver(HeldCopy copy, int attempt, List<CopyEvent> before) {
        Content content = null;
        String unreadable = "";
        boolean damaged = false;
        try {
            content = held.content(copy.message());
            // Reads and checks all of it once, so that damage shows before the first octet leaves.
            try (var in = content.open()) {
                in.transferTo(OutputStream.nullOutputStream());
            }
        } catch (HeldMail.DamagedContent | HeldMail.NoLongerKept e) {
            damaged = true;
            unreadable = String.valueOf(e.getMessage());
        } catch (IOException e) {
            unreadable = e.toString();
        }
        var start = new ArrayList<CopyEvent>(before);
        start.add(new CopyEvent.ReleaseStarted(copy.id(), clock.instant(), attempt));
        if (!append(start)) {
            return;
        }
        if (content == null || !unreadable.isEmpty()) {
            LOG.error("content of {} cannot be read: {}", copy.id(), unreadable);
            write(
                    damaged
                            ? new CopyEvent.Rejected(
                                    copy.id(),
                                    clock.instant(),
                                    OURSELVES,
                                    new Reply(554, "5.6.0", "held content is damaged or gone"))
                            : postponed(
                                    copy,
                                    attempt,
                                    OURSELVES,
                                    new Reply(451, "4.3.0", "held content cannot be read now")));
            return;
        }
        Deliverer.Delivery delivery;
        try {
            delivery = deliverer.deliver(copy, content);
        } catch (RuntimeException bug) {
            LOG.error("delivery of {} broke off; only a person may repeat it", copy.id(), bug);
            delivery = new Deliverer.Delivery.InDoubt(OURSELVES, "broke off: " + bug);
        }
        write(
                switch (delivery) {
                    case Deliverer.Delivery.Accepted(String server, Reply reply) ->
                        new CopyEvent.Delivered(copy.id(), clock.instant(), server, reply);
                    case Deliverer.Delivery.Deferred(String server, Reply reply) ->
                        postponed(copy, attempt, server, reply);
                    case Deliverer.Delivery.Refused(String server, Reply reply) ->
                        new CopyEvent.Rejected(copy.id(), clock.instant(), server, reply);
                    case Deliverer.Delivery.InDoubt(String server, String cause) ->
                        new CopyEvent.FellInDoubt(copy.id(), clock.instant(), server + ": " + cause);
                });
    }

    private CopyEvent postponed(HeldCopy copy, int attempt, String server, Reply reply) {
        Instant now = clock.instant();
        return new CopyEvent.Postponed(copy.id(), now, server, reply, now.plus(backoff.after(attempt)));
    }

    /** Appends what leads up to a delivery; if it fails nothing has happened. */
    private boolean append(List<CopyEvent> events) {
        try {
            held.append(events);
            return true;
        } catch (IllegalStateException movedMeanwhile) {
            LOG.warn("{} moved on meanwhile: {}", events.getFirst().copy(), movedMeanwhile.getMessage());
        } catch (IOException e) {
            LOG.warn(
                    "{} could not be written, tried again: {}",
                    events.getFirst().copy(),
                    e.toString());
        }
        return false;
    }

    /** Writes an outcome; if the disk refuses, it is kept and its copy stays claimed until it is written. */
    private void write(CopyEvent outcome) {
        try {
            held.append(List.of(outcome));
            unwritten.remove(outcome.copy());
        } catch (IOException e) {
            LOG.error("outcome of {} could not be written, kept in memory: {}", outcome.copy(), e.toString());
            unwritten.put(outcome.copy(), outcome);
        }
    }

    private void writeUnwritten() {
        for (CopyEvent outcome : List.copyOf(unwritten.values())) {
            write(outcome);
            if (!unwritten.containsKey(outcome.copy())) {
                unclaim(outcome.copy());
            }
        }
    }

    private void unclaim(CopyId id) {
        claimed.remove(id);
        lock.lock();
        try {
            idle.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Starts nothing new and waits up to a minute for deliveries that run; what is cut off then is in doubt. */
    @Override
    public void close() {
        closed = true;
        if (ticking != null) {
            ticking.cancel(false);
        }
        lock.lock();
        try {
            long nanos = DRAIN.toNanos();
            while (claimed.size() > unwritten.size() && nanos > 0) {
                nanos = idle.awaitNanos(nanos);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
        writeUnwritten();
    }
}
