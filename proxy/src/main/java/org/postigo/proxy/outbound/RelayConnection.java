package org.postigo.proxy.outbound;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.postigo.mail.Client;
import org.postigo.mail.Content;
import org.postigo.mail.Envelope;
import org.postigo.mail.Recipient;
import org.postigo.mail.ReversePath;
import org.postigo.mail.policy.ProtectedDomain.MailboxServer;
import org.postigo.mail.record.Reply;
import org.postigo.proxy.outbound.MailboxServers.Attempt;
import org.postigo.proxy.outbound.RelaySettings.Timeouts;
import org.postigo.proxy.outbound.RelaySettings.Tls;
import org.postigo.proxy.outbound.ServerTrouble.Kind;

/**
 * One SMTP session with a mailbox server (RFC 5321), used for many transactions one after another, by one thread at a
 * time. Commands go out in groups where the server offers PIPELINING (RFC 2920).
 *
 * <p>What goes wrong before the content is out is a {@link ServerTrouble}: nothing was delivered and another server may
 * be tried. Once the final dot may have left, it is {@link Attempt.InDoubt}. Nothing outlasts its deadline: each read has
 * its timeout, and the {@link Watchdog} cuts what hangs all the same.
 */
final class RelayConnection implements AutoCloseable {
    /** So many RCPT commands in one group that neither side's buffers fill while we write without reading. */
    private static final int GROUP = 100;

    private final MailboxServer server;
    private final RelaySettings settings;
    private final Timeouts timeouts;
    private final Watchdog watchdog;
    /** The TCP connection, below TLS. */
    private final Socket transport;

    private Socket socket;
    private ReplyReader replies;
    private OutputStream out;
    private Capabilities capabilities = Capabilities.NONE;
    private boolean usable = true;
    private boolean reused;
    private boolean answered;
    /** Of the reply to the last content, for the circuit and the figures. */
    private Optional<ServerTrouble> contentTrouble = Optional.empty();

    private long idleSince;

    private RelayConnection(MailboxServer server, RelaySettings settings, Watchdog watchdog, Socket socket)
            throws IOException {
        this.server = server;
        this.settings = settings;
        this.timeouts = settings.timeouts();
        this.watchdog = watchdog;
        this.transport = socket;
        this.socket = socket;
        this.replies = new ReplyReader(socket.getInputStream());
        this.out = socket.getOutputStream();
    }

    /** Connects, is greeted, says EHLO, and encrypts as the settings say. */
    static RelayConnection open(
            MailboxServer server, RelaySettings settings, Network network, Watchdog watchdog, Deadline deadline)
            throws ServerTrouble {
        try {
            if (settings.tls() == Tls.OPPORTUNISTIC) {
                try {
                    return open(server, settings, network, watchdog, deadline, true);
                } catch (HandshakeFailed clearInstead) {
                    return open(server, settings, network, watchdog, deadline, false);
                }
            }
            return open(server, settings, network, watchdog, deadline, settings.tls() != Tls.NEVER);
        } catch (HandshakeFailed e) {
            throw new ServerTrouble(Kind.FAILURE, "4.7.5", String.valueOf(e.getMessage()));
        }
    }

    private static RelayConnection open(
            MailboxServer server,
            RelaySettings settings,
            Network network,
            Watchdog watchdog,
            Deadline deadline,
            boolean tls)
            throws ServerTrouble, HandshakeFailed {
        Socket socket = connect(server, settings.timeouts().connect(), network, deadline);
        try {
            var connection = new RelayConnection(server, settings, watchdog, socket);
            Future<?> watch = watchdog.over(socket, deadline);
            try {
                connection.greet(network, deadline, tls);
            } finally {
                watch.cancel(false);
            }
            return connection;
        } catch (HandshakeFailed e) {
            closeQuietly(socket);
            throw e;
        } catch (IOException e) {
            closeQuietly(socket);
            throw e instanceof ServerTrouble trouble ? trouble : trouble(server, e, false, deadline);
        }
    }

