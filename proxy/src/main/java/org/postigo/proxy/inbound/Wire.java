package org.postigo.proxy.inbound;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketImpl;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's connection: the only buffer between the network and the commands, with deadlines in place of timeouts for
 * each read.
 *
 * <p>To the library it is the socket of a session. The library's reader gets from it nothing but the verb of each
 * command, once the whole line has come and is sound; argument and data are taken from here in whole buffers. What the
 * library writes is collected and sent when the client has to be waited for, so that replies to pipelined commands
 * (RFC 2920) travel together.
 */
final class Wire extends Socket {
    /** Why no more comes from the client. */
    enum End {
        /** It may still send. */
        OPEN,
        /** It closed, or the connection broke. */
        GONE,
        /** It was too slow. */
        TIMEOUT,
        /** We want to stop, and it was waited for between two transactions. */
        DRAINED
    }

    /** A command line. */
    sealed interface Line {
        /** Sound: UTF-8, ended with CRLF, without other control characters. */
        record Text(String text) implements Line {}

        /** Cannot be read as a command; the whole of it has been taken off. */
        record Unreadable(String cause) implements Line {}

        /** There is none any more. */
        record Ended(End end) implements Line {}
    }

    private static final Logger LOG = LoggerFactory.getLogger(Wire.class);
    private static final int FIRST_BUFFER = 8 << 10;
    private static final int MAX_BUFFER = 64 << 10;

    /** Longer than any legal command: RFC 5321 §4.5.3.1.4 with the additions of RFC 1870, 3461 and 6531. */
    private static final int MAX_LINE = 4096;

    private static final int MAX_PENDING = 16 << 10;

    /** How long a client is waited for in one go while we might want to stop. */
    private static final long SLICE = Duration.ofSeconds(1).toNanos();

    private final Socket raw;
    private final InetSocketAddress peer;
    private final long writeNanos;
    private final BooleanSupplier draining;
    private final InputStream verbs = new Verbs();
    private final OutputStream replies = new Replies();

    private InputStream in;
    private OutputStream out;
    private @Nullable SSLSocket encrypted;
    private byte[] buffer = new byte[FIRST_BUFFER];
    private int position;
    private int limit;
    private byte[] pending = new byte[512];
    private int pendingLength;
    private End end = End.OPEN;
    private @Nullable Conversation conversation;

    /** When a write or a handshake that is under way must have ended, in nanoseconds of {@link System#nanoTime}; 0: none. */
    private volatile long cutAt;

    private volatile boolean closed;

    /**
     * Takes over an accepted socket.
     *
     * @param patience for a client that does not read our replies, and for a handshake
     * @param draining whether the server wants to stop
     */
    Wire(Socket raw, Duration patience, BooleanSupplier draining) throws IOException {
        super((SocketImpl) null);
        this.raw = raw;
        this.writeNanos = patience.toNanos();
        this.draining = draining;
        raw.setTcpNoDelay(true);
        this.in = raw.getInputStream();
        this.out = raw.getOutputStream();
        this.peer = numeric((InetSocketAddress) raw.getRemoteSocketAddress());
    }

    /** The same address with its digits for a name, so that nobody who prints it asks the DNS. */
    private static InetSocketAddress numeric(InetSocketAddress address) throws UnknownHostException {
        InetAddress ip = address.getAddress();
        return new InetSocketAddress(InetAddress.getByAddress(ip.getHostAddress(), ip.getAddress()), address.getPort());
    }

    /** Who really is at the other end, whatever a PROXY header says. */
    InetSocketAddress peer() {
        return peer;
    }

    /** Says whose commands the library is to read from here. */
    void carry(Conversation whose) {
        conversation = whose;
    }

    /** What is said over this wire. */
    Conversation conversation() {
        return Objects.requireNonNull(conversation, "a wire without a conversation");
    }

    /** Why no more comes. */
    End end() {
        return end;
    }

    /** Octets that have come and not been taken. */
    int buffered() {
        return limit - position;
    }

    /** Whether something has come without being asked for, within this time. */
    boolean talksWithin(Duration time) {
        try {
            if (buffered() > 0 || in.available() > 0) {
                return true;
            }
        } catch (IOException e) {
            return false;
        }
        if (time.isZero()) {
            return false;
        }
        boolean came = fill(System.nanoTime() + time.toNanos(), false);
        if (end == End.TIMEOUT) {
            end = End.OPEN;
        }
        return came;
    }

