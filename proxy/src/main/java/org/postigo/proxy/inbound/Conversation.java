package org.postigo.proxy.inbound;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postigo.mail.Client;
import org.postigo.mail.Envelope;
import org.postigo.mail.MailId;
import org.postigo.mail.ReversePath;
import org.postigo.mail.record.JournalEntry;
import org.postigo.mail.record.Reply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.subethamail.smtp.server.Session;

/**
 * One client's conversation: its state (RFC 5321 §4.1.4), the loop around its commands, and how replies and refusals
 * leave it. What each command does stands in {@link Hello}, {@link StartTls}, {@link EnvelopeCommands}, {@link Data},
 * {@link Bdat} and {@link SmallCommands}. Reports a fault of ours at ERROR with its stack trace, once; the client reads
 * generic text.
 */
final class Conversation {
    /** What the conversations of one server share. */
    record Shared(
            SmtpSettings settings,
            Gate gate,
            Spool spool,
            Handover handover,
            Visitors visitors,
            Pace pace,
            Counters counters,
            Optional<TlsKeys> tls,
            Stopping stopping,
            Source source) {}

    /** Whether the server wants to stop. */
    @FunctionalInterface
    interface Stopping {
        boolean wanted();
    }

    /** Time and names. */
    interface Source {
        Instant now();

        MailId nextId(Instant now);
    }

    private static final Logger LOG = LoggerFactory.getLogger(Conversation.class);
    private static final int MAX_TEXT = 400;
    private static final Gate.Offer NOTHING = new Gate.Offer(false, false, false, OptionalLong.empty());

    private final Shared shared;
    private final Wire wire;
    private final SmtpSettings.Limits limits;
    private final SmtpSettings.Timeouts timeouts;
    private @Nullable Session session;

    private InetSocketAddress address;
    private boolean entered;
    private String helo = "";
    private boolean esmtp;
    private boolean early;
    private boolean greeted;
    private Optional<Client.Tls> tls = Optional.empty();
    private Gate.Offer offer = NOTHING;
    private @Nullable Transaction transaction;
    private CommandLine heard = CommandLine.CONNECT;
    private int errors;
    private int idleCommands;
    private boolean over;

    Conversation(Shared shared, Wire wire) {
        this.shared = shared;
        this.wire = wire;
        this.limits = shared.settings().limits();
        this.timeouts = shared.settings().timeouts();
        this.address = wire.peer();
    }

    /** The conversation of a session of the library. */
    static Conversation of(Session session) {
        return ((Wire) session.getSocket()).conversation();
    }

    // ---- before the greeting

    /** Reads a PROXY header where one must be; empty if it is missing or broken. */
    Optional<ProxyHeader.Outcome> proxyHeader() {
        boolean expected = shared.settings().proxyProtocolFrom().stream()
                .anyMatch(cidr -> cidr.contains(wire.peer().getAddress()));
        if (!expected) {
            return Optional.of(new ProxyHeader.Outcome.Itself());
        }
        ProxyHeader.Outcome outcome = ProxyHeader.read(wire, deadline(timeouts.handshake()));
        return switch (outcome) {
            case ProxyHeader.Outcome.Client(InetSocketAddress client) -> {
                address = client;
                yield Optional.of(outcome);
            }
            case ProxyHeader.Outcome.Itself() -> Optional.of(outcome);
            case ProxyHeader.Outcome.Broken() -> {
                turnAway(new Reply(421, "4.7.0", "PROXY header expected"), Cause.PROXY_HEADER);
                yield Optional.empty();
            }
        };
    }

    /** Says whether the client may be greeted; if not, how to send it away. */
    Optional<Reply> admit(Session librarySession) {
        session = librarySession;
        if (shared.stopping().wanted()) {
            return Optional.of(turnAway(new Reply(421, "4.3.2", "Shutting down, try again later"), Cause.SHUTDOWN));
        }
        Optional<Cause> crowded = shared.visitors().enter(address.getAddress());
        if (crowded.isPresent()) {
            return Optional.of(
                    turnAway(new Reply(421, "4.7.0", "Too many connections, try again later"), crowded.get()));
        }
        entered = true;
        if (wire.talksWithin(timeouts.greeting())) {
            early = true;
            shared.counters().earlyTalkers.increment();
            if (shared.settings().earlyTalkers() == SmtpSettings.EarlyTalkers.REFUSE) {
                return Optional.of(turnAway(new Reply(554, "5.5.0", "Wait for the greeting"), Cause.EARLY_TALKER));
            }
        }
        shared.counters().reply(220);
        return Optional.empty();
    }

