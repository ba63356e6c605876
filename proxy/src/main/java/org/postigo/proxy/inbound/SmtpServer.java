package org.postigo.proxy.inbound;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.postigo.mail.MailId;
import org.postigo.mail.record.Reply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.subethamail.smtp.internal.proxy.ProxyHandler.ProxyResult;
import org.subethamail.smtp.server.SMTPServer;
import org.subethamail.smtp.server.ServerSocketCreator;
import org.subethamail.smtp.server.Session;
import org.subethamail.smtp.server.SessionHandler;
import org.subethamail.smtp.server.SessionHandler.SessionAcceptance;

/**
 * The SMTP server (RFC 5321): takes connections, speaks with clients, and hands whole messages to the {@link Gate}.
 *
 * <p>The accept loop, the session with its command loop and the dispatch of commands are SubEthaSMTP's; every command
 * and everything that touches the network is ours (docs/adr/0050). One virtual thread for each connection. Reports at
 * INFO when it starts and stops, at WARN when it had to cut connections.
 */
public final class SmtpServer {
    private static final Logger LOG = LoggerFactory.getLogger(SmtpServer.class);

    /** What the greeting says instead of a product and a version. */
    private static final String READY = "ready";

    private static final int BACKLOG = 1024;

    /** Connections beyond the limit that the library may see at a time, so that they can be told 421. */
    private static final int TURNED_AWAY = 256;

    private static final Duration CUT_TIME = Duration.ofSeconds(5);
    private static final Duration WATCH = Duration.ofSeconds(1);

    private final SmtpSettings settings;
    private final Counters counters = new Counters();
    private final Spool spool;
    private final Conversation.Shared shared;
    private final List<Listener> listeners = new ArrayList<>();
    private final List<SMTPServer> servers = new ArrayList<>();
    private final Set<Wire> wires = ConcurrentHashMap.newKeySet();
    private final AtomicLong names = new AtomicLong();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile boolean stopping;

    /**
     * Prepares a server; nothing listens yet.
     *
     * @param settings how it behaves
     * @param gate what is asked about recipients and given messages
     * @param clock for the time stamps of messages and refusals
     * @param random for their names; used by many threads at once, so for example a {@link java.security.SecureRandom}
     * @throws IOException if the spool folder cannot be used or the key material cannot be read
     */
    public SmtpServer(SmtpSettings settings, Gate gate, InstantSource clock, RandomGenerator random)
            throws IOException {
        this.settings = settings;
        this.spool = new Spool(settings.spool());
        Optional<TlsKeys> tls = settings.tls().isPresent()
                ? Optional.of(new TlsKeys(settings.tls().get()))
                : Optional.empty();
        var source = new Conversation.Source() {
            @Override
            public Instant now() {
                return clock.instant();
            }

            @Override
            public MailId nextId(Instant now) {
                return MailId.next(now, random);
            }
        };
        this.shared = new Conversation.Shared(
                settings,
                gate,
                spool,
                new Handover(settings, gate, counters, source),
                new Visitors(settings.limits()),
                new Pace(settings.limits(), System::nanoTime),
                counters,
                tls,
                () -> stopping,
                source);
    }

    /**
     * Begins to listen on all addresses. Can be called once.
     *
     * @throws IOException if an address is taken or may not be used; then nothing listens
     */
    public synchronized void start() throws IOException {
        if (!servers.isEmpty()) {
            throw new IllegalStateException("already started");
        }
        for (InetSocketAddress address : settings.listen()) {
            var listener = new Listener(this::wire);
            SMTPServer server = library(address, listener);
            try {
                server.start();
            } catch (RuntimeException e) {
                listener.close();
                stop(Duration.ZERO);
                throw new IOException("cannot listen on " + address + ": " + e.getMessage(), e);
            }
            listeners.add(listener);
            servers.add(server);
        }
        Thread.ofVirtual().name("smtp-watch").start(this::watch);
        LOG.info("SMTP on {} as {}", addresses(), settings.host());
    }

    private SMTPServer library(InetSocketAddress address, Listener listener) {
        ServerSocketCreator sockets = () -> listener;
        SMTPServer server = SMTPServer.port(address.getPort())
                .bindAddress(address.getAddress())
                .backlog(BACKLOG)
                .hostName(settings.host().text())
                .softwareName(READY)
                .executorService(new Sessions())
                .serverSocketFactory(sockets)
                .maxConnections(settings.limits().connections() + TURNED_AWAY)
                .insertReceivedHeaders(false)
                .sessionHandler(new Admission())
                .proxyHandler((in, out, session) -> proxyHeader(session))
                .build();
        Commands.install(server.getCommandHandler());
        return server;
    }

