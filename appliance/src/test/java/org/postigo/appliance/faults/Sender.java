package org.postigo.appliance.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A sender that keeps book of what was acknowledged: the test's own evidence, not the gate's. */
final class Sender {
    private static final int PATIENCE_MS = 60_000;

    private final AtomicInteger next = new AtomicInteger();

    /** Ids whose final dot was answered with 250. */
    final Set<String> acknowledged = ConcurrentHashMap.newKeySet();

    /** Sends messages over one connection, every second one to be held, until it breaks or enough are through. */
    void send(int port, int messages) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(PATIENCE_MS);
            socket.setTcpNoDelay(true);
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            OutputStream out = socket.getOutputStream();
            expect(in, 220);
            say(in, out, "EHLO sender.test", 250);
            for (int i = 0; i < messages; i++) {
                int number = next.incrementAndGet();
                one(in, out, "m" + number, number % 2 == 0 ? "anna@good.test" : "bob@held.test");
            }
            say(in, out, "QUIT", 221);
        } catch (IOException broken) {
            // The gate was killed, or answered otherwise: whatever was not acknowledged is the sender's to try again.
            if (broken instanceof Unexpected unexpected && unexpected.reply.startsWith("5")) {
                throw new AssertionError("a permanent failure for good mail: " + unexpected.reply, unexpected);
            }
        }
    }

    private void one(BufferedReader in, OutputStream out, String id, String from) throws IOException {
        say(in, out, "MAIL FROM:<" + from + ">", 250);
        say(in, out, "RCPT TO:<carla@example.com>", 250);
        say(in, out, "DATA", 354);
        String content = "From: " + from + "\r\nTo: carla@example.com\r\nSubject: number " + id + "\r\nMessage-ID: <"
                + id
                + "@sender.test>\r\nDate: Mon, 23 Nov 2026 10:00:00 +0000\r\n" + Gate.ID_FIELD + ": " + id
                + "\r\n\r\nHello Carla,\r\nthe minutes of Monday are ready.\r\n" + "All the best\r\n".repeat(40) + ".";
        say(in, out, content, 250);
        acknowledged.add(id);
    }

    private static void say(BufferedReader in, OutputStream out, String line, int code) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        expect(in, code);
    }

    private static void expect(BufferedReader in, int code) throws IOException {
        for (String line = in.readLine(); ; line = in.readLine()) {
            if (line == null) {
                throw new IOException("closed");
            }
            if (line.length() < 4 || line.charAt(3) != '-') {
                if (!line.startsWith(Integer.toString(code))) {
                    throw new Unexpected(line);
                }
                return;
            }
        }
    }

    /** Another reply than was hoped for. */
    private static final class Unexpected extends IOException {
        private static final long serialVersionUID = 1;
        private final String reply;

        Unexpected(String reply) {
            super(reply);
            this.reply = reply;
        }
    }
}
