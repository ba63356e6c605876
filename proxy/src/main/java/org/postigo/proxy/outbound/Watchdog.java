package org.postigo.proxy.outbound;

import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.postigo.proxy.outbound.ServerTrouble.Kind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes connections on which something still goes on when its time is up. A socket's timeout covers one read: not a
 * write to a server that has stopped reading, and not a TLS record that comes octet by octet. Closing from outside ends
 * both with an exception.
 *
 * <p>One thread for all, started when it is first needed; what ended in time leaves nothing behind. Thread-safe.
 */
final class Watchdog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);

    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("relay-watchdog").factory());

    Watchdog() {
        timer.setRemoveOnCancelPolicy(true);
    }

    /**
     * Watches until the result is cancelled.
     *
     * @param transport the TCP connection itself: closing a TLS socket says goodbye first, and would wait for the very
     *     write that hangs
     * @throws ServerTrouble if this was closed; nothing may go on unwatched
     */
    Future<?> over(Socket transport, Deadline deadline) throws ServerTrouble {
        try {
            return timer.schedule(() -> cut(transport), deadline.left().toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException closed) {
            throw new ServerTrouble(Kind.NOT_TRIED, "4.3.2", "shutting down");
        }
    }

    private static void cut(Socket transport) {
        try {
            transport.close();
        } catch (IOException e) {
            LOG.debug("Closing a connection whose time is up: {}", e.toString());
        }
    }

    /** Takes nothing more; what is being watched stays watched. */
    @Override
    public void close() {
        timer.shutdown();
    }
}
