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
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's connection, with deadlines in place of timeouts for each read.
 *
 * <p>To the library it is the socket of a session. The library's reader gets from it nothing but the verb of each
 * command ({@link VerbStream}), once the whole line has come and is sound; argument and data are taken from here in whole
 * buffers ({@link Incoming}). What the library writes is collected ({@link PendingReplies}) and sent when the client has
 * to be waited for.
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

    private static final Logger LOG = LoggerFactory.getLogger(Wire.class);
    /** How long a client is waited for in one go while we might want to stop. */
    private static final long SLICE = Duration.ofSeconds(1).toNanos();

    private final Socket raw;
    private final InetSocketAddress peer;
    private final long writeNanos;
    private final BooleanSupplier draining;
    private final Incoming incoming = new Incoming();
    private final VerbStream verbs = new VerbStream(() -> conversation().next());
    private final PendingReplies replies = new PendingReplies(this::flushPending);

    private InputStream in;
    private OutputStream out;
    private @Nullable SSLSocket encrypted;
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
        return incoming.size();
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
        incoming.makeRoom();
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
                raw.setSoTimeout(Math.clamp(wait / 1_000_000 + 1, 1, Integer.MAX_VALUE));
                if (incoming.readFrom(in)) {
                    return true;
                }
                end = End.GONE;
                return false;
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

    /** Lets the decoder have what is buffered. */
    void decode(ContentDecoder decoder) {
        incoming.decode(decoder);
    }

    /** Lets the decoder have at most {@code most} octets of what is buffered; says how many it had. */
    int decode(ContentDecoder decoder, long most) {
        return incoming.decode(decoder, most);
    }

    /** Drops at most {@code most} octets of what is buffered; says how many. */
    int skip(long most) {
        return incoming.skip(most);
    }

    /** The buffered octet at this distance. */
    int peek(int distance) {
        return incoming.peek(distance);
    }

    /** Takes octets that are known to be buffered. */
    byte[] take(int length) {
        return incoming.take(length);
    }

    /** Waits for a command line. */
    Line readLine(long deadline, boolean betweenTransactions) {
        while (true) {
            Optional<Line> line = incoming.line();
            if (line.isPresent()) {
                return line.get();
            }
            if (!fill(deadline, betweenTransactions && !incoming.withinLine())) {
                return new Line.Ended(end);
            }
        }
    }

    /** Sends what has been collected. */
    void flushPending() {
        if (replies.isEmpty() || closed) {
            return;
        }
        cutAt = Math.max(1, System.nanoTime() + writeNanos);
        try {
            replies.sendTo(out);
        } catch (IOException e) {
            LOG.debug("{}: {}", peer, e.toString());
            end = End.GONE;
        } finally {
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
        incoming.clear();
        cutAt = Math.max(1, System.nanoTime() + writeNanos);
        try {
            raw.setSoTimeout(Math.clamp(writeNanos / 1_000_000, 1, Integer.MAX_VALUE));
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
}