    private static Socket connect(MailboxServer server, Duration within, Network network, Deadline deadline)
            throws ServerTrouble {
        IOException last = null;
        try {
            for (InetAddress address : network.resolver().addresses(server.host())) {
                var socket = new Socket();
                try {
                    socket.setTcpNoDelay(true);
                    socket.connect(new InetSocketAddress(address, server.port()), deadline.timeout(within));
                    return socket;
                } catch (IOException e) {
                    closeQuietly(socket);
                    last = e;
                }
            }
        } catch (IOException e) {
            last = e;
        }
        String cause = last == null ? "its name has no address" : String.valueOf(last.getMessage());
        throw new ServerTrouble(Kind.FAILURE, "4.4.1", "no connection to " + server + ": " + cause);
    }

    private void greet(Network network, Deadline deadline, boolean tls) throws IOException {
        expect(Stage.GREETING, read(timeouts.greeting(), deadline));
        hello(deadline);
        if (!tls) {
            return;
        }
        if (capabilities.has("STARTTLS")) {
            startTls(network, deadline);
        } else if (settings.tls() != Tls.OPPORTUNISTIC) {
            throw new ServerTrouble(Kind.FAILURE, "4.7.5", server + " offers no STARTTLS, which is required");
        }
    }

    /** RFC 5321 §4.1.1.1; HELO where EHLO is not known (§3.2). */
    private void hello(Deadline deadline) throws IOException {
        send("EHLO " + settings.helo() + "\r\n");
        ReplyReader.Lines lines = readLines(timeouts.mail(), deadline);
        if (lines.code() == 500 || lines.code() == 502 || lines.code() == 504) {
            send("HELO " + settings.helo() + "\r\n");
            expect(Stage.EHLO, read(timeouts.mail(), deadline));
            capabilities = Capabilities.NONE;
            return;
        }
        expect(Stage.EHLO, lines.reply());
        capabilities = Capabilities.parse(lines.lines());
    }

    /** RFC 3207: what was learnt before the handshake is forgotten (§4.2). */
    private void startTls(Network network, Deadline deadline) throws IOException {
        send("STARTTLS\r\n");
        Reply reply = read(timeouts.mail(), deadline);
        if (!reply.positive()) {
            throw new HandshakeFailed(server + " refused STARTTLS: " + reply);
        }
        if (replies.hasMore()) {
            // Octets that came in the clear would count as said under TLS (CVE-2011-0411).
            throw new HandshakeFailed(server + " sent more before the handshake");
        }
        boolean verify = settings.tls() == Tls.VERIFIED;
        var context = verify ? network.trusted() : network.anybody();
        try {
            SSLSocket tls =
                    (SSLSocket) context.getSocketFactory().createSocket(socket, server.host(), server.port(), true);
            tls.setUseClientMode(true);
            if (verify) {
                SSLParameters parameters = tls.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                tls.setSSLParameters(parameters);
            }
            tls.setSoTimeout(deadline.timeout(timeouts.connect()));
            tls.startHandshake();
            socket = tls;
            replies = new ReplyReader(tls.getInputStream());
            out = tls.getOutputStream();
        } catch (IOException e) {
            throw new HandshakeFailed("TLS with " + server + " failed: " + e.getMessage());
        }
        hello(deadline);
    }

    Capabilities capabilities() {
        return capabilities;
    }

    MailboxServer server() {
        return server;
    }

    /** Whether another transaction can begin on it. */
    boolean usable() {
        return usable;
    }

    long idleSince() {
        return idleSince;
    }

    /** Put aside for reuse. */
    void rest() {
        idleSince = System.nanoTime();
    }

    /** Taken up again: if its first command finds it closed, that is no trouble of the server's. */
    void resume() {
        reused = true;
        answered = false;
    }

    /** Asks the server what it offers, on a connection that nobody uses. */
    void refresh(Deadline deadline) throws ServerTrouble {
        watched(deadline, () -> {
            hello(deadline);
            return capabilities;
        });
    }

    /** What is said and heard within one deadline. */
    @FunctionalInterface
    private interface Exchange<T> {
        T go() throws IOException;
    }

