package org.postigo.proxy.inbound;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.CountDownLatch;

/**
 * A listening socket that hands the library our {@link Wire} for each connection. It can stop listening while the
 * library's accept loop goes on waiting, since that loop's own way to stop cuts all sessions.
 */
final class Listener extends ServerSocket {
    /** Makes a wire of an accepted socket. */
    @FunctionalInterface
    interface Wiring {
        Wire wire(Socket accepted) throws IOException;
    }

    private final Wiring wiring;
    private final CountDownLatch released = new CountDownLatch(1);
    private volatile boolean draining;

    /** Not bound yet: the library does that. */
    Listener(Wiring wiring) throws IOException {
        this.wiring = wiring;
    }

    @Override
    public Socket accept() throws IOException {
        while (true) {
            Socket accepted;
            try {
                accepted = super.accept();
            } catch (IOException e) {
                if (draining) {
                    awaitRelease();
                }
                throw e;
            }
            try {
                return wiring.wire(accepted);
            } catch (IOException goneAlready) {
                accepted.close();
            }
        }
    }

    private void awaitRelease() throws SocketException {
        try {
            released.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new SocketException("listener closed");
    }

    /** Stops listening; the library does not notice. */
    void stopListening() throws IOException {
        draining = true;
        super.close();
    }

    @Override
    public void close() throws IOException {
        released.countDown();
        super.close();
    }
}
