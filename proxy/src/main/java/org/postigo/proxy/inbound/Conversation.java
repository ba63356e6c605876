package org.postigo.proxy.inbound;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.postigo.mail.Client;
import org.postigo.mail.Envelope;
import org.postigo.mail.MailId;
import org.postigo.mail.Recipient;
import org.postigo.mail.ReversePath;
import org.postigo.mail.record.JournalEntry;
import org.postigo.mail.record.Reply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.subethamail.smtp.server.Session;

/**
 * One client's conversation: the state of RFC 5321 §4.1.4 and what each command does with it. Reports a fault of ours at
 * ERROR with its stack trace, once, and a failed TLS handshake at DEBUG; the client reads generic text.
 */
final class Conversation {
    /** What the conversations of one server share. */
    record Shared(
            SmtpSettings settings,
            Gate gate,
            Spool spool,
            Handover handover,
            Visitors visitors,
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

    /** A mail transaction, from MAIL on. */
    private static final class Transaction {
        final ReversePath reversePath;
        final Envelope.Parameters parameters;
        final long deadline;
        final List<Recipient> recipients = new ArrayList<>();
        Spool.@Nullable Entry chunks;

        @Nullable
        ContentDecoder chunkDecoder;

        Transaction(ReversePath reversePath, Envelope.Parameters parameters, long deadline) {
            this.reversePath = reversePath;
            this.parameters = parameters;
            this.deadline = deadline;
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(Conversation.class);
    private static final int MAX_HELO = 255;
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
    private boolean greeted;
    private Optional<Client.Tls> tls = Optional.empty();
    private Gate.Offer offer = NOTHING;
    private @Nullable Transaction transaction;
    private String argument = "";
    private String verb = "CONNECT";
    private String unreadable = "";
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
        verb = "WAIT";
        argument = "";
        long deadline = deadline(timeouts.command());
        if (current != null) {
            deadline = earlier(current.deadline, deadline);
        }
        Wire.Line line = wire.readLine(deadline, current == null);
        return switch (line) {
            case Wire.Line.Text(String text) -> parse(text);
            case Wire.Line.Unreadable(String cause) -> {
                unreadable = cause;
                verb = Commands.UNKNOWN;
                argument = "";
                yield verb;
            }
            case Wire.Line.Ended(Wire.End end) -> {
                farewell(end);
                yield null;
            }
        };
    }

    private String parse(String text) {
        int space = text.indexOf(' ');
        String word = (space < 0 ? text : text.substring(0, space)).toUpperCase(Locale.ROOT);
        argument = space < 0 ? "" : text.substring(space + 1).strip();
        unreadable = "unknown command";
        verb = Commands.known(word) ? word : Commands.UNKNOWN;
        return verb;
    }

    private void farewell(Wire.End end) {
        switch (end) {
            case TIMEOUT -> bye(new Reply(421, "4.4.2", "Timeout, closing connection"), Cause.TIMEOUT);
            case DRAINED -> bye(new Reply(421, "4.3.2", "Shutting down, try again later"), Cause.SHUTDOWN);
            case GONE, OPEN -> wire.finish();
        }
    }

    private void bye(Reply reply, Cause cause) {
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
            LOG.error("fault in {} for {}", verb, address.getAddress().getHostAddress(), fault);
            bye(new Reply(421, "4.3.0", "Internal error, closing connection"), Cause.FAULT);
            reset();
        }
    }

    // ---- the commands

    void ehlo() {
        if (!hello(true)) {
            return;
        }
        offer = shared.gate().offer();
        var lines = new ArrayList<String>();
        lines.add(shared.settings().host().text());
        lines.add("PIPELINING");
        lines.add("SIZE " + largest());
        lines.add("ENHANCEDSTATUSCODES");
        lines.add("CHUNKING");
        if (offer.eightBitMime()) {
            lines.add("8BITMIME");
        }
        if (offer.smtpUtf8()) {
            lines.add("SMTPUTF8");
        }
        if (offer.dsn()) {
            lines.add("DSN");
        }
        if (shared.tls().isPresent() && tls.isEmpty()) {
            lines.add("STARTTLS");
        }
        for (int i = 0; i < lines.size(); i++) {
            send("250" + (i < lines.size() - 1 ? "-" : " ") + lines.get(i));
        }
        shared.counters().reply(250);
    }

    void helo() {
        if (hello(false)) {
            offer = new Gate.Offer(false, false, false, shared.gate().offer().size());
            send("250 " + shared.settings().host().text());
            shared.counters().reply(250);
        }
    }

    private boolean hello(boolean extended) {
        if (argument.isEmpty() || argument.length() > MAX_HELO) {
            refuseAndSay(new Reply(501, "5.5.4", "Host name expected"), Cause.SYNTAX);
            return false;
        }
        reset();
        helo = argument;
        esmtp = extended;
        greeted = true;
        return true;
    }

    void mail() {
        if (!greeted) {
            refuseAndSay(new Reply(503, "5.5.1", "Say EHLO first"), Cause.SEQUENCE);
            return;
        }
        if (transaction != null) {
            refuseAndSay(new Reply(503, "5.5.1", "A transaction is under way"), Cause.SEQUENCE);
            return;
        }
        switch (Arguments.mail(argument, offered())) {
            case Arguments.Outcome.Mail(ReversePath path, Envelope.Parameters parameters) -> {
                if (shared.spool().full(parameters.size().orElse(0))) {
                    refuseAndSay(new Reply(452, "4.3.1", "No room for this message now"), Cause.SPOOL);
                    return;
                }
                transaction = new Transaction(path, parameters, deadline(timeouts.transaction()));
                shared.counters().transactions.increment();
                say(new Reply(250, "2.1.0", "OK"));
            }
            case Arguments.Outcome.Refused(Reply reply, Cause cause) -> refuseAndSay(reply, cause);
            case Arguments.Outcome.Rcpt rcpt -> throw new IllegalStateException(rcpt.toString());
        }
    }

    void rcpt() {
        Transaction current = transaction;
        if (current == null || current.chunks != null) {
            refuseAndSay(new Reply(503, "5.5.1", "MAIL first"), Cause.SEQUENCE);
            return;
        }
        switch (Arguments.rcpt(argument, current.parameters.smtputf8(), offered())) {
            case Arguments.Outcome.Rcpt(Recipient recipient) -> rcpt(current, recipient);
            case Arguments.Outcome.Refused(Reply reply, Cause cause) -> say(refuse(reply, cause, List.of(argument)));
            case Arguments.Outcome.Mail mail -> throw new IllegalStateException(mail.toString());
        }
    }

    private void rcpt(Transaction current, Recipient recipient) {
        if (current.recipients.stream().anyMatch(earlier -> earlier.path().equals(recipient.path()))) {
            say(new Reply(250, "2.1.5", "OK"));
            return;
        }
        List<String> named = List.of(recipient.path().toString());
        if (current.recipients.size() >= limits.recipients()) {
            // RFC 5321 §4.5.3.1.10
            say(refuse(new Reply(452, "4.5.3", "Too many recipients"), Cause.RECIPIENTS, named));
            return;
        }
        Reply reply;
        try {
            reply = shared.gate().recipient(client(), current.reversePath, current.parameters, recipient);
        } catch (RuntimeException fault) {
            LOG.error("the gate failed at RCPT", fault);
            say(refuse(new Reply(451, "4.3.0", "Try again later"), Cause.FAULT, named));
            return;
        }
        if (reply.positive()) {
            current.recipients.add(recipient);
            idleCommands--;
            say(reply);
        } else {
            say(refuse(reply, Cause.RECIPIENT, named));
        }
    }

    void data() {
        Transaction current = transaction;
        if (!argument.isEmpty()) {
            refuseData(new Reply(501, "5.5.4", "DATA has no argument"), Cause.SYNTAX);
        } else if (current == null) {
            refuseData(new Reply(503, "5.5.1", "MAIL first"), Cause.SEQUENCE);
        } else if (current.chunks != null) {
            // RFC 3030 §2: DATA and BDAT must not be mixed.
            refuseData(new Reply(503, "5.5.1", "BDAT is under way"), Cause.SEQUENCE);
        } else if (current.recipients.isEmpty()) {
            refuseData(new Reply(554, "5.5.1", "No valid recipients"), Cause.SEQUENCE);
        } else if (shared.spool().full(current.parameters.size().orElse(0))) {
            conclude(Handover.failed(Spool.Failure.FULL));
        } else {
            try (Spool.Entry entry = shared.spool().open(largest(), current.parameters.size())) {
                receive(current, entry);
            }
        }
    }

    /** If the body has already been sent, it must not be executed as commands. */
    private void refuseData(Reply reply, Cause cause) {
        refuseAndSay(reply, cause);
        if (wire.buffered() > 0) {
            bye(new Reply(421, "4.5.0", "Data sent without leave, closing connection"), Cause.SEQUENCE);
        }
    }

    private void receive(Transaction current, Spool.Entry entry) {
        send("354 End data with <CR><LF>.<CR><LF>");
        shared.counters().reply(354);
        ContentDecoder decoder = ContentDecoder.forData(entry);
        wire.decode(decoder);
        while (!decoder.ended()) {
            if (!more(current) || tooMuch(entry)) {
                return;
            }
            wire.decode(decoder);
        }
        complete(current, entry, decoder);
    }

    /** Waits for more data; if none comes, the transaction has broken off and the connection ends. */
    private boolean more(Transaction current) {
        if (wire.fill(earlier(current.deadline, deadline(timeouts.dataBlock())), false)) {
            return true;
        }
        brokenOff();
        return false;
    }

    private void brokenOff() {
        switch (wire.end()) {
            case TIMEOUT -> bye(new Reply(421, "4.4.2", "Timeout in the data, closing connection"), Cause.TIMEOUT);
            case GONE, OPEN, DRAINED -> {
                refuse(new Reply(421, "4.4.2", "Connection lost"), Cause.GONE);
                over = true;
            }
        }
        reset();
    }

    /** A message that is too large is read to its end, so that the connection stays of use, but not for ever. */
    private boolean tooMuch(Spool.Entry entry) {
        if (entry.failure().isEmpty() || entry.seen() <= 2 * largest() + (1 << 20)) {
            return false;
        }
        bye(new Reply(552, "5.3.4", "Message too large, closing connection"), Cause.SIZE);
        reset();
        return true;
    }

    void bdat() {
        String[] words = argument.split(" +");
        boolean last = words.length == 2 && words[1].equalsIgnoreCase("LAST");
        if (!words[0].matches("[0-9]{1,18}") || words.length > 1 && !last) {
            // Where the chunk ends is unknown, and it must not be executed as commands.
            bye(new Reply(501, "5.5.4", "Syntax: BDAT octets [LAST]"), Cause.SYNTAX);
            return;
        }
        long octets = Long.parseLong(words[0]);
        Transaction current = transaction;
        if (current == null || current.recipients.isEmpty()) {
            boolean begun = current != null;
            if (skip(octets)) {
                refuseAndSay(
                        begun ? new Reply(554, "5.5.1", "No valid recipients") : new Reply(503, "5.5.1", "MAIL first"),
                        Cause.SEQUENCE);
            }
            return;
        }
        Spool.Entry entry = current.chunks;
        ContentDecoder decoder = current.chunkDecoder;
        if (entry == null || decoder == null) {
            entry = shared.spool().open(largest(), current.parameters.size());
            decoder = ContentDecoder.forChunks(entry);
            current.chunks = entry;
            current.chunkDecoder = decoder;
        }
        chunk(current, entry, decoder, octets, last);
    }

    private void chunk(Transaction current, Spool.Entry entry, ContentDecoder decoder, long octets, boolean last) {
        for (long left = octets; left > 0; ) {
            left -= wire.decode(decoder, left);
            if (left > 0 && (!more(current) || tooMuch(entry))) {
                return;
            }
        }
        if (last) {
            decoder.finishChunks();
            complete(current, entry, decoder);
        } else if (entry.failure().isPresent()) {
            conclude(Handover.failed(entry.failure().get()));
        } else {
            idleCommands--;
            say(new Reply(250, "2.0.0", octets + " octets received"));
        }
    }

    private boolean skip(long octets) {
        Transaction current = transaction;
        long deadline = current == null ? deadline(timeouts.transaction()) : current.deadline;
        for (long left = octets; left > 0; ) {
            left -= wire.skip(left);
            if (left > 0 && !wire.fill(earlier(deadline, deadline(timeouts.dataBlock())), false)) {
                brokenOff();
                return false;
            }
            if (octets - left > 2 * largest()) {
                bye(new Reply(552, "5.3.4", "Message too large, closing connection"), Cause.SIZE);
                return false;
            }
        }
        return true;
    }

    void startTls() {
        if (shared.tls().isEmpty()) {
            notImplemented();
            return;
        }
        if (!argument.isEmpty()) {
            refuseAndSay(new Reply(501, "5.5.4", "STARTTLS has no argument"), Cause.SYNTAX);
            return;
        }
        if (tls.isPresent()) {
            refuseAndSay(new Reply(503, "5.5.1", "Already encrypted"), Cause.SEQUENCE);
            return;
        }
        say(new Reply(220, "2.0.0", "Ready to start TLS"));
        reset();
        try {
            SSLSession encrypted = wire.startTls(shared.tls().get().factory());
            tls = Optional.of(new Client.Tls(encrypted.getProtocol(), encrypted.getCipherSuite()));
        } catch (IOException e) {
            LOG.debug("TLS with {} failed: {}", address.getAddress().getHostAddress(), e.toString());
            refuse(new Reply(421, "4.7.0", "TLS handshake failed"), Cause.TLS);
            over = true;
            return;
        }
        // RFC 3207 §4.2: everything learnt before is forgotten.
        helo = "";
        esmtp = false;
        greeted = false;
        offer = NOTHING;
        shared.counters().tls.increment();
        if (session != null) {
            session.setTlsStarted(true);
        }
    }

    void rset() {
        reset();
        say(new Reply(250, "2.0.0", "OK"));
    }

    void noop() {
        say(new Reply(250, "2.0.0", "OK"));
    }

    void quit() {
        reset();
        say(new Reply(221, "2.0.0", "Bye"));
        over = true;
        wire.finish();
    }

    void vrfy() {
        if (argument.isEmpty()) {
            refuseAndSay(new Reply(501, "5.5.4", "Address expected"), Cause.SYNTAX);
        } else {
            say(new Reply(252, "2.1.5", "Send some mail, and see"));
        }
    }

    void help() {
        say(new Reply(214, "2.0.0", "See RFC 5321"));
    }

    void notImplemented() {
        refuseAndSay(new Reply(502, "5.5.1", "Not implemented"), Cause.SYNTAX);
    }

    void unknown() {
        refuseAndSay(new Reply(500, "5.5.2", "Error: " + unreadable), Cause.SYNTAX);
    }

    private void complete(Transaction current, Spool.Entry entry, ContentDecoder decoder) {
        wire.flushPending();
        var envelope = new Envelope(current.reversePath, current.parameters, current.recipients);
        Handover.Outcome outcome = shared.handover().hand(client(), envelope, entry, decoder.stray());
        if (outcome.reply().positive()) {
            idleCommands = 0;
            errors = 0;
        }
        conclude(outcome);
    }

    /** The transaction is over before the reply goes out, so that the next one can begin whatever the reply. */
    private void conclude(Handover.Outcome outcome) {
        outcome.cause().ifPresent(cause -> refuse(outcome.reply(), cause));
        reset();
        say(outcome.reply());
    }

    // ---- state and replies

    private void reset() {
        Transaction current = transaction;
        if (current != null && current.chunks != null) {
            current.chunks.close();
        }
        transaction = null;
    }

    private Client client() {
        return new Client(address.getAddress(), address.getPort(), helo, esmtp, tls);
    }

    private Arguments.Offered offered() {
        return new Arguments.Offered(offer, largest(), shared.settings().postmaster());
    }

    private long largest() {
        long ours = limits.messageSize();
        return offer.size().isPresent()
                ? Math.max(1, Math.min(ours, offer.size().getAsLong() - OwnFields.TRACE_ROOM))
                : ours;
    }

    private Reply refuse(Reply reply, Cause cause) {
        return refuse(reply, cause, List.of());
    }

    /**
     * Counts and records a refusal.
     *
     * @param refused the recipient that was refused, or what stood in its place
     */
    private Reply refuse(Reply reply, Cause cause, List<String> refused) {
        shared.counters().refusal(cause);
        Instant now = shared.source().now();
        Transaction current = transaction;
        var recipients = new ArrayList<String>();
        if (current != null) {
            current.recipients.forEach(
                    recipient -> recipients.add(recipient.path().toString()));
        }
        refused.forEach(text -> recipients.add(printable(text)));
        String detail = switch (verb) {
            case "MAIL", "EHLO", "HELO", "BDAT" -> argument;
            case Commands.UNKNOWN -> unreadable;
            default -> "";
        };
        try {
            shared.gate()
                    .refused(new JournalEntry.Refusal(
                            shared.source().nextId(now),
                            now,
                            client(),
                            Optional.ofNullable(current).map(t -> t.reversePath),
                            recipients,
                            verb.equals(Commands.UNKNOWN) ? "COMMAND" : verb,
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

    private void refuseAndSay(Reply reply, Cause cause) {
        say(refuse(reply, cause));
    }

    private void say(Reply reply) {
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

    private void send(String line) {
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

    private static long deadline(Duration duration) {
        return System.nanoTime() + duration.toNanos();
    }

    private static long earlier(long one, long other) {
        return one - other < 0 ? one : other;
    }
}