    private <T> T watched(Deadline deadline, Exchange<T> exchange) throws ServerTrouble {
        Future<?> watch = watchdog.over(transport, deadline);
        try {
            return exchange.go();
        } catch (IOException e) {
            throw failed(e, deadline);
        } finally {
            watch.cancel(false);
            // It may have been cut when all was said.
            usable &= !deadline.passed();
        }
    }

    /**
     * MAIL, RCPT and RSET.
     *
     * @return the reply to RCPT; or to MAIL, if that asks to wait or refuses the size
     * @throws ServerTrouble if the server could not be asked or refused MAIL
     */
    Reply probe(ReversePath reversePath, Envelope.Parameters parameters, Recipient recipient, Deadline deadline)
            throws ServerTrouble {
        return watched(deadline, () -> ask(reversePath, parameters, recipient, deadline));
    }

    private Reply ask(ReversePath reversePath, Envelope.Parameters parameters, Recipient recipient, Deadline deadline)
            throws IOException {
        match(parameters, List.of(recipient));
        String mail =
                mail(reversePath, parameters, parameters.size().orElse(-1), utf8(reversePath, List.of(recipient)));
        String rcpt = rcpt(recipient);
        boolean pipelining = capabilities.has("PIPELINING");
        send(pipelining ? mail + rcpt + "RSET\r\n" : mail);
        Reply mailReply = read(timeouts.mail(), deadline);
        boolean taken = mailReply.positive();
        Reply reply = mailReply;
        if (pipelining || taken) {
            if (!pipelining) {
                send(rcpt);
            }
            Reply rcptReply = read(timeouts.rcpt(), deadline);
            reply = taken ? rcptReply : mailReply;
            if (!pipelining) {
                send("RSET\r\n");
            }
            usable &= read(timeouts.mail(), deadline).positive();
        } else {
            usable = false;
        }
        usable &= reply.code() != 421;
        if (!taken && Judgement.of(Stage.MAIL, mailReply) == Judgement.OURS) {
            throw refused(Stage.MAIL, mailReply);
        }
        return reply;
    }

    /**
     * What came of a transaction.
     *
     * @param attempts outcomes, of all recipients but those left
     * @param left recipients that the server wants in a transaction of their own (452 4.5.3)
     * @param noted trouble that the circuit must hear of although outcomes are known
     */
    record Outcome(Map<Recipient, Attempt> attempts, List<Recipient> left, Optional<ServerTrouble> noted) {}

    /** One transaction for all recipients of the envelope. */
    Outcome transact(Client client, Envelope envelope, byte[] trace, Content content, Deadline deadline)
            throws ServerTrouble {
        return watched(deadline, () -> carry(client, envelope, trace, content, deadline));
    }

    private Outcome carry(Client client, Envelope envelope, byte[] trace, Content content, Deadline deadline)
            throws IOException {
        List<Recipient> recipients = envelope.recipients();
        match(envelope.parameters(), recipients);
        introduce(client, deadline);
        long size = trace.length + content.size();
        String mail =
                mail(envelope.reversePath(), envelope.parameters(), size, utf8(envelope.reversePath(), recipients));
        boolean pipelining = capabilities.has("PIPELINING");
        var answers = new ArrayList<Reply>(recipients.size());
        Reply data;
        if (pipelining) {
            data = pipelined(mail, recipients, answers, deadline);
        } else {
            data = stepwise(mail, recipients, answers, deadline);
        }
        return conclude(recipients, answers, data, trace, content, deadline);
    }

