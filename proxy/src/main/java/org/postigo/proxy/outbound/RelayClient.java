package org.postigo.proxy.outbound;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.postigo.mail.Client;
import org.postigo.mail.Content;
import org.postigo.mail.Envelope;
import org.postigo.mail.Recipient;
import org.postigo.mail.ReversePath;
import org.postigo.mail.policy.ProtectedDomain.MailboxServer;
import org.postigo.mail.record.Reply;
import org.postigo.proxy.inbound.Gate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Our own SMTP client: keeps connections to each mailbox server, tries several servers of a domain in their order,
 * and never passes on trouble of ours as somebody's fault. Can report everything that {@link MailboxServers.Attempt}
 * names; logs a circuit that opens (warn) and closes (info), each trouble (debug).
 *
 * <p>Thread-safe. {@link #start} begins to ask the servers what they offer; {@link #close} ends it.
 */
public final class RelayClient implements MailboxServers, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RelayClient.class);
    /** How long what all servers offer together is not computed anew. */
    private static final long OFFER_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final RelaySettings settings;
    private final Supplier<? extends Collection<MailboxServer>> configured;
    private final Network network;
    private final Alarm alarm;
    private final Watchdog watchdog = new Watchdog();
    private final Map<MailboxServer, ServerPool> pools = new ConcurrentHashMap<>();
    private final Cache<Question, Reply> negative;
    private final CountDownLatch stop = new CountDownLatch(1);
    private volatile Known offer = new Known(new Gate.Offer(false, false, false, OptionalLong.empty()), Long.MIN_VALUE);

    private record Question(List<MailboxServer> servers, String mailbox) {}

    private record Known(Gate.Offer offer, long at) {}

    /**
     * A client that has not connected anywhere yet.
     *
     * @param settings how
     * @param configured all mailbox servers of all protected domains, read again and again
     * @param network names and authorities
     * @param alarm told of circuits
     */
    public RelayClient(
            RelaySettings settings,
            Supplier<? extends Collection<MailboxServer>> configured,
            Network network,
            Alarm alarm) {
        this.settings = settings;
        this.configured = configured;
        this.network = network;
        this.alarm = alarm;
        this.negative = Caffeine.newBuilder()
                .maximumSize(50_000)
                .expireAfterWrite(settings.negative())
                .build();
    }

    /** Asks every configured server what it offers, then again and again in the background; returns at once. */
    public void start() {
        Thread.ofVirtual().name("relay-refresh").start(() -> {
            try {
                do {
                    try {
                        refresh();
                    } catch (RuntimeException e) {
                        LOG.error("Mailbox servers could not be asked what they offer", e);
                    }
                } while (!stop.await(settings.refresh().toMillis(), TimeUnit.MILLISECONDS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** Asks every configured server what it offers, all at once, and waits for the answers; drops old connections. */
    public void refresh() {
        var servers = List.copyOf(new LinkedHashSet<>(configured.get()));
        pools.keySet().stream().filter(server -> !servers.contains(server)).forEach(gone -> {
            ServerPool pool = pools.remove(gone);
            if (pool != null) {
                pool.close();
            }
        });
        var threads = new ArrayList<Thread>();
        for (MailboxServer server : servers) {
            threads.add(Thread.ofVirtual()
                    .name("relay-refresh-" + server)
                    .start(() -> pool(server).refresh()));
        }
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        offer = new Known(offerOf(servers), System.nanoTime());
    }

    /**
     * {@inheritDoc}
     *
     * <p>A server that was never reached is left out, since nothing can be delivered to it anyway; while none was
     * reached, nothing is offered.
     */
    @Override
    public Gate.Offer offer() {
        Known known = offer;
        long now = System.nanoTime();
        if (known.at == Long.MIN_VALUE || now - known.at > OFFER_NANOS) {
            known = new Known(offerOf(configured.get()), now);
            offer = known;
        }
        return known.offer;
    }

    private Gate.Offer offerOf(Collection<MailboxServer> servers) {
        List<Capabilities> all = servers.stream()
                .distinct()
                .flatMap(server -> pool(server).capabilities().stream())
                .toList();
        if (all.isEmpty()) {
            return new Gate.Offer(false, false, false, OptionalLong.empty());
        }
        return new Gate.Offer(
                all.stream().allMatch(c -> c.has("8BITMIME")),
                all.stream().allMatch(c -> c.has("SMTPUTF8")),
                all.stream().allMatch(c -> c.has("DSN")),
                all.stream().flatMapToLong(c -> c.size().stream()).min());
    }

    @Override
    public Reply probe(
            List<MailboxServer> servers, ReversePath reversePath, Envelope.Parameters parameters, Recipient recipient) {
        var question = new Question(servers, recipient.path().mailbox().toString());
        Reply remembered = negative.getIfPresent(question);
        if (remembered != null) {
            return remembered;
        }
        Deadline deadline = Deadline.in(settings.probe());
        Reply last = new Reply(451, "4.4.1", "no mailbox server is configured");
        for (MailboxServer server : servers) {
            ServerPool pool = pool(server);
            try {
                long began = System.nanoTime();
                Reply reply = pool.use(deadline, c -> c.probe(reversePath, parameters, recipient, deadline));
                pool.probed(System.nanoTime() - began);
                return switch (Judgement.of(Stage.RCPT, reply)) {
                    case FINE -> {
                        pool.inOrder();
                        yield reply;
                    }
                    case LATER -> {
                        pool.talks();
                        yield reply;
                    }
                    case NEVER -> {
                        pool.inOrder();
                        // A full mailbox may have room soon; an address that does not exist stays so for a while.
                        if (!reply.enhanced().startsWith("5.2.") && reply.code() != 552) {
                            negative.put(question, reply);
                        }
                        yield reply;
                    }
                    case OURS -> {
                        var trouble = new ServerTrouble(
                                reply.code() == 421 ? ServerTrouble.Kind.FAILURE : ServerTrouble.Kind.REFUSAL,
                                "4.3.0",
                                server + " said at RCPT: " + reply);
                        pool.note(trouble);
                        yield trouble.reply();
                    }
                };
            } catch (ServerTrouble trouble) {
                last = trouble.reply();
            }
        }
        return last;
    }

    @Override
    public Map<Recipient, Attempt> deliver(
            List<MailboxServer> servers,
            Client client,
            Envelope envelope,
            byte[] trace,
            Content content,
            Duration patience) {
        Deadline deadline = Deadline.in(patience);
        var attempts = new LinkedHashMap<Recipient, Attempt>();
        List<Recipient> left = envelope.recipients();
        Attempt.Deferred last = new Attempt.Deferred("", new Reply(451, "4.4.1", "no mailbox server is configured"));
        for (MailboxServer server : servers) {
            ServerPool pool = pool(server);
            try {
                while (!left.isEmpty()) {
                    Envelope rest = envelope.forRecipients(left);
                    long began = System.nanoTime();
                    Transaction.Outcome outcome =
                            pool.use(deadline, c -> c.transact(client, rest, trace, content, deadline));
                    pool.delivered(outcome.attempts().values(), System.nanoTime() - began);
                    tell(pool, outcome);
                    attempts.putAll(outcome.attempts());
                    left = outcome.left();
                }
                return attempts;
            } catch (ServerTrouble trouble) {
                last = new Attempt.Deferred(server.toString(), trouble.reply());
                pool.postponed(left.size());
            }
        }
        for (Recipient recipient : left) {
            attempts.put(recipient, last);
        }
        return attempts;
    }

    private static void tell(ServerPool pool, Transaction.Outcome outcome) {
        boolean accepted = outcome.attempts().values().stream().anyMatch(a -> a instanceof Attempt.Accepted);
        boolean inDoubt = outcome.attempts().values().stream().anyMatch(a -> a instanceof Attempt.InDoubt);
        if (accepted) {
            pool.inOrder();
        } else if (outcome.noted().isPresent()) {
            pool.note(outcome.noted().get());
        } else if (inDoubt) {
            pool.note(new ServerTrouble(ServerTrouble.Kind.SILENCE, "4.4.2", "no reply to the content"));
        } else if (outcome.attempts().values().stream().anyMatch(a -> a instanceof Attempt.Rejected)) {
            pool.inOrder();
        } else {
            pool.talks();
        }
    }

    /** Figures of every server that was ever used, by name. */
    public RelayFigures figures() {
        return new RelayFigures(pools.values().stream()
                .map(ServerPool::figures)
                .sorted(Comparator.comparing(RelayFigures.OfServer::server))
                .toList());
    }

    /** Forgets which recipients were refused, for example because the operator has just made a mailbox. */
    public void forgetRefusals() {
        negative.invalidateAll();
    }

    private ServerPool pool(MailboxServer server) {
        ServerPool pool = pools.get(server);
        return pool != null
                ? pool
                : pools.computeIfAbsent(
                        server, s -> new ServerPool(s, settings, network, watchdog, alarm, System::nanoTime));
    }

    /** Closes idle connections with QUIT; transactions under way end first. */
    @Override
    public void close() {
        stop.countDown();
        pools.values().forEach(ServerPool::close);
        watchdog.close();
    }
}
