package org.postigo.proxy.outbound;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.postigo.mail.policy.ProtectedDomain.MailboxServer;

/**
 * A mailbox server that does what a test tells it: each command's answer can be scripted, it can hang, cut the
 * connection, or stop listening. Keeps what it was sent.
 */
public final class ScriptedServer implements AutoCloseable {
    /** Answer: say nothing, for ever. */
    public static final String HANG = "(hang)";
    /** Answer: cut the connection. */
    public static final String DROP = "(drop)";

    private final ServerSocket listener;
    private final Map<String, Function<String, String>> answers = new ConcurrentHashMap<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile List<String> extensions =
            List.of("PIPELINING", "SIZE 10000000", "8BITMIME", "ENHANCEDSTATUSCODES");
    private volatile SSLContext tls;
    private volatile boolean cutInContent;
    private volatile boolean deafInContent;

    /** Commands as they came, of all connections. */
    public final List<String> commands = new CopyOnWriteArrayList<>();
    /** Messages that were answered 250, dot-stuffing removed. */
    public final List<Received> received = new CopyOnWriteArrayList<>();
    /** How often DATA was said. */
    public final AtomicInteger dataCommands = new AtomicInteger();
    /** Connections so far. */
    public final AtomicInteger connections = new AtomicInteger();
    /** How often the next command was there before the answer to the last: never, unless they were pipelined. */
    public final AtomicInteger ahead = new AtomicInteger();

    /** A message that was taken. */
    public record Received(String mail, List<String> recipients, byte[] content) {
        /** Content as Latin-1 text. */
        public String text() {
            return new String(content, StandardCharsets.ISO_8859_1);
        }
    }