    /** RFC 2920 §3.1: DATA is the last of its group. Returns the reply to it. */
    private Reply pipelined(String mail, List<Recipient> recipients, List<Reply> answers, Deadline deadline)
            throws IOException {
        Reply mailReply = null;
        for (int from = 0; from < recipients.size(); from += GROUP) {
            List<Recipient> some = recipients.subList(from, Math.min(recipients.size(), from + GROUP));
            var group = new StringBuilder(from == 0 ? mail : "");
            for (Recipient recipient : some) {
                group.append(rcpt(recipient));
            }
            if (from + GROUP >= recipients.size()) {
                group.append("DATA\r\n");
            }
            send(group.toString());
            if (from == 0) {
                mailReply = read(timeouts.mail(), deadline);
            }
            for (int i = 0; i < some.size(); i++) {
                answers.add(read(timeouts.rcpt(), deadline));
            }
        }
        Reply data = read(timeouts.data(), deadline);
        return mailReply == null || mailReply.positive() ? data : givenUp(mailReply, answers, data, deadline);
    }

    private Reply stepwise(String mail, List<Recipient> recipients, List<Reply> answers, Deadline deadline)
            throws IOException {
        send(mail);
        Reply mailReply = read(timeouts.mail(), deadline);
        if (!mailReply.positive()) {
            return givenUp(mailReply, answers, mailReply, deadline);
        }
        for (Recipient recipient : recipients) {
            send(rcpt(recipient));
            answers.add(read(timeouts.rcpt(), deadline));
        }
        if (answers.stream().noneMatch(Reply::positive)) {
            return answers.getFirst();
        }
        send("DATA\r\n");
        return read(timeouts.data(), deadline);
    }

    /** MAIL was refused: trouble of ours, or the same answer for every recipient. */
    private Reply givenUp(Reply mailReply, List<Reply> answers, Reply data, Deadline deadline) throws IOException {
        usable = false;
        if (data.code() == 354) {
            nothing(deadline);
        }
        if (Judgement.of(Stage.MAIL, mailReply) == Judgement.OURS) {
            throw refused(Stage.MAIL, mailReply);
        }
        answers.clear();
        return mailReply;
    }

    /** RFC 2920 §3.1: a server may say 354 although it took no recipient; then an empty message is sent. */
    private void nothing(Deadline deadline) throws IOException {
        send(".\r\n");
        Reply reply = read(timeouts.content(), deadline);
        usable &= reply.code() != 421;
    }

    private Outcome conclude(
            List<Recipient> recipients,
            List<Reply> answers,
            Reply data,
            byte[] trace,
            Content content,
            Deadline deadline)
            throws IOException {
        var attempts = new LinkedHashMap<Recipient, Attempt>();
        var taken = new ArrayList<Recipient>();
        var left = new ArrayList<Recipient>();
        Optional<ServerTrouble> noted = Optional.empty();
        int ours = 0;
        if (answers.isEmpty()) {
            for (Recipient recipient : recipients) {
                attempts.put(recipient, attempt(Stage.MAIL, data));
            }
            return new Outcome(attempts, left, noted);
        }
        for (int i = 0; i < recipients.size(); i++) {
            Reply reply = answers.get(i);
            if (reply.positive()) {
                taken.add(recipients.get(i));
            } else if (!taken.isEmpty() && tooMany(reply)) {
                left.add(recipients.get(i));
            } else {
                if (Judgement.of(Stage.RCPT, reply) == Judgement.OURS) {
                    ours++;
                    usable &= reply.code() != 421;
                    noted = Optional.of(refused(Stage.RCPT, reply));
                }
                attempts.put(recipients.get(i), attempt(Stage.RCPT, reply));
            }
        }
        if (taken.isEmpty()) {
            if (data.code() == 354) {
                nothing(deadline);
            } else if (usable) {
                send("RSET\r\n");
                usable = read(timeouts.mail(), deadline).positive();
            }
            if (ours == recipients.size() && noted.isPresent()) {
                throw noted.get();
            }
            return new Outcome(attempts, left, noted);
        }
        Attempt attempt;
        Optional<ServerTrouble> rcptTrouble = noted;
        if (data.code() == 354) {
            contentTrouble = Optional.empty();
            attempt = content(trace, content, deadline);
            noted = contentTrouble.or(() -> rcptTrouble);
        } else {
            usable = false;
            attempt = attempt(Stage.DATA, data);
            if (Judgement.of(Stage.DATA, data) == Judgement.OURS) {
                noted = Optional.of(refused(Stage.DATA, data));
            }
        }
        for (Recipient recipient : taken) {
            attempts.put(recipient, attempt);
        }
        return new Outcome(attempts, left, noted);
    }