    /** After the last octet: forgets what was begun. */
    void ended() {
        if (transaction != null) {
            Cause cause = wire.end() == Wire.End.TIMEOUT ? Cause.TIMEOUT : Cause.GONE;
            if (!over) {
                refuse(new Reply(421, "4.4.2", "Connection lost"), cause);
            }
            reset();
        }
        if (entered) {
            entered = false;
            shared.visitors().leave(address.getAddress());
        }
    }

    // ---- the loop

    /** Waits for the next command and returns its verb; null ends the session. */
    @Nullable
    String next() {
        if (over) {
            return null;
        }
        if (errors >= limits.errors() || idleCommands >= limits.idleCommands()) {
            bye(new Reply(421, "4.7.0", "Too many errors or useless commands"), Cause.BUDGET);
            return null;
        }
        Transaction current = transaction;
        heard = CommandLine.WAIT;
        long deadline = deadline(timeouts.command());
        if (current != null) {
            deadline = earlier(current.deadline(), deadline);
        }
        Line line = wire.readLine(deadline, current == null);
        return switch (line) {
            case Line.Text(String text) -> hear(CommandLine.parse(text));
            case Line.Unreadable(String cause) -> hear(CommandLine.unreadable(cause));
            case Line.Ended(Wire.End end) -> {
                farewell(end);
                yield null;
            }
        };
    }

    private String hear(CommandLine line) {
        heard = line;
        return line.verb();
    }

    private void farewell(Wire.End end) {
        switch (end) {
            case TIMEOUT -> bye(new Reply(421, "4.4.2", "Timeout, closing connection"), Cause.TIMEOUT);
            case DRAINED -> bye(new Reply(421, "4.3.2", "Shutting down, try again later"), Cause.SHUTDOWN);
            case GONE, OPEN -> wire.finish();
        }
    }

    /** Refuses, and ends the connection. */
    void bye(Reply reply, Cause cause) {
        refuse(reply, cause);
        say(reply);
        over = true;
        wire.finish();
    }

    /** Runs a command; a fault of ours ends the connection with 421 and one stack trace. */
    void run(Consumer<Conversation> action) {
        idleCommands++;
        try {
            action.accept(this);
        } catch (RuntimeException fault) {
            LOG.error("fault in {} for {}", heard.verb(), address.getAddress().getHostAddress(), fault);
            bye(new Reply(421, "4.3.0", "Internal error, closing connection"), Cause.FAULT);
            reset();
        }
    }

    // ---- what the commands see and change

    Shared shared() {
        return shared;
    }

    Wire wire() {
        return wire;
    }

    /** What the client said last. */
    CommandLine heard() {
        return heard;
    }

    String argument() {
        return heard.argument();
    }

    /** Whether EHLO or HELO was said. */
    boolean greeted() {
        return greeted;
    }

    boolean encrypted() {
        return tls.isPresent();
    }

    /** The transaction under way, if one is. */
    @Nullable
    Transaction transaction() {
        return transaction;
    }

    /** RFC 5321 §4.1.1.1: EHLO ends a transaction. */
    void introduced(String name, boolean extended, Gate.Offer offered) {
        reset();
        helo = name;
        esmtp = extended;
        greeted = true;
        offer = offered;
    }

    /** RFC 3207 §4.2: everything learnt before the handshake is forgotten. */
    void forgetAll(Client.Tls encryption) {
        tls = Optional.of(encryption);
        helo = "";
        esmtp = false;
        greeted = false;
        offer = NOTHING;
        if (session != null) {
            session.setTlsStarted(true);
        }
    }

    void begin(ReversePath path, Envelope.Parameters parameters) {
        transaction = new Transaction(path, parameters, deadline(timeouts.transaction()));
        shared.counters().transactions.increment();
    }

