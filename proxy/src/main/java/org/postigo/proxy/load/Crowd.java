package org.postigo.proxy.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connections that stand in a server's way beside normal load: idle ones, which say EHLO and no more, and slow senders,
 * which send a message that never ends at a few octets a second. Thread-safe; {@link #close} ends them all.
 */
public final class Crowd implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Crowd.class);
    private static final int PATIENCE_MILLIS = 60_000;
    private static final Duration BEAT = Duration.ofSeconds(1);

    private final LoadSettings settings;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicInteger idle = new AtomicInteger();
    private final AtomicInteger slow = new AtomicInteger();
    private final LongAdder lost = new LongAdder();
    private final CountDownLatch over = new CountDownLatch(1);

    /**
     * What stands there.
     *
     * @param idle connections that only wait
     * @param slow senders in the middle of a message
     * @param lost of both, since the server ended them or they never came in
     */
    public record Standing(int idle, int slow, long lost) {}

    private Crowd(LoadSettings settings) {
        this.settings = settings;
    }

    /** Opens them, and returns when each is there or was turned away. */
    public static Crowd gather(LoadSettings settings, int idle, int slow) throws InterruptedException {
        var crowd = new Crowd(settings);
        var there = new CountDownLatch(idle + slow);
        for (int i = 0; i < idle + slow; i++) {
            boolean idles = i < idle;
            Thread.ofVirtual().name("crowd-" + i).start(() -> crowd.stand(idles, there));
        }
        there.await();
        return crowd;
    }

    /** How it stands now. */
    public Standing standing() {
        return new Standing(idle.get(), slow.get(), lost.sum());
    }

    private void stand(boolean idles, CountDownLatch there) {
        AtomicInteger kind = idles ? idle : slow;
        var told = new AtomicInteger();
        try (var socket = new Socket()) {
            sockets.add(socket);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.connect(new InetSocketAddress(settings.host(), settings.port()), PATIENCE_MILLIS);
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            OutputStream out = socket.getOutputStream();
            expect(in, "220");
            say(in, out, "EHLO " + settings.helo(), "250");
            if (!idles) {
                say(in, out, "MAIL FROM:" + settings.reversePath(), "250");
                say(in, out, "RCPT TO:" + settings.recipients().getFirst().path(), "250");
                say(in, out, "DATA", "354");
            }
            kind.incrementAndGet();
            told.set(1);
            there.countDown();
            try {
                if (idles) {
                    socket.setSoTimeout(0);
                    if (in.readLine() != null || over.getCount() > 0) {
                        lost.increment();
                    }
                } else {
                    while (!over.await(BEAT.toMillis(), TimeUnit.MILLISECONDS)) {
                        out.write("slow\r\n".getBytes(StandardCharsets.US_ASCII));
                    }
                }
            } finally {
                kind.decrementAndGet();
            }
        } catch (IOException e) {
            if (over.getCount() > 0) {
                lost.increment();
            }
            LOG.debug("One of the crowd is gone: {}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (told.get() == 0) {
                there.countDown();
            }
        }
    }

    private static void say(BufferedReader in, OutputStream out, String line, String answer) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
        expect(in, answer);
    }

    private static void expect(BufferedReader in, String answer) throws IOException {
        String line = in.readLine();
        while (line != null && line.length() > 3 && line.charAt(3) == '-') {
            line = in.readLine();
        }
        if (line == null || !line.startsWith(answer)) {
            throw new IOException("expected " + answer + ", not " + line);
        }
    }

    /** Ends all of them. */
    @Override
    public void close() {
        over.countDown();
        for (Socket socket : sockets) {
            try {
                socket.close();
            } catch (IOException e) {
                LOG.debug("Closing one of the crowd: {}", e.toString());
            }
        }
    }
}