    /** RFC 5321 §4.5.3.1.10: "too many recipients" is 452, or 552 from old servers. */
    private static boolean tooMany(Reply reply) {
        return reply.code() == 452
                        && (reply.enhanced().isEmpty() || reply.enhanced().equals("4.5.3"))
                || reply.enhanced().equals("5.5.3") && reply.code() == 552;
    }

    private Attempt content(byte[] trace, Content content, Deadline deadline) throws IOException {
        var stuffing = new DotStuffing(out, trace.length + content.size());
        try {
            stuffing.write(trace, 0, trace.length);
            if (content instanceof Content.InMemory memory) {
                byte[] bytes = memory.bytes();
                stuffing.write(bytes, 0, bytes.length);
            } else {
                copy(content, stuffing, deadline);
            }
        } catch (IOException e) {
            // Without the final dot the server cannot have the message (RFC 5321 §4.1.1.4). It may have said why.
            usable = false;
            return early(e, deadline);
        }
        try {
            stuffing.end();
            Reply reply = read(timeouts.content(), deadline);
            usable &= reply.code() != 421;
            if (Judgement.of(Stage.CONTENT, reply) == Judgement.OURS) {
                contentTrouble = Optional.of(refused(Stage.CONTENT, reply));
            }
            return attempt(Stage.CONTENT, reply);
        } catch (IOException e) {
            usable = false;
            return new Attempt.InDoubt(server.toString(), "no reply to the content: " + cause(e, deadline));
        }
    }