    /** Where it listens: with port 0 in the settings, here is the real one. */
    public synchronized List<InetSocketAddress> addresses() {
        return listeners.stream()
                .map(listener -> new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort()))
                .toList();
    }

    /** The port of the first address. */
    public int port() {
        return addresses().getFirst().getPort();
    }

    /**
     * Knocks at its own first address as a client does; blocks the caller for at most three times the patience.
     *
     * @param patience for the connection, and for each line of the greeting
     */
    public Knock.Outcome knock(Duration patience) {
        List<InetSocketAddress> doors = addresses();
        return doors.isEmpty()
                ? new Knock.Outcome.Shut("it does not listen")
                : Knock.at(doors.getFirst(), settings, patience);
    }

    /** What it has done so far. */
    public Figures figures() {
        return counters.snapshot(wires.size(), spool);
    }

    /**
     * Stops: listens no more, tells clients between two transactions 421, lets running transactions end, and cuts what is
     * left after that. Returns when it is done; never hangs.
     *
     * @param patience how long running transactions may take; at most 60 s make sense
     */
    public void stop(Duration patience) {
        stopping = true;
        List<Listener> listening;
        List<SMTPServer> running;
        synchronized (this) {
            listening = List.copyOf(listeners);
            running = List.copyOf(servers);
        }
        for (Listener listener : listening) {
            try {
                listener.stopListening();
            } catch (IOException e) {
                LOG.warn("closing a listening socket: {}", e.toString());
            }
        }
        if (!awaitSilence(patience)) {
            LOG.warn("{} connections are cut", wires.size());
            wires.forEach(Wire::cut);
            awaitSilence(CUT_TIME);
        }
        stopped.countDown();
        running.forEach(SMTPServer::stop);
        LOG.info("SMTP stopped");
    }

    private boolean awaitSilence(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        synchronized (wires) {
            while (!wires.isEmpty()) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                try {
                    TimeUnit.NANOSECONDS.timedWait(wires, left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return false;
                }
            }
        }
        return true;
    }

    /** Cuts connections whose client does not read, once a second. */
    private void watch() {
        try {
            while (!stopped.await(WATCH.toMillis(), TimeUnit.MILLISECONDS)) {
                long now = System.nanoTime();
                wires.forEach(wire -> wire.cutIfStuck(now));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Wire wire(Socket accepted) throws IOException {
        counters.connections.increment();
        var wire = new Wire(accepted, settings.timeouts().handshake(), () -> stopping);
        wire.carry(new Conversation(shared, wire));
        return wire;
    }

    private static ProxyResult proxyHeader(Session session) {
        Optional<ProxyHeader.Outcome> outcome = Conversation.of(session).proxyHeader();
        return outcome.isEmpty()
                ? new ProxyResult(421, "4.7.0 PROXY header expected")
                : switch (outcome.get()) {
                    case ProxyHeader.Outcome.Client(InetSocketAddress address) -> new ProxyResult(address);
                    case ProxyHeader.Outcome.Itself(), ProxyHeader.Outcome.Broken() -> ProxyResult.NOP;
                };
    }

    /** Asks our limits before the library greets. */
    private static final class Admission implements SessionHandler {
        @Override
        public SessionAcceptance accept(Session session) {
            Optional<Reply> no = Conversation.of(session).admit(session);
            return no.isEmpty()
                    ? SessionAcceptance.success()
                    : SessionAcceptance.failure(
                            no.get().code(),
                            no.get().enhanced() + " " + no.get().text());
        }

        @Override
        public void onSessionEnd(Session session) {
            // The end is noticed in Sessions, where no way out of a session is missed.
        }
    }

    /** Runs each session on a virtual thread, and does not wait for ever when the library stops. */
    private final class Sessions extends AbstractExecutorService {
        private volatile boolean shutdown;

        @Override
        public void execute(Runnable session) {
            var wire = (Wire) ((Session) session).getSocket();
            wires.add(wire);
            Thread.ofVirtual().name("smtp-" + names.incrementAndGet()).start(() -> {
                try {
                    session.run();
                } catch (RuntimeException fault) {
                    LOG.error("a session ended with a fault", fault);
                } finally {
                    wire.conversation().ended();
                    wire.close();
                    synchronized (wires) {
                        wires.remove(wire);
                        wires.notifyAll();
                    }
                }
            });
        }

        @Override
        public void shutdown() {
            shutdown = true;
        }

        @Override
        public List<Runnable> shutdownNow() {
            shutdown = true;
            return List.of();
        }

        @Override
        public boolean isShutdown() {
            return shutdown;
        }

        @Override
        public boolean isTerminated() {
            return shutdown && wires.isEmpty();
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            // SmtpServer.stop has waited as long as it is right to wait.
            return isTerminated();
        }
    }
}
