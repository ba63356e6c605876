package org.postigo.proxy.inbound;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.postigo.mail.policy.Cidr;

/**
 * Knocks at the gate's own door as a client does: connects, waits for the greeting, says QUIT. What the figures of the gate
 * cannot tell, since a gate that takes no connection counts nothing.
 */
public final class Knock {
    private Knock() {}

    /** What came of it. */
    public sealed interface Outcome {
        /**
         * Greeted.
         *
         * @param after from connecting to the whole greeting
         */
        record Greeted(Duration after) implements Outcome {}

        /**
         * Not greeted.
         *
         * @param why the reply, or the socket's words
         */
        record Shut(String why) implements Outcome {}
    }

    /** Knocks at this address, on loopback where it is a wildcard; waits this long for the connection and for each line. */
    static Outcome at(InetSocketAddress address, SmtpSettings settings, Duration patience) {
        InetAddress door =
                address.getAddress().isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : address.getAddress();
        long start = System.nanoTime();
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(door, address.getPort()), (int) patience.toMillis());
            socket.setSoTimeout((int) patience.toMillis());
            for (Cidr cidr : settings.proxyProtocolFrom()) {
                if (cidr.contains(socket.getLocalAddress())) {
                    say(socket, "PROXY UNKNOWN");
                    break;
                }
            }
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            String line = in.readLine();
            while (line != null && line.startsWith("220-")) {
                line = in.readLine();
            }
            if (line == null || !line.startsWith("220")) {
                return new Outcome.Shut(line == null ? "closed without a greeting" : line);
            }
            Duration after = Duration.ofNanos(System.nanoTime() - start);
            say(socket, "QUIT");
            in.readLine();
            return new Outcome.Greeted(after);
        } catch (IOException shut) {
            return new Outcome.Shut(String.valueOf(shut.getMessage()));
        }
    }

    private static void say(Socket socket, String line) throws IOException {
        socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }
}