    private static void copy(Content content, DotStuffing stuffing, Deadline deadline) throws IOException {
        var buffer = new byte[64 * 1024];
        try (InputStream in = content.open()) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                stuffing.write(buffer, 0, n);
                deadline.check();
            }
        }
    }

    /** A server may refuse in the middle of the content and close; its reply is worth a short look. */
    private Attempt early(IOException failure, Deadline deadline) {
        if (failure instanceof DotStuffing.BareLineFeed) {
            return new Attempt.Deferred(
                    server.toString(), new Reply(451, "4.6.0", String.valueOf(failure.getMessage())));
        }
        if (deadline.passed()) {
            var silence = new ServerTrouble(Kind.SILENCE, "4.4.2", server + " does not read the content in time");
            contentTrouble = Optional.of(silence);
            return new Attempt.Deferred(server.toString(), silence.reply());
        }
        try {
            socket.setSoTimeout(200);
            Reply reply = replies.read(Deadline.in(Duration.ofMillis(200)));
            if (!reply.positive()) {
                return attempt(Stage.CONTENT, reply);
            }
        } catch (IOException nothingSaid) {
            failure.addSuppressed(nothingSaid);
        }
        return new Attempt.Deferred(
                server.toString(), new Reply(451, "4.4.2", "connection broke in the content: " + failure.getMessage()));
    }

    private Attempt attempt(Stage stage, Reply reply) {
        return switch (Judgement.of(stage, reply)) {
            case FINE ->
                stage == Stage.CONTENT
                        ? new Attempt.Accepted(server.toString(), reply)
                        : new Attempt.Deferred(
                                server.toString(), new Reply(451, "4.5.0", "odd reply at " + stage + ": " + reply));
            case LATER -> new Attempt.Deferred(server.toString(), reply);
            case NEVER -> new Attempt.Rejected(server.toString(), reply);
            case OURS ->
                new Attempt.Deferred(server.toString(), refused(stage, reply).reply());
        };
    }

    /**
     * What the client asked for and this server does not offer (any more) is never converted and never dropped: the
     * transaction is put off, and a retry finds in our EHLO what can be had now.
     */
    private void match(Envelope.Parameters parameters, List<Recipient> recipients) throws ServerTrouble {
        if (parameters.body() == Envelope.Body.EIGHT_BIT_MIME && !capabilities.has("8BITMIME")) {
            throw new ServerTrouble(Kind.MISMATCH, "4.6.3", server + " does not offer 8BITMIME now");
        }
        boolean utf8 = parameters.smtputf8()
                || recipients.stream().anyMatch(r -> !ascii(r.path().mailbox().toString()));
        if (utf8 && !capabilities.has("SMTPUTF8")) {
            throw new ServerTrouble(Kind.MISMATCH, "4.6.7", server + " does not offer SMTPUTF8 now");
        }
        boolean dsn = parameters.ret().isPresent()
                || parameters.envid().isPresent()
                || recipients.stream()
                        .anyMatch(r -> r.notifyOn().isPresent() || r.orcpt().isPresent());
        if (dsn && !capabilities.has("DSN")) {
            throw new ServerTrouble(Kind.MISMATCH, "4.3.3", server + " does not offer DSN now");
        }
    }

    private static boolean utf8(ReversePath reversePath, List<Recipient> recipients) {
        return !ascii(reversePath.toString())
                || recipients.stream().anyMatch(r -> !ascii(r.path().mailbox().toString()));
    }

    private static boolean ascii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 126) {
                return false;
            }
        }
        return true;
    }

    /** RFC 5321 §4.1.1.2, RFC 1870 §6, RFC 6152 §2, RFC 6531 §3.4, RFC 3461 §4.3 and §4.4. */
    private String mail(ReversePath reversePath, Envelope.Parameters parameters, long size, boolean utf8) {
        var line = new StringBuilder("MAIL FROM:").append(reversePath);
        if (size >= 0 && capabilities.has("SIZE")) {
            line.append(" SIZE=").append(size);
        }
        if (parameters.body() == Envelope.Body.EIGHT_BIT_MIME) {
            line.append(" BODY=8BITMIME");
        }
        if (parameters.smtputf8() || utf8 && capabilities.has("SMTPUTF8")) {
            line.append(" SMTPUTF8");
        }
        parameters.ret().ifPresent(ret -> line.append(" RET=").append(ret));
        parameters.envid().ifPresent(envid -> line.append(" ENVID=").append(envid));
        return command(line);
    }

    /** RFC 5321 §4.1.1.3, RFC 3461 §4.1 and §4.2. */
    private static String rcpt(Recipient recipient) {
        var line = new StringBuilder("RCPT TO:").append(recipient.path());
        recipient.notifyOn().ifPresent(on -> line.append(" NOTIFY=").append(on));
        recipient.orcpt().ifPresent(orcpt -> line.append(" ORCPT=").append(orcpt));
        return command(line);
    }

    private static String command(StringBuilder line) {
        for (int i = 0; i < line.length(); i++) {
            if (line.charAt(i) < ' ' || line.charAt(i) == 127) {
                throw new IllegalArgumentException("a command with a control character");
            }
        }
        return line.append("\r\n").toString();
    }

    /**
     * Tells the server whose mail it is: XCLIENT makes it treat the session as that client's, so the connection is not
     * used again; XFORWARD is for its log only. Both as Postfix documents them.
     */
    private void introduce(Client client, Deadline deadline) throws IOException {
        if (settings.xclient() && capabilities.has("XCLIENT")) {
            String line = named("XCLIENT", client);
            if (!line.isEmpty()) {
                usable = false;
                send(line);
                expect(Stage.CLIENT, read(timeouts.mail(), deadline));
                hello(deadline);
            }
        } else if (settings.xforward() && capabilities.has("XFORWARD")) {
            String line = named("XFORWARD", client);
            if (!line.isEmpty()) {
                send(line);
                expect(Stage.CLIENT, read(timeouts.mail(), deadline));
            }
        }
    }

    private String named(String command, Client client) {
        var offered = capabilities.parameters(command);
        var line = new StringBuilder(command);
        for (String attribute : List.of("NAME", "ADDR", "PORT", "HELO", "PROTO", "SOURCE")) {
            if (!offered.contains(attribute)) {
                continue;
            }
            String value = switch (attribute) {
                case "ADDR" -> address(client.address());
                case "PORT" -> client.port() == 0 ? "[UNAVAILABLE]" : String.valueOf(client.port());
                case "HELO" -> client.helo().isEmpty() ? "[UNAVAILABLE]" : xtext(client.helo());
                case "PROTO" -> client.esmtp() ? "ESMTP" : "SMTP";
                case "SOURCE" -> "REMOTE";
                default -> "[UNAVAILABLE]";
            };
            line.append(' ').append(attribute).append('=').append(value);
        }
        return line.length() == command.length() ? "" : command(line);
    }

    private static String address(InetAddress address) {
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        String bare = zone < 0 ? text : text.substring(0, zone);
        return bare.contains(":") ? "IPV6:" + bare : bare;
    }

    /** RFC 3461 §4, at most 255 octets. */
    private static String xtext(String text) {
        var encoded = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (b > ' ' && b < 127 && b != '+' && b != '=') {
                encoded.append((char) b);
            } else {
                encoded.append(String.format(Locale.ROOT, "+%02X", b & 0xff));
            }
            if (encoded.length() > 250) {
                break;
            }
        }
        return encoded.toString();
    }

    private void send(String commands) throws IOException {
        out.write(commands.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private Reply read(Duration step, Deadline deadline) throws IOException {
        return readLines(step, deadline).reply();
    }

    private ReplyReader.Lines readLines(Duration step, Deadline deadline) throws IOException {
        if (!replies.hasMore()) {
            socket.setSoTimeout(deadline.timeout(step));
        }
        ReplyReader.Lines lines = replies.readLines(deadline);
        if (lines.code() == 421 && reused && !answered) {
            // It had closed the idle connection before we spoke (RFC 5321 §3.8).
            throw new ServerTrouble(Kind.STALE, "4.4.2", server + " had closed the connection: " + lines.reply());
        }
        answered = true;
        return lines;
    }

    private void expect(Stage stage, Reply reply) throws ServerTrouble {
        if (!reply.positive()) {
            usable = false;
            throw new ServerTrouble(Kind.FAILURE, "4.3.0", server + " said at " + stage + ": " + reply);
        }
    }

    private ServerTrouble refused(Stage stage, Reply reply) {
        Kind kind = reply.code() == 421 ? Kind.FAILURE : Kind.REFUSAL;
        return new ServerTrouble(kind, "4.3.0", server + " said at " + stage + ": " + reply);
    }

    private ServerTrouble failed(IOException e, Deadline deadline) {
        if (e instanceof ServerTrouble trouble) {
            usable &= trouble.kind() == Kind.MISMATCH;
            return trouble;
        }
        usable = false;
        return trouble(server, e, reused && !answered, deadline);
    }

    private static ServerTrouble trouble(MailboxServer server, IOException e, boolean stale, Deadline deadline) {
        String cause = server + ": " + cause(e, deadline);
        if (e instanceof SocketTimeoutException || deadline.passed()) {
            return new ServerTrouble(Kind.SILENCE, "4.4.2", cause);
        }
        return new ServerTrouble(stale ? Kind.STALE : Kind.FAILURE, "4.4.2", cause);
    }

    /** What the watchdog has cut broke in any of several ways. */
    private static String cause(IOException e, Deadline deadline) {
        return deadline.passed() ? "the transaction's time is up" : String.valueOf(e.getMessage());
    }

    /** Says QUIT without waiting for an answer, and closes. */
    @Override
    public void close() {
        if (usable) {
            try {
                send("QUIT\r\n");
            } catch (IOException gone) {
                usable = false;
            }
        }
        // TLS says goodbye, which a server that does not read would keep waiting.
        closeQuietly(usable ? socket : transport);
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException alreadyBroken) {
            // Nothing depends on a connection that is given up.
        }
    }

    /** TLS did not come about; only opportunistic encryption goes on without. */
    private static final class HandshakeFailed extends IOException {
        private static final long serialVersionUID = 1;

        HandshakeFailed(String cause) {
            super(cause);
        }
    }
}
