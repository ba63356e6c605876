package org.postigo.proxy.outbound;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.postigo.mail.policy.ProtectedDomain.MailboxServer;
import org.postigo.proxy.outbound.CircuitBreaker.Permission;
import org.postigo.proxy.outbound.MailboxServers.Attempt;
import org.postigo.proxy.outbound.ServerTrouble.Kind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The connections to one server, its circuit, and what it offered last. */
final class ServerPool {
    private static final Logger LOG = LoggerFactory.getLogger(ServerPool.class);

    private final MailboxServer server;
    private final RelaySettings settings;
    private final Network network;
    private final Watchdog watchdog;
    private final CircuitBreaker breaker;
    private final Semaphore slots;
    /** Last put aside, first taken: what is not needed grows old and is closed. */
    private final ConcurrentLinkedDeque<RelayConnection> idle = new ConcurrentLinkedDeque<>();

    private final AtomicInteger live = new AtomicInteger();
    private final AtomicInteger waiting = new AtomicInteger();
    private final LongAdder connected = new LongAdder();
    private final LongAdder troubles = new LongAdder();
    private final LongAdder probes = new LongAdder();
    private final LongAdder accepted = new LongAdder();
    private final LongAdder rejected = new LongAdder();
    private final LongAdder deferred = new LongAdder();
    private final LongAdder inDoubt = new LongAdder();
    private final Latencies deliveryTimes = new Latencies();
    private final Latencies probeTimes = new Latencies();
    private volatile @Nullable Capabilities capabilities;
    private volatile long capabilitiesSeen;
    private volatile @Nullable String lastTrouble;
    private volatile boolean closed;

    ServerPool(
            MailboxServer server,
            RelaySettings settings,
            Network network,
            Watchdog watchdog,
            Alarm alarm,
            LongSupplier nanoTime) {
        this.server = server;
        this.settings = settings;
        this.network = network;
        this.watchdog = watchdog;
        this.slots = new Semaphore(settings.connections(), true);
        this.breaker = new CircuitBreaker(settings.breaker(), nanoTime, (open, cause) -> {
            if (open) {
                LOG.warn("Mailbox server {} is out of order, mail for it is put off: {}", server, cause);
            } else {
                LOG.info("Mailbox server {} works again", server);
            }
            alarm.circuit(server, open, cause);
        });
    }

    /** What is done on a connection. */
    @FunctionalInterface
    interface Work<T> {
        T on(RelayConnection connection) throws ServerTrouble;
    }

    /**
     * Does something on a connection, an idle one if there is one. A kept connection that turns out to be closed before
     * it gave any answer is replaced by a fresh one, once.
     */
    <T> T use(Deadline deadline, Work<T> work) throws ServerTrouble {
        acquire(deadline, permit());
        boolean told = false;
        try {
            RelayConnection connection = take(deadline);
            while (true) {
                T result;
                try {
                    result = work.on(connection);
                } catch (ServerTrouble trouble) {
                    giveBack(connection);
                    if (trouble.kind() == Kind.STALE) {
                        closeIdle();
                        connection = fresh(deadline);
                        continue;
                    }
                    throw trouble;
                } catch (RuntimeException bug) {
                    drop(connection);
                    throw bug;
                }
                giveBack(connection);
                told = true;
                return result;
            }
        } catch (ServerTrouble trouble) {
            told = true;
            note(trouble);
            throw trouble;
        } finally {
            slots.release();
            if (!told) {
                breaker.nothingLearnt();
            }
        }
    }

    private Permission permit() throws ServerTrouble {
        if (closed) {
            throw new ServerTrouble(Kind.NOT_TRIED, "4.3.2", "shutting down");
        }
        Permission permission = breaker.permission();
        if (permission == Permission.NO) {
            throw outOfOrder();
        }
        return permission;
    }

    private ServerTrouble outOfOrder() {
        return new ServerTrouble(
                Kind.NOT_TRIED,
                "4.4.1",
                server + " is out of order: " + breaker.openBecause().orElse("just now"));
    }

