package org.postigo.proxy.load;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A mailbox server that takes everything and counts it, fast enough to stand behind a benchmark. Offers PIPELINING, SIZE,
 * 8BITMIME, SMTPUTF8, DSN and ENHANCEDSTATUSCODES; replies to a group of commands go out in one write.
 */
public final class LoadSink implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LoadSink.class);
    private static final int MAX_LINE = 4_096;
    private static final byte[] HELLO = ascii(
            "250-sink\r\n250-PIPELINING\r\n250-SIZE 104857600\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-DSN\r\n250 ENHANCEDSTATUSCODES\r\n");
    private static final byte[] OK = ascii("250 2.0.0 Ok\r\n");
    private static final byte[] GO = ascii("354 Go ahead\r\n");

    private final ServerSocket listener;
    private final Optional<Consumer<Message>> taker;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final LongAdder messages = new LongAdder();
    private final LongAdder copies = new LongAdder();
    private final LongAdder octets = new LongAdder();
    private final LongAdder connections = new LongAdder();

    /**
     * A message that was taken.
     *
     * @param mail the argument of MAIL, behind {@code FROM:}
     * @param recipients the addresses of RCPT
     * @param content dot-stuffing removed
     */
    public record Message(String mail, List<String> recipients, byte[] content) {}

    /** Counts only; port 0 takes any free one. */
    public LoadSink(InetAddress address, int port) throws IOException {
        this(address, port, Optional.empty());
    }

    /** Counts, and hands each message over before it is acknowledged. */
    public LoadSink(InetAddress address, int port, Consumer<Message> taker) throws IOException {
        this(address, port, Optional.of(taker));
    }

    private LoadSink(InetAddress address, int port, Optional<Consumer<Message>> taker) throws IOException {
        this.taker = taker;
        this.listener = new ServerSocket();
        listener.bind(new InetSocketAddress(address, port), 1_000);
        Thread.ofVirtual().name("sink").start(this::accept);
    }

    /** Where it listens. */
    public int port() {
        return listener.getLocalPort();
    }

    /** Messages acknowledged. */
    public long messages() {
        return messages.sum();
    }

    /** Recipients of these. */
    public long copies() {
        return copies.sum();
    }

    /** Octets of content acknowledged, dot-stuffing included. */
    public long octets() {
        return octets.sum();
    }

    /** Connections taken. */
    public long connections() {
        return connections.sum();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                connections.increment();
                sockets.add(socket);
                Thread.ofVirtual().name("sink-session").start(() -> serve(socket));
            } catch (IOException e) {
                LOG.debug("The sink does not listen any more: {}", e.getMessage());
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            new Session(socket).run();
        } catch (IOException e) {
            LOG.debug("A session with the sink broke: {}", e.getMessage());
        } finally {
            sockets.remove(socket);
        }
    }

    private final class Session {
        private final InputStream in;
        private final OutputStream out;
        private final byte[] buffer = new byte[64 * 1024];
        private int from;
        private int to;
        private final ByteArrayOutputStream answers = new ByteArrayOutputStream(512);
        private String mail = "";
        private final List<String> recipients = new ArrayList<>();

        Session(Socket socket) throws IOException {
            in = socket.getInputStream();
            out = socket.getOutputStream();
        }

        void run() throws IOException {
            answers.writeBytes(ascii("220 sink ESMTP\r\n"));
            while (true) {
                int end = lineEnd();
                if (end < 0) {
                    return;
                }
                String line = new String(buffer, from, end - from, StandardCharsets.UTF_8).stripTrailing();
                from = end + 1;
                String verb = line.length() >= 4 ? line.substring(0, 4).toUpperCase(Locale.ROOT) : line;
                switch (verb) {
                    case "EHLO" -> answers.writeBytes(HELLO);
                    case "MAIL" -> {
                        mail = line.substring(Math.min(line.length(), 10));
                        recipients.clear();
                        answers.writeBytes(OK);
                    }
                    case "RCPT" -> {
                        int open = line.indexOf('<');
                        int close = line.indexOf('>', open);
                        recipients.add(open >= 0 && close > open ? line.substring(open + 1, close) : line);
                        answers.writeBytes(OK);
                    }
                    case "RSET" -> {
                        recipients.clear();
                        answers.writeBytes(OK);
                    }
                    case "HELO", "NOOP", "XFOR" -> answers.writeBytes(OK);
                    case "DATA" -> {
                        if (recipients.isEmpty()) {
                            answers.writeBytes(ascii("554 5.5.1 No valid recipients\r\n"));
                        } else {
                            answers.writeBytes(GO);
                            if (!content()) {
                                return;
                            }
                        }
                    }
                    case "QUIT" -> {
                        answers.writeBytes(ascii("221 2.0.0 Bye\r\n"));
                        flush();
                        return;
                    }
                    default -> answers.writeBytes(ascii("500 5.5.1 Unknown command\r\n"));
                }
            }
        }

        /** Where the next LF is; −1 at the end of the connection. */
        private int lineEnd() throws IOException {
            int at = from;
            while (true) {
                for (; at < to; at++) {
                    if (buffer[at] == '\n') {
                        return at;
                    }
                }
                if (to - from > MAX_LINE) {
                    throw new IOException("endless command line");
                }
                if (from > 0) {
                    System.arraycopy(buffer, from, buffer, 0, to - from);
                    to -= from;
                    at -= from;
                    from = 0;
                }
                if (!fill()) {
                    return -1;
                }
            }
        }

        /** Reads on; what we have to say goes out first. */
        private boolean fill() throws IOException {
            flush();
            int n = in.read(buffer, to, buffer.length - to);
            to += Math.max(0, n);
            return n > 0;
        }

        private void flush() throws IOException {
            if (answers.size() > 0) {
                answers.writeTo(out);
                answers.reset();
            }
        }

        /** RFC 5321 §4.1.1.4: up to CRLF.CRLF. */
        private boolean content() throws IOException {
            ByteArrayOutputStream kept = taker.isPresent() ? new ByteArrayOutputStream(8 * 1024) : null;
            long size = 0;
            // How much of CRLF.CRLF has just been seen; the content begins as after a CRLF.
            int seen = 2;
            while (true) {
                int origin = from;
                int start = from;
                for (; from < to; from++) {
                    byte b = buffer[from];
                    if (seen == 2 && b == '.') {
                        if (kept != null) {
                            // The dot is stuffing or the end: never content.
                            kept.write(buffer, start, from - start);
                            start = from + 1;
                        }
                        seen = 3;
                    } else if (b == '\r') {
                        seen = seen == 3 ? 4 : 1;
                    } else if (b == '\n' && (seen == 1 || seen == 4)) {
                        if (seen == 4) {
                            size += from + 1 - origin;
                            if (kept != null && from - 1 > start) {
                                kept.write(buffer, start, from - 1 - start);
                            }
                            from++;
                            taken(kept == null ? new byte[0] : withoutLastReturn(kept), size);
                            return true;
                        }
                        seen = 2;
                    } else {
                        seen = 0;
                    }
                }
                size += from - origin;
                if (kept != null) {
                    kept.write(buffer, start, from - start);
                }
                from = 0;
                to = 0;
                if (!fill()) {
                    return false;
                }
            }
        }

        /** The CR of the final CRLF.CRLF may have been kept when a read ended between it and its LF. */
        private static byte[] withoutLastReturn(ByteArrayOutputStream kept) {
            byte[] content = kept.toByteArray();
            boolean stray = content.length > 0 && content[content.length - 1] == '\r';
            return stray ? Arrays.copyOf(content, content.length - 1) : content;
        }

        private void taken(byte[] content, long size) {
            taker.ifPresent(take -> take.accept(new Message(mail, List.copyOf(recipients), content)));
            messages.increment();
            copies.add(recipients.size());
            octets.add(size);
            recipients.clear();
            answers.writeBytes(OK);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Stops listening and cuts all sessions. */
    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
