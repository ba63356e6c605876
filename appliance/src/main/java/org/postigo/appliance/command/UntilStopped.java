package org.postigo.appliance.command;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waits for SIGTERM or Ctrl-C, and keeps the JVM from ending before everything is closed. */
final class UntilStopped {
    /** Longer than the drain of 60 s, shorter than systemd's patience. */
    private static final int PATIENCE_SECONDS = 85;

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);

    private UntilStopped() {}

    /** From here on a signal is noticed. */
    static UntilStopped begin() {
        var until = new UntilStopped();
        Runtime.getRuntime().addShutdownHook(new Thread(until::onSignal, "shutdown"));
        return until;
    }

    private void onSignal() {
        asked.countDown();
        try {
            if (!closed.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("postigo: not everything could be closed in time");
            }
        } catch (InterruptedException cut) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns when somebody wants us to stop. */
    void await() {
        try {
            asked.await();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    /** Everything is closed: the JVM may end. */
    void done() {
        closed.countDown();
    }
}