    /** Ends the transaction, if one is under way. */
    void reset() {
        Transaction current = transaction;
        if (current != null) {
            current.close();
        }
        transaction = null;
    }

    /** The transaction is over before the reply goes out, so that the next one can begin whatever the reply. */
    void conclude(Handover.Outcome outcome) {
        outcome.cause().ifPresent(cause -> refuse(outcome.reply(), cause));
        reset();
        say(outcome.reply());
    }

    /** The last command was not for nothing. */
    void useful() {
        idleCommands--;
    }

    /** A message was taken: earlier errors and useless commands do not count any more. */
    void forgive() {
        idleCommands = 0;
        errors = 0;
    }

    /** Nothing more is read. */
    void over() {
        over = true;
    }

    Client client() {
        return new Client(address.getAddress(), address.getPort(), helo, esmtp, tls, early);
    }

    /** What the client may ask for. */
    Arguments.Offered offered() {
        return new Arguments.Offered(
                offer, largest(), shared.settings().postmaster().get());
    }

    /** The largest message that we and all servers behind us take, in octets. */
    long largest() {
        long ours = limits.messageSize();
        return offer.size().isPresent()
                ? Math.max(1, Math.min(ours, offer.size().getAsLong() - OwnFields.TRACE_ROOM))
                : ours;
    }

    // ---- replies

    /** Counts and records a refusal; the caller says it. */
    Reply refuse(Reply reply, Cause cause) {
        return refuse(reply, cause, List.of());
    }

    /**
     * Counts and records a refusal.
     *
     * @param refused the recipient that was refused, or what stood in its place
     */
    Reply refuse(Reply reply, Cause cause, List<String> refused) {
        return refuse(reply, cause, refused, heard.detail());
    }

    /** The same with a detail for the journal. */
    Reply refuse(Reply reply, Cause cause, List<String> refused, String detail) {
        shared.counters().refusal(cause);
        Instant now = shared.source().now();
        Transaction current = transaction;
        var recipients = new ArrayList<String>();
        if (current != null) {
            current.recipients()
                    .forEach(recipient -> recipients.add(recipient.path().toString()));
        }
        refused.forEach(text -> recipients.add(printable(text)));
        try {
            shared.gate()
                    .refused(new JournalEntry.Refusal(
                            shared.source().nextId(now),
                            now,
                            client(),
                            Optional.ofNullable(current).map(Transaction::reversePath),
                            recipients,
                            heard.stage(),
                            reply,
                            detail.isEmpty() ? cause.name() : cause.name() + ": " + printable(detail)));
        } catch (RuntimeException fault) {
            LOG.error("the gate failed to record a refusal", fault);
        }
        return reply;
    }

    /** For replies that the library sends. */
    private Reply turnAway(Reply reply, Cause cause) {
        shared.counters().reply(reply.code());
        return refuse(reply, cause);
    }

    void refuseAndSay(Reply reply, Cause cause) {
        say(refuse(reply, cause));
    }

    /** Answers the last command; 421 ends the connection. */
    void say(Reply reply) {
        shared.counters().reply(reply.code());
        if (reply.permanentFailure()) {
            errors++;
        }
        String text = printable(reply.text());
        send(
                reply.enhanced().isEmpty()
                        ? reply.code() + " " + text
                        : reply.code() + " " + printable(reply.enhanced()) + " " + text);
        if (reply.code() == 421 && !over) {
            // RFC 5321 §3.8: whoever says 421 closes.
            over = true;
            wire.finish();
        }
    }

    /** A line of a reply that is counted by the caller. */
    void send(String line) {
        Session current = session;
        if (current == null) {
            return;
        }
        try {
            current.sendResponse(line);
        } catch (IOException e) {
            LOG.debug("{}: {}", wire, e.toString());
            wire.finish();
        }
    }

    private static String printable(String text) {
        String bounded = text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) : text;
        return bounded.replaceAll("[^ -~]", "?");
    }

    static long deadline(Duration duration) {
        return System.nanoTime() + duration.toNanos();
    }

    static long earlier(long one, long other) {
        return one - other < 0 ? one : other;
    }
}