    private void acquire(Deadline deadline, Permission permission) throws ServerTrouble {
        if (slots.tryAcquire()) {
            return;
        }
        if (waiting.incrementAndGet() > settings.waiting()) {
            waiting.decrementAndGet();
            breaker.nothingLearnt();
            throw new ServerTrouble(Kind.NOT_TRIED, "4.3.2", "too many wait for a connection to " + server);
        }
        boolean got = false;
        try {
            got = slots.tryAcquire(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            waiting.decrementAndGet();
        }
        if (!got) {
            breaker.nothingLearnt();
            throw new ServerTrouble(Kind.NOT_TRIED, "4.3.2", "no connection to " + server + " became free in time");
        }
        // While we waited the circuit may have opened; then all who wait are told at once.
        if (permission == Permission.YES && breaker.openBecause().isPresent()) {
            slots.release();
            throw outOfOrder();
        }
    }

    private RelayConnection take(Deadline deadline) throws ServerTrouble {
        for (RelayConnection kept = idle.pollFirst(); kept != null; kept = idle.pollFirst()) {
            if (System.nanoTime() - kept.idleSince() < settings.idle().toNanos()) {
                kept.resume();
                return kept;
            }
            drop(kept);
        }
        return fresh(deadline);
    }

    private RelayConnection fresh(Deadline deadline) throws ServerTrouble {
        RelayConnection connection = RelayConnection.open(server, settings, network, watchdog, deadline);
        live.incrementAndGet();
        connected.increment();
        learn(connection);
        return connection;
    }

    private void learn(RelayConnection connection) {
        capabilities = connection.capabilities();
        capabilitiesSeen = System.nanoTime();
    }

    private void giveBack(RelayConnection connection) {
        if (connection.usable() && !closed) {
            connection.rest();
            idle.addFirst(connection);
            if (closed) {
                closeIdle();
            }
        } else {
            drop(connection);
        }
    }

    private void drop(RelayConnection connection) {
        live.decrementAndGet();
        connection.close();
    }

    /** Tells circuit and figures of trouble. */
    void note(ServerTrouble trouble) {
        switch (trouble.kind()) {
            case FAILURE, SILENCE, STALE -> {
                troubled(trouble);
                breaker.failure(trouble.reply().text());
            }
            case REFUSAL -> {
                troubled(trouble);
                breaker.refusal(trouble.reply().text());
            }
            case NOT_TRIED, MISMATCH -> breaker.nothingLearnt();
        }
    }

    private void troubled(ServerTrouble trouble) {
        troubles.increment();
        lastTrouble = trouble.reply().text();
        LOG.debug("Trouble with {}: {}", server, trouble.reply().text());
    }

    /** The server showed itself to be in order. */
    void inOrder() {
        breaker.success();
    }

    /** The server answered, without taking anything. */
    void talks() {
        breaker.talks();
    }

    /** Copies that never got as far as a transaction. */
    void postponed(int copies) {
        deferred.add(copies);
    }

    void probed(long nanos) {
        probes.increment();
        probeTimes.addNanos(nanos);
    }

    void delivered(Iterable<Attempt> attempts, long nanos) {
        deliveryTimes.addNanos(nanos);
        for (Attempt attempt : attempts) {
            switch (attempt) {
                case Attempt.Accepted _ -> accepted.increment();
                case Attempt.Rejected _ -> rejected.increment();
                case Attempt.Deferred _ -> deferred.increment();
                case Attempt.InDoubt _ -> inDoubt.increment();
            }
        }
    }

    /** What it offered last; empty if it was never reached. */
    Optional<Capabilities> capabilities() {
        return Optional.ofNullable(capabilities);
    }

    /** Closes what is idle too long; asks anew what the server offers, unless that is known from just now. */
    void refresh() {
        List<RelayConnection> old = new ArrayList<>();
        for (RelayConnection connection : idle) {
            if (System.nanoTime() - connection.idleSince() >= settings.idle().toNanos() && idle.remove(connection)) {
                old.add(connection);
            }
        }
        old.forEach(this::drop);
        if (capabilities != null
                && breaker.openBecause().isEmpty()
                && System.nanoTime() - capabilitiesSeen < settings.refresh().toNanos() / 2) {
            return;
        }
        try {
            use(Deadline.in(settings.probe()), connection -> {
                connection.refresh(Deadline.in(settings.probe()));
                learn(connection);
                return connection;
            });
            inOrder();
        } catch (ServerTrouble trouble) {
            // Already told to circuit and figures.
            LOG.debug("{} cannot be asked what it offers: {}", server, trouble.getMessage());
        }
    }

    private void closeIdle() {
        for (RelayConnection kept = idle.pollFirst(); kept != null; kept = idle.pollFirst()) {
            drop(kept);
        }
    }

    /** Closes idle connections now and busy ones when they end. */
    void close() {
        closed = true;
        closeIdle();
    }

    RelayFigures.OfServer figures() {
        return new RelayFigures.OfServer(
                server.toString(),
                accepted.sum(),
                rejected.sum(),
                deferred.sum(),
                inDoubt.sum(),
                probes.sum(),
                troubles.sum(),
                connected.sum(),
                live.get(),
                idle.size(),
                waiting.get(),
                breaker.openBecause(),
                Optional.ofNullable(lastTrouble),
                deliveryTimes.summary(),
                probeTimes.summary());
    }
}