    /**
     * Waits until more octets have come than are buffered.
     *
     * @param deadline in nanoseconds of {@link System#nanoTime}
     * @param betweenTransactions whether the wait may be broken off because we want to stop
     * @return false if none come any more: see {@link #end}
     */
    boolean fill(long deadline, boolean betweenTransactions) {
        if (end != End.OPEN) {
            return false;
        }
        flushPending();
        makeRoom();
        while (true) {
            if (betweenTransactions && draining.getAsBoolean()) {
                end = End.DRAINED;
                return false;
            }
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                end = End.TIMEOUT;
                return false;
            }
            long wait = betweenTransactions ? Math.min(left, SLICE) : left;
            try {
                raw.setSoTimeout((int) Math.clamp(wait / 1_000_000 + 1, 1, Integer.MAX_VALUE));
                int n = in.read(buffer, limit, buffer.length - limit);
                if (n < 0) {
                    end = End.GONE;
                    return false;
                }
                limit += n;
                return true;
            } catch (SocketTimeoutException e) {
                if (LOG.isTraceEnabled()) {
                    LOG.trace("{}: nothing for {} ns", peer, wait);
                }
            } catch (IOException e) {
                LOG.debug("{}: {}", peer, e.toString());
                end = End.GONE;
                return false;
            }
        }
    }

    private void makeRoom() {
        if (position == limit) {
            if (limit == buffer.length && buffer.length < MAX_BUFFER) {
                // The last read filled it all: this client has much to say.
                buffer = new byte[buffer.length * 2];
            }
            position = 0;
            limit = 0;
        } else if (limit == buffer.length) {
            byte[] target = position == 0 ? new byte[buffer.length * 2] : buffer;
            System.arraycopy(buffer, position, target, 0, limit - position);
            buffer = target;
            limit -= position;
            position = 0;
        }
    }

    /** Lets the decoder have what is buffered. */
    void decode(ContentDecoder decoder) {
        position = decoder.decode(buffer, position, limit);
    }

    /** Lets the decoder have at most {@code most} octets of what is buffered; says how many it had. */
    int decode(ContentDecoder decoder, long most) {
        int to = (int) Math.min(limit, position + most);
        int before = position;
        position = decoder.decode(buffer, position, to);
        return position - before;
    }

    /** Drops at most {@code most} octets of what is buffered; says how many. */
    int skip(long most) {
        int n = (int) Math.min(buffered(), most);
        position += n;
        return n;
    }

    /** The buffered octet at this distance. */
    int peek(int distance) {
        return buffer[position + distance] & 0xFF;
    }

    /** Takes octets that are known to be buffered. */
    byte[] take(int length) {
        byte[] taken = Arrays.copyOfRange(buffer, position, position + length);
        position += length;
        return taken;
    }

    /**
     * Reads a command line. Only CRLF ends it; a line that a lone LF seems to end is taken off and unreadable, so that it
     * is answered and not executed.
     */
    Line readLine(long deadline, boolean betweenTransactions) {
        int scanned = 0;
        boolean tooLong = false;
        boolean waitingForFirst = betweenTransactions;
        while (true) {
            for (int i = position + scanned; i < limit; i++) {
                if (buffer[i] == '\n') {
                    int length = i - position;
                    Line line = tooLong || length > MAX_LINE ? new Line.Unreadable("line too long") : line(length);
                    position = i + 1;
                    return line;
                }
            }
            scanned = limit - position;
            if (scanned > MAX_LINE) {
                tooLong = true;
                position = limit;
                scanned = 0;
            }
            waitingForFirst &= scanned == 0 && !tooLong;
            if (!fill(deadline, waitingForFirst)) {
                return new Line.Ended(end);
            }
        }
    }

    private Line line(int length) {
        if (length == 0 || buffer[position + length - 1] != '\r') {
            return new Line.Unreadable("line must end with CRLF");
        }
        boolean ascii = true;
        for (int i = position; i < position + length - 1; i++) {
            byte octet = buffer[i];
            if (octet < 0) {
                ascii = false;
            } else if (octet < ' ' && octet != '\t' || octet == 127) {
                return new Line.Unreadable("control character");
            }
        }
        if (ascii) {
            return new Line.Text(new String(buffer, position, length - 1, StandardCharsets.US_ASCII));
        }
        try {
            return new Line.Text(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(buffer, position, length - 1))
                    .toString());
        } catch (CharacterCodingException e) {
            return new Line.Unreadable("not UTF-8");
        }
    }

    /** Sends what has been collected. */
    void flushPending() {
        if (pendingLength == 0 || closed) {
            return;
        }
        cutAt = Math.max(1, System.nanoTime() + writeNanos);
        try {
            out.write(pending, 0, pendingLength);
            out.flush();
        } catch (IOException e) {
            LOG.debug("{}: {}", peer, e.toString());
            end = End.GONE;
        } finally {
            pendingLength = 0;
            cutAt = 0;
        }
    }

    /**
     * Does the server's part of a TLS handshake. Octets that came before it are dropped, since they were not protected
     * (RFC 3207 §5 and CVE-2011-0411).
     *
     * @throws IOException if it fails; the connection is of no use then
     */
    SSLSession startTls(SSLSocketFactory factory) throws IOException {
        flushPending();
        position = 0;
        limit = 0;
        cutAt = Math.max(1, System.nanoTime() + writeNanos);
        try {
            raw.setSoTimeout((int) Math.clamp(writeNanos / 1_000_000, 1, Integer.MAX_VALUE));
            var tls = (SSLSocket) factory.createSocket(raw, peer.getHostString(), peer.getPort(), true);
            tls.setUseClientMode(false);
            tls.startHandshake();
            in = tls.getInputStream();
            out = tls.getOutputStream();
            encrypted = tls;
            return tls.getSession();
        } catch (IOException e) {
            end = End.GONE;
            throw e;
        } finally {
            cutAt = 0;
        }
    }

    /** Closes the connection if a write or handshake has been under way for too long; from another thread. */
    void cutIfStuck(long now) {
        long at = cutAt;
        if (at != 0 && now - at > 0) {
            cut();
        }
    }

    /** Closes the connection at once; from another thread. */
    void cut() {
        closed = true;
        try {
            raw.close();
        } catch (IOException e) {
            LOG.debug("{}: {}", peer, e.toString());
        }
    }

    /** Ends the conversation: nothing more is read. */
    void finish() {
        if (end == End.OPEN) {
            end = End.GONE;
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        flushPending();
        closed = true;
        cutAt = Math.max(1, System.nanoTime() + writeNanos);
        try (raw) {
            if (encrypted != null) {
                encrypted.close();
            } else if (!raw.isClosed()) {
                // Unread octets would make the system reset the connection and lose our last reply.
                raw.shutdownOutput();
                InputStream rest = raw.getInputStream();
                long most = 1L << 20;
                for (int n = rest.available(); n > 0 && most > 0; n = rest.available()) {
                    most -= rest.skip(n);
                }
            }
        } catch (IOException e) {
            LOG.debug("{}: {}", peer, e.toString());
        }
    }

    @Override
    public InputStream getInputStream() {
        return verbs;
    }

    @Override
    public OutputStream getOutputStream() {
        return replies;
    }

    @Override
    public SocketAddress getRemoteSocketAddress() {
        return peer;
    }

    @Override
    public InetAddress getInetAddress() {
        return peer.getAddress();
    }

    @Override
    public int getPort() {
        return peer.getPort();
    }

    @Override
    public boolean isBound() {
        return true;
    }

    @Override
    public boolean isConnected() {
        return true;
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    /** The library's timeout is for each read; ours are deadlines and do not need it. */
    @Override
    public void setSoTimeout(int timeout) throws SocketException {
        if (timeout < 0) {
            throw new SocketException("negative timeout");
        }
    }

    @Override
    public String toString() {
        return "Wire[" + peer + "]";
    }

    /** What the library reads: verbs, one at a time. */
    private final class Verbs extends InputStream {
        private byte[] verb = new byte[0];
        private int at;

        @Override
        public int read() {
            return ready() ? verb[at++] : -1;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            if (length == 0) {
                return 0;
            }
            if (!ready()) {
                return -1;
            }
            int n = Math.min(length, verb.length - at);
            System.arraycopy(verb, at, target, offset, n);
            at += n;
            return n;
        }

        @Override
        public int available() {
            return verb.length - at;
        }

        private boolean ready() {
            if (at < verb.length) {
                return true;
            }
            String next = conversation().next();
            if (next == null) {
                return false;
            }
            verb = (next + "\r\n").getBytes(StandardCharsets.US_ASCII);
            at = 0;
            return true;
        }
    }

    /** What the library writes to: collected until the client is waited for. */
    private final class Replies extends OutputStream {
        @Override
        public void write(int octet) {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] octets, int offset, int length) {
            int needed = pendingLength + length;
            if (needed > pending.length) {
                pending = Arrays.copyOf(pending, Math.max(needed, pending.length * 2));
            }
            System.arraycopy(octets, offset, pending, pendingLength, length);
            pendingLength = needed;
            if (pendingLength > MAX_PENDING) {
                flushPending();
            }
        }
    }
}
