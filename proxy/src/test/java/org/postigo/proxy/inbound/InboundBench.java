package org.postigo.proxy.inbound;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.postigo.mail.Client;
import org.postigo.mail.DomainName;
import org.postigo.mail.Envelope;
import org.postigo.mail.MailObject;
import org.postigo.mail.Mailbox;
import org.postigo.mail.Recipient;
import org.postigo.mail.ReversePath;
import org.postigo.mail.record.JournalEntry;
import org.postigo.mail.record.Reply;

/**
 * How many messages a second come in, with clients in the same process: the library as it comes beside ours, small and
 * large messages, kept connections and one for each message. Run its main method; it prints figures and asserts nothing.
 */
public final class InboundBench {
    private static final int SESSIONS = 20;

    private InboundBench() {}

    /** Prints one line for each case. */
    public static void main(String[] arguments) throws Exception {
        int messages = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 20_000;
        Path folder = Files.createTempDirectory("postigo-bench");
        SmtpSettings settings =
                SmtpSettings.defaults(DomainName.of("mx.example.net"), Mailbox.of("postmaster@example.com"), folder);
        var local = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        var ours = new SmtpServer(
                new SmtpSettings(
                        List.of(local),
                        settings.host(),
                        settings.postmaster(),
                        settings.limits(),
                        settings.timeouts(),
                        settings.spool(),
                        settings.bareLf(),
                        settings.earlyTalkers(),
                        settings.tls(),
                        settings.proxyProtocolFrom()),
                new Taking(),
                InstantSource.system(),
                new Random());
        ours.start();
        try (Stock stock = new Stock(
                builder -> builder.executorService(java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor()),
                data -> {
                    data.readAllBytes();
                    return null;
                })) {
            int library = stock.server.getPortAllocated();
            measure("warm-up", ours.port(), 5_000, messages / 2, true);
            measure("warm-up", library, 5_000, messages / 2, true);
            for (int octets : new int[] {5_000, 100_000}) {
                int count = octets > 50_000 ? messages / 8 : messages;
                measure("ours    kept", ours.port(), octets, count, true);
                measure("library kept", library, octets, count, true);
                measure("ours    each", ours.port(), octets, count / 2, false);
                measure("library each", library, octets, count / 2, false);
            }
        }
        ours.stop(java.time.Duration.ZERO);
    }

    private static void measure(String name, int port, int octets, int messages, boolean kept)
            throws InterruptedException {
        byte[] body = ("Subject: bench\r\n\r\n" + ("x".repeat(70) + "\r\n").repeat(octets / 72) + ".\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        var left = new AtomicLong(messages);
        long begun = System.nanoTime();
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < SESSIONS; i++) {
            threads.add(Thread.ofVirtual().start(() -> send(port, body, left, kept)));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        System.out.printf(Locale.ROOT, "%-14s %7d octets  %8.0f messages/s%n", name, octets, messages / seconds);
    }

    private static void send(int port, byte[] body, AtomicLong left, boolean kept) {
        try {
            while (left.get() > 0) {
                try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                    socket.setTcpNoDelay(true);
                    var in = new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
                    OutputStream out = socket.getOutputStream();
                    reply(in);
                    say(out, in, "EHLO bench\r\n");
                    while (left.getAndDecrement() > 0) {
                        say(out, in, "MAIL FROM:<a@b.org>\r\n");
                        say(out, in, "RCPT TO:<u@example.com>\r\n");
                        say(out, in, "DATA\r\n");
                        out.write(body);
                        reply(in);
                        if (!kept) {
                            break;
                        }
                    }
                    say(out, in, "QUIT\r\n");
                }
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void say(OutputStream out, BufferedReader in, String line) throws IOException {
        out.write(line.getBytes(StandardCharsets.US_ASCII));
        reply(in);
    }

    private static void reply(BufferedReader in) throws IOException {
        String line = in.readLine();
        while (line != null && line.charAt(3) == '-') {
            line = in.readLine();
        }
        if (line == null || line.charAt(0) > '3') {
            throw new IOException("not taken: " + line);
        }
    }

    /** Takes everything. */
    private static final class Taking implements Gate {
        private static final Reply OK = new Reply(250, "2.0.0", "OK");

        @Override
        public Offer offer() {
            return new Offer(true, true, true, java.util.OptionalLong.empty());
        }

        @Override
        public Answer recipient(Client client, ReversePath path, Envelope.Parameters parameters, Recipient recipient) {
            return Answer.of(OK);
        }

        @Override
        public Reply message(MailObject mail, Claim claim) {
            return OK;
        }

        @Override
        public void refused(JournalEntry.Refusal refusal) {
            System.err.println(refusal);
        }
    }
}