    /** Listens on an ephemeral port. */
    public ScriptedServer() {
        try {
            listener = new ServerSocket();
            // Fixed, so that the system does not take megabytes for a server that has stopped reading.
            listener.setReceiveBufferSize(65_536);
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 200);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    /** Where it listens. */
    public MailboxServer address() {
        return new MailboxServer(InetAddress.getLoopbackAddress().getHostAddress(), listener.getLocalPort());
    }

    /** What EHLO offers. */
    public ScriptedServer offering(String... keywords) {
        extensions = List.of(keywords);
        return this;
    }

    /** Offers STARTTLS with this context. */
    public ScriptedServer withTls(SSLContext context) {
        tls = context;
        return this;
    }

    /** Closes in the middle of the content. */
    public ScriptedServer cuttingInContent() {
        cutInContent = true;
        return this;
    }

    /** Says 354 and never reads again. */
    public ScriptedServer deafInContent() {
        deafInContent = true;
        return this;
    }

    /**
     * Scripts an answer.
     *
     * @param verb GREETING, EHLO, MAIL, RCPT, DATA, CONTENT or any other
     * @param answer full reply lines, {@link #HANG}, {@link #DROP}, or the empty string for the usual answer
     */
    public ScriptedServer on(String verb, String answer) {
        return on(verb, _ -> answer);
    }

    /** The same by the command line (for CONTENT: the content). */
    public ScriptedServer on(String verb, Function<String, String> answer) {
        answers.put(verb, answer);
        return this;
    }

    /** Answers of RCPT by recipient. */
    public ScriptedServer onRecipient(String mailbox, String answer) {
        Function<String, String> before = answers.getOrDefault("RCPT", _ -> "");
        return on("RCPT", line -> line.contains("<" + mailbox + ">") ? answer : before.apply(line));
    }

    /** Back to the usual answers. */
    public void behave() {
        answers.clear();
        cutInContent = false;
        deafInContent = false;
    }

    /** Commands that begin so. */
    public List<String> commands(String start) {
        return commands.stream()
                .filter(c -> c.regionMatches(true, 0, start, 0, start.length()))
                .toList();
    }

    /** Cuts all connections, and goes on listening. */
    public synchronized void cutAll() {
        sockets.forEach(ScriptedServer::shut);
        sockets.clear();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                connections.incrementAndGet();
                if (!register(socket)) {
                    return;
                }
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    /** Says whether the connection may be served: one that comes while all is closed would outlive its server. */
    private synchronized boolean register(Socket socket) {
        if (closed.getCount() == 0) {
            shut(socket);
            return false;
        }
        sockets.add(socket);
        return true;
    }

    private final class Session {
        private Socket socket;
        private InputStream in;
        private OutputStream out;
        private String mail = "";
        private final List<String> recipients = new ArrayList<>();
        private boolean lastPositive;

        Session(Socket socket) throws IOException {
            over(socket);
        }

        void over(Socket next) throws IOException {
            socket = next;
            in = new BufferedInputStream(socket.getInputStream(), 65536);
            out = socket.getOutputStream();
        }

        /** Says the scripted or the usual answer; false if the connection is to be cut. */
        boolean answer(String verb, String line, String usual) throws IOException {
            String scripted = answers.getOrDefault(verb, _ -> "").apply(line);
            String answer = scripted.isEmpty() ? usual : scripted;
            if (answer.equals(HANG)) {
                hang();
                return false;
            }
            if (answer.equals(DROP)) {
                return false;
            }
            lastPositive = answer.charAt(0) == '2' || answer.charAt(0) == '3';
            out.write((answer + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            return !answer.startsWith("421");
        }

        private void hang() {
            try {
                closed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        void run() throws IOException {
            if (!answer("GREETING", "", "220 sink ESMTP")) {
                return;
            }
            while (true) {
                byte[] raw = line();
                if (raw == null) {
                    return;
                }
                if (in.available() > 0) {
                    ahead.incrementAndGet();
                }
                String line = new String(raw, StandardCharsets.UTF_8).stripTrailing();
                commands.add(line);
                if (!command(line)) {
                    return;
                }
            }
        }

        private boolean command(String line) throws IOException {
            String verb = line.split("[ :]", 2)[0].toUpperCase(Locale.ROOT);
            switch (verb) {
                case "EHLO" -> {
                    List<String> lines = new ArrayList<>(List.of("sink"));
                    lines.addAll(extensions);
                    if (tls != null && !(socket instanceof SSLSocket)) {
                        lines.add("STARTTLS");
                    }
                    String last = lines.removeLast();
                    var reply = new StringBuilder();
                    lines.forEach(each -> reply.append("250-").append(each).append("\r\n"));
                    return answer(verb, line, reply + "250 " + last);
                }
                case "STARTTLS" -> {
                    if (!answer(verb, line, "220 go")) {
                        return false;
                    }
                    if (lastPositive) {
                        SSLSocket secure =
                                (SSLSocket) tls.getSocketFactory().createSocket(socket, null, socket.getPort(), true);
                        secure.setUseClientMode(false);
                        secure.startHandshake();
                        over(secure);
                    }
                    return true;
                }
                case "XCLIENT" -> {
                    return answer(verb, line, "220 sink ESMTP");
                }
                case "MAIL" -> {
                    if (!mail.isEmpty()) {
                        return answer("NESTED", line, "503 5.5.1 nested MAIL");
                    }
                    boolean go = answer(verb, line, "250 2.1.0 ok");
                    mail = lastPositive ? line : "";
                    return go;
                }
                case "RCPT" -> {
                    if (mail.isEmpty()) {
                        return answer("NOMAIL", line, "503 5.5.1 MAIL first");
                    }
                    boolean go = answer(verb, line, "250 2.1.5 ok");
                    if (lastPositive) {
                        recipients.add(line.substring(line.indexOf('<') + 1, line.indexOf('>')));
                    }
                    return go;
                }
                case "DATA" -> {
                    dataCommands.incrementAndGet();
                    if (recipients.isEmpty()) {
                        return answer("NORCPT", line, "554 5.5.1 no valid recipients");
                    }
                    if (!answer(verb, line, "354 go")) {
                        return false;
                    }
                    return !lastPositive || content();
                }
                case "RSET" -> {
                    mail = "";
                    recipients.clear();
                    return answer(verb, line, "250 2.0.0 ok");
                }
                case "QUIT" -> {
                    answer(verb, line, "221 2.0.0 bye");
                    return false;
                }
                default -> {
                    return answer(verb, line, "250 2.0.0 ok");
                }
            }
        }

        private boolean content() throws IOException {
            if (deafInContent) {
                hang();
                return false;
            }
            var content = new ByteArrayOutputStream();
            boolean start = true;
            while (true) {
                byte[] line = line();
                if (line == null || cutInContent && content.size() > 100) {
                    return false;
                }
                if (start && line.length == 3 && line[0] == '.') {
                    break;
                }
                int skip = start && line[0] == '.' ? 1 : 0;
                content.write(line, skip, line.length - skip);
                start = line.length >= 2 && line[line.length - 2] == '\r';
            }
            // Before the answer, or a test that has it would not find the message yet.
            var message = new Received(mail, List.copyOf(recipients), content.toByteArray());
            received.add(message);
            boolean go = answer("CONTENT", message.text(), "250 2.0.0 taken");
            if (!go || !lastPositive) {
                received.remove(message);
            }
            mail = "";
            recipients.clear();
            return go;
        }

        /** Octets up to and with LF; null at the end. */
        private byte[] line() throws IOException {
            var line = new ByteArrayOutputStream(80);
            while (true) {
                int b = in.read();
                if (b < 0) {
                    return null;
                }
                line.write(b);
                if (b == '\n') {
                    return line.toByteArray();
                }
            }
        }
    }

    private void serve(Socket socket) {
        try {
            socket.setTcpNoDelay(true);
            new Session(socket).run();
        } catch (IOException e) {
            // The client went away; tests look at what came before.
        } finally {
            sockets.remove(socket);
            shut(socket);
        }
    }

    private static void shut(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is closed one way or the other.
        }
    }

    /** Stops listening and cuts everything. */
    @Override
    public synchronized void close() {
        closed.countDown();
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        cutAll();
    }
}
