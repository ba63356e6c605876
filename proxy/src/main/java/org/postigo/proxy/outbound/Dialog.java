package org.postigo.proxy.outbound;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.SSLSocket;
import org.postigo.mail.policy.ProtectedDomain.MailboxServer;
import org.postigo.mail.record.Reply;
import org.postigo.proxy.outbound.RelaySettings.Timeouts;
import org.postigo.proxy.outbound.ServerTrouble.Kind;

/**
 * Commands and replies over one connection, and what they have shown: what the server offers, and whether anything more
 * can be said to it. What breaks here is named as a {@link ServerTrouble}. For one thread at a time.
 */
final class Dialog implements AutoCloseable {
    private final MailboxServer server;
    private final String helo;
    private final Timeouts timeouts;
    /** The TCP connection, below TLS. */
    private final Socket transport;

    private Socket socket;
    private ReplyReader replies;
    private OutputStream out;
    private Capabilities capabilities = Capabilities.NONE;
    private boolean usable = true;
    private boolean reused;
    private boolean answered;

    /** Over a connection on which nothing was said yet. */
    Dialog(MailboxServer server, RelaySettings settings, Socket transport) throws IOException {
        this.server = server;
        this.helo = settings.helo();
        this.timeouts = settings.timeouts();
        this.transport = transport;
        this.socket = transport;
        this.replies = new ReplyReader(transport.getInputStream());
        this.out = transport.getOutputStream();
    }

    MailboxServer server() {
        return server;
    }

    Timeouts timeouts() {
        return timeouts;
    }

    /** For the {@link Watchdog}. */
    Socket transport() {
        return transport;
    }

    /** What the server offered in its last reply to EHLO. */
    Capabilities capabilities() {
        return capabilities;
    }

    /** Whether another transaction can begin. */
    boolean usable() {
        return usable;
    }

    /** It is of no use behind this transaction. */
    void spoil() {
        usable = false;
    }

    /** Of no use if this is false. */
    void usableOnlyIf(boolean condition) {
        usable &= condition;
    }

    /** Taken up again: if its first command finds it closed, that is no trouble of the server's. */
    void resume() {
        reused = true;
        answered = false;
    }

    /** Whether octets wait that were not asked for. */
    boolean hasMore() {
        return replies.hasMore();
    }

    /** Goes on under TLS, on a socket that has done its handshake over this connection. */
    void encrypted(SSLSocket tls) throws IOException {
        socket = tls;
        replies = new ReplyReader(tls.getInputStream());
        out = tls.getOutputStream();
    }

    /** RFC 5321 §4.1.1.1; HELO where EHLO is not known (§3.2). */
    void hello(Deadline deadline) throws IOException {
        send("EHLO " + helo + "\r\n");
        ReplyReader.Lines lines = readLines(timeouts.mail(), deadline);
        if (lines.code() == 500 || lines.code() == 502 || lines.code() == 504) {
            send("HELO " + helo + "\r\n");
            expect(Stage.EHLO, read(timeouts.mail(), deadline));
            capabilities = Capabilities.NONE;
            return;
        }
        expect(Stage.EHLO, lines.reply());
        capabilities = Capabilities.parse(lines.lines());
    }

    /** Sends whole command lines, in one piece. */
    void send(String commands) throws IOException {
        out.write(commands.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /** Where content goes, unbuffered. */
    OutputStream out() {
        return out;
    }

    /** Waits for the next reply: as long as this step may take, and never beyond the deadline. */
    Reply read(Duration step, Deadline deadline) throws IOException {
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

    /** A last look at a connection that broke while we wrote: what the server may have said before. */
    Reply lastWords(Duration patience) throws IOException {
        socket.setSoTimeout((int) patience.toMillis());
        return replies.read(Deadline.in(patience));
    }

    /** Nothing can go on without a positive reply here. */
    void expect(Stage stage, Reply reply) throws ServerTrouble {
        if (!reply.positive()) {
            usable = false;
            throw new ServerTrouble(Kind.FAILURE, "4.3.0", server + " said at " + stage + ": " + reply);
        }
    }

    /** The trouble in a reply that is {@link Judgement#OURS}. */
    ServerTrouble refused(Stage stage, Reply reply) {
        Kind kind = reply.code() == 421 ? Kind.FAILURE : Kind.REFUSAL;
        return new ServerTrouble(kind, "4.3.0", server + " said at " + stage + ": " + reply);
    }

    /** The trouble in an exception; the dialog goes on behind none but a {@link Kind#MISMATCH}. */
    ServerTrouble failed(IOException e, Deadline deadline) {
        if (e instanceof ServerTrouble trouble) {
            usable &= trouble.kind() == Kind.MISMATCH;
            return trouble;
        }
        usable = false;
        String cause = server + ": " + cause(e, deadline);
        if (e instanceof SocketTimeoutException || deadline.passed()) {
            return new ServerTrouble(Kind.SILENCE, "4.4.2", cause);
        }
        return new ServerTrouble(reused && !answered ? Kind.STALE : Kind.FAILURE, "4.4.2", cause);
    }

    /** What the watchdog has cut broke in any of several ways. */
    static String cause(IOException e, Deadline deadline) {
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

    static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException alreadyBroken) {
            // Nothing depends on a connection that is given up.
        }
    }
}
