package org.postigo.appliance.faults;

import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.postigo.mail.Mailbox;
import org.postigo.proxy.load.LoadSink;
import org.postigo.store.held.HeldCopy;
import org.postigo.store.held.HeldQuery;

/**
 * Sends every file below some folders through the real program, and says what became of each: the mailbox server's
 * copies and the store's are counted and compared octet by octet with what was sent. A tool, since the corpora are no
 * part of this project:
 *
 * <pre>java -cp CLASSPATH org.postigo.appliance.faults.CorpusRun FOLDER...</pre>
 */
final class CorpusRun {
    private static final int SESSIONS = 10;
    private static final Pattern TRACE = Pattern.compile(
            "(?:(?:Received|X-Postigo-[A-Za-z-]+|Authentication-Results):[^\r]*\r\n(?:[ \t][^\r]*\r\n)*)+");

    private static final Pattern SENDER = Pattern.compile("^.*?n([0-9]+)@.*$");

    private final List<byte[]> sent = new ArrayList<>();
    private final Map<Integer, String> replies = new ConcurrentHashMap<>();
    private final Map<Integer, AtomicInteger> delivered = new ConcurrentHashMap<>();
    private final Map<Integer, Integer> held = new TreeMap<>();
    private final Map<Integer, String> differing = new ConcurrentHashMap<>();

    private CorpusRun() {}

    public static void main(String[] folders) throws Exception {
        int code = new CorpusRun().run(folders);
        System.exit(code);
    }

    private int run(String[] folders) throws Exception {
        for (String folder : folders) {
            try (Stream<Path> files = Files.walk(Path.of(folder))) {
                for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                    sent.add(crlf(Files.readAllBytes(file)));
                }
            }
        }
        Path folder = Files.createTempDirectory("postigo-corpus");
        try (var mailboxes = new LoadSink(InetAddress.getLoopbackAddress(), 0, this::deliver);
                var gate = Gate.over(folder, mailboxes.port(), "", 0.8)) {
            int port = gate.start();
            long began = System.nanoTime();
            var next = new AtomicInteger();
            List<Thread> sessions = new ArrayList<>();
            for (int i = 0; i < SESSIONS; i++) {
                sessions.add(Thread.ofVirtual().start(() -> {
                    for (int n = next.getAndIncrement(); n < sent.size(); n = next.getAndIncrement()) {
                        send(port, n);
                    }
                }));
            }
            for (Thread session : sessions) {
                session.join();
            }
            double seconds = (System.nanoTime() - began) / 1e9;
            int exit = gate.stop();
            readHeld(folder);
            return report(seconds, exit);
        }
    }

    private int report(double seconds, int exit) {
        var byReply = new TreeMap<String, Integer>();
        int lost = 0;
        int twice = 0;
        for (int n = 0; n < sent.size(); n++) {
            String reply = replies.getOrDefault(n, "no reply");
            byReply.merge(
                    reply.substring(0, Math.min(60, reply.length())).replaceAll("as \\S+", "as ID"), 1, Integer::sum);
            int copies = (delivered.containsKey(n) ? delivered.get(n).get() : 0) + held.getOrDefault(n, 0);
            lost += reply.startsWith("250") && copies == 0 ? 1 : 0;
            twice += copies > 1 ? 1 : 0;
        }
        System.out.printf(
                "%d messages in %.1f s (%.0f/s): %d in the mailbox, %d held, %d of those acknowledged lost, %d twice, %d with other octets; exit code %d after SIGTERM%n",
                sent.size(),
                seconds,
                sent.size() / seconds,
                delivered.size(),
                held.size(),
                lost,
                twice,
                differing.size(),
                exit);
        byReply.forEach((reply, count) -> System.out.printf("%6d  %s%n", count, reply));
        differing.forEach((n, how) -> System.out.println("message " + n + ": " + how));
        return lost + twice + differing.size() == 0 ? 0 : 1;
    }

    private void deliver(LoadSink.Message message) {
        int n = Integer.parseInt(SENDER.matcher(message.mail()).replaceFirst("$1"));
        delivered.computeIfAbsent(n, _ -> new AtomicInteger()).incrementAndGet();
        byte[] original = sent.get(n);
        byte[] content = message.content();
        int prefix = content.length - original.length;
        boolean same = prefix > 0
                && Arrays.equals(content, prefix, content.length, original, 0, original.length)
                && TRACE.matcher(new String(content, 0, prefix, StandardCharsets.ISO_8859_1))
                        .matches();
        if (!same) {
            differing.put(n, "delivered " + content.length + " octets for " + original.length);
        }
    }

    private void readHeld(Path folder) throws IOException {
        try (var store = Gate.open(folder.resolve("data"))) {
            if (!store.awaitIndex(120)) {
                throw new IOException("the index did not become whole");
            }
            int page = 500;
            for (int offset = 0; ; offset += page) {
                List<HeldCopy> rows =
                        store.held().list(HeldQuery.all(offset, page)).rows();
                for (HeldCopy copy : rows) {
                    int n = number(
                            copy.message().envelope().reversePath().toMailbox().orElseThrow());
                    held.merge(n, 1, Integer::sum);
                    if (!Arrays.equals(store.held().content(copy.message()).bytes(), sent.get(n))) {
                        differing.put(n, "held with other octets");
                    }
                }
                if (rows.size() < page) {
                    return;
                }
            }
        }
    }

    private static int number(Mailbox sender) {
        return Integer.parseInt(sender.localPart().substring(1));
    }

    private void send(int port, int n) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(250_000);
            socket.setTcpNoDelay(true);
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            OutputStream out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
            String reply = answer(in);
            for (String line : List.of(
                    "EHLO sender.test",
                    "MAIL FROM:<n" + n + "@sender.test> BODY=8BITMIME",
                    "RCPT TO:<carla@example.com>",
                    "DATA")) {
                out.write((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
                out.flush();
                reply = answer(in);
            }
            if (reply.startsWith("354")) {
                stuff(sent.get(n), out);
                out.write(".\r\n".getBytes(StandardCharsets.ISO_8859_1));
                out.flush();
                reply = answer(in);
            }
            replies.put(n, reply);
            out.write("QUIT\r\n".getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            answer(in);
        } catch (IOException broken) {
            replies.putIfAbsent(n, "broken: " + broken);
        }
    }

    private static String answer(BufferedReader in) throws IOException {
        for (String line = in.readLine(); ; line = in.readLine()) {
            if (line == null) {
                throw new IOException("closed");
            }
            if (line.length() < 4 || line.charAt(3) != '-') {
                return line;
            }
        }
    }

    /** Lines end in CRLF on the wire, the last one too: any sender's work. */
    private static byte[] crlf(byte[] file) {
        var out = new ByteArrayOutputStream(file.length + 1000);
        for (int i = 0; i < file.length; i++) {
            if (file[i] == '\r' || file[i] == '\n') {
                out.write('\r');
                out.write('\n');
                if (file[i] == '\r' && i + 1 < file.length && file[i + 1] == '\n') {
                    i++;
                }
            } else {
                out.write(file[i]);
            }
        }
        byte[] lines = out.toByteArray();
        if (lines.length == 0 || lines[lines.length - 1] != '\n') {
            out.write('\r');
            out.write('\n');
        }
        return out.toByteArray();
    }

    private static void stuff(byte[] content, OutputStream out) throws IOException {
        boolean lineStart = true;
        for (byte octet : content) {
            if (lineStart && octet == '.') {
                out.write('.');
            }
            out.write(octet);
            lineStart = octet == '\n';
        }
    }
}
