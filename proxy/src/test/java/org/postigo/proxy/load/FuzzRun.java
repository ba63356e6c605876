package org.postigo.proxy.load;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postigo.mail.policy.ProtectedDomain.MailboxServer;
import org.postigo.proxy.inbound.Cause;
import org.postigo.proxy.inbound.Figures;
import org.postigo.proxy.inbound.SmtpServer;

/**
 * Sends random and mutated dialogs through server, flow and relay client to a mailbox server that looks at every octet it
 * gets. From a seed and a number each dialog is made anew, so whatever it finds can be found again:
 *
 * <pre>FuzzRun SEED FIRST COUNT</pre>
 *
 * <p>What must hold: no fault of ours and no bug in the flow; no dialog hangs; nothing stays in the spool; as many messages
 * arrive as were acknowledged; each arrives for its own sender's dialog, with CRLF line ends only, and is made of octets
 * that this dialog sent, in their order, below fields of ours.
 */
final class FuzzRun {
    private static final int CLIENTS = 64;
    private static final int PATIENCE_MILLIS = 30_000;
    private static final Pattern OURS = Pattern.compile(
            "\\A(?:(?:Received|X-Postigo-[A-Za-z-]+|Authentication-Results):[^\r]*" + "\r\n(?:[ \t][^\r]*\r\n)*)+");
    private static final Pattern TOKEN = Pattern.compile("<t([0-9]{1,12})x([0-9]{1,12})e@");
    private static final Pattern DATA_TAKEN = Pattern.compile("(?m)^250 2\\.0\\.0 Accepted as ");

    private final long seed;
    private final List<String> words;
    private final Map<Long, byte[]> sent = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> faults = new ConcurrentLinkedQueue<>();
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicLong unheard = new AtomicLong();

    FuzzRun(long seed) throws IOException {
        this.seed = seed;
        this.words = seeds();
    }

    /** See the class. */
    public static void main(String[] arguments) throws Exception {
        long first = Long.parseLong(arguments[1]);
        long began = System.nanoTime();
        var run = new FuzzRun(Long.parseLong(arguments[0]));
        Outcome outcome = run.go(first, Long.parseLong(arguments[2]));
        System.out.printf("%s in %.0f s%n", outcome, (System.nanoTime() - began) / 1e9);
        outcome.faults().stream().limit(20).forEach(System.out::println);
        System.exit(outcome.faults().isEmpty() ? 0 : 1);
    }

    /**
     * What came of it.
     *
     * @param dialogs that were held
     * @param arrived messages at the mailbox server
     * @param faults what must not be, with the number of the dialog
     */
    record Outcome(long dialogs, long arrived, long commands, List<String> faults) {}

    /** The shelf of dialogs that the tests play, line by line, and what goes wrong elsewhere. */
    private static List<String> seeds() throws IOException {
        var words = new ArrayList<>(List.of(
                "DATA\r\nSubject: @\r\n\r\nbody of @\r\n.\r\n",
                "DATA\r\n.@\r\n..@\r\n.\r\n",
                "DATA\r\n@\n.\n@\r\n.\r\n",
                "DATA\r\n@\r.\r@\r\n.\r\n",
                "DATA\r\n@\r\n.\n@\r\n.\r\n",
                "DATA\r\n"
                        + "@\n"
                        + ".\r\n"
                        + "MAIL FROM:<t@e@evil.example>\r\n"
                        + "RCPT TO:<ana@example.com>\r\n"
                        + "DATA\r\n"
                        + "smuggled @\r\n"
                        + ".\r\n",
                "DATA\r\n@\r\n.\r\r\nMAIL FROM:<t@e@evil.example>\r\nRCPT TO:<ana@example.com>\r\nDATA\r\n@\r\n.\r\n",
                "DATA\r\nX-Postigo-Spam: @\r\nAuthentication-Results: gate.example.net; @\r\n\r\n@\r\n.\r\n",
                "BDAT 7\r\n@1234567\r\n",
                "BDAT 8 LAST\r\nlast @.\r\n",
                "BDAT 0 LAST\r\n",
                "BDAT 3\r\n\r\n.\r\n",
                "BDAT 99999999999999999999\r\n",
                "RSET\r\n",
                "EHLO again\r\n",
                "NOOP @\r\n",
                "\0\0\0\r\n",
                "\u0016\u0003\u0001\u0002\u0000\u0001",
                "QUIT\r\n",
                "\r\n",
                "\n"));
        try (InputStream shelf = FuzzRun.class.getResourceAsStream("/fuzz/seeds.txt")) {
            if (shelf == null) {
                throw new IOException("the seeds are missing");
            }
            new String(shelf.readAllBytes(), StandardCharsets.ISO_8859_1)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line + "\r\n")
                    .forEach(words::add);
        }
        return words;
    }

    /** The dialog of a number. Its sender's address and its content bear the number. */
    byte[] dialog(long number) {
        var random = new Random(seed * 1_000_003 + number);
        String token = "t" + number + "x" + check(number) + "e";
        var text = new StringBuilder("EHLO fuzz\r\n");
        int transactions = 1 + random.nextInt(3);
        for (int t = 0; t < transactions; t++) {
            text.append("MAIL FROM:<").append(token).append("@sender.example>\r\nRCPT TO:<ana@example.com>\r\n");
            for (int i = 1 + random.nextInt(5); i > 0; i--) {
                text.append(words.get(random.nextInt(words.size()))
                        .replace("t@e@", token + "@")
                        .replace("@\r", token + "\r")
                        .replace(" @", " " + token));
            }
        }
        for (int i = random.nextInt(8) - 2; i > 0; i--) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(7)) {
                case 0 -> text.setCharAt(at, (char) random.nextInt(256));
                case 1 -> text.deleteCharAt(at);
                case 2 -> text.insert(at, "<>\r\n.@\"\\: ".charAt(random.nextInt(10)));
                case 3 -> text.insert(at, text.substring(at, Math.min(text.length(), at + random.nextInt(300))));
                case 4 -> text.delete(at, Math.min(text.length(), at + random.nextInt(40)));
                case 5 -> text.insert(at, "\r\n.\r\n");
                default -> text.insert(at, words.get(random.nextInt(words.size())));
            }
        }
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /** So that no mutation makes one number another. */
    private static String check(long number) {
        return String.valueOf(number * 7919 % 99_991 + 100_000);
    }

    Outcome go(long first, long count) throws Exception {
        try (var sink = new LoadSink(InetAddress.getLoopbackAddress(), 0, this::arrived);
                var chain = new Chain(new MailboxServer("127.0.0.1", sink.port()))) {
            var next = new AtomicLong(first);
            var clients = new ArrayList<Thread>();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(Thread.ofVirtual().start(() -> {
                    for (long n = next.getAndIncrement(); n < first + count; n = next.getAndIncrement()) {
                        talk(chain.server(), n);
                    }
                }));
            }
            for (Thread client : clients) {
                client.join();
            }
            long until = System.nanoTime() + Duration.ofMillis(PATIENCE_MILLIS).toNanos();
            while (chain.server().figures().open() > 0 && System.nanoTime() - until < 0) {
                Thread.onSpinWait();
            }
            judge(chain, sink, count);
            return new Outcome(
                    count,
                    sink.messages(),
                    chain.server().figures().replies().values().stream()
                            .mapToLong(Long::longValue)
                            .sum(),
                    List.copyOf(faults));
        }
    }

    private void judge(Chain chain, LoadSink sink, long count) {
        Figures figures = chain.server().figures();
        expect(figures.open() == 0, "connections left open: " + figures.open());
        expect(figures.connections() == count, "connections: " + figures.connections());
        expect(
                figures.refusals().get(Cause.FAULT) == 0,
                "faults: " + figures.refusals().get(Cause.FAULT));
        expect(
                figures.refusals().get(Cause.TIMEOUT) == 0,
                "hung: " + figures.refusals().get(Cause.TIMEOUT));
        expect(figures.spooled() == 0 && figures.spooledInMemory() == 0, "spool: " + figures.spooled());
        expect(chain.spooledFiles() == 0, "files left in the spool: " + chain.spooledFiles());
        expect(chain.bugs() == 0, "bugs in the flow: " + chain.bugs());
        expect(
                figures.accepted() == sink.messages(),
                "accepted " + figures.accepted() + ", arrived " + sink.messages());
        // Rude clients do not stay to hear.
        expect(
                acknowledged.get() <= sink.messages() && acknowledged.get() + unheard.get() >= sink.messages(),
                "heard " + acknowledged + " of " + sink.messages());
    }

    private void expect(boolean holds, String otherwise) {
        if (!holds) {
            faults.add(otherwise);
        }
    }

    private void talk(SmtpServer server, long number) {
        byte[] dialog = dialog(number);
        sent.put(number, dialog);
        sent.remove(number - 20_000);
        var random = new Random(number);
        int cut = random.nextInt(dialog.length);
        boolean rude = random.nextInt(8) == 0;
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(dialog, 0, cut);
            socket.getOutputStream().write(dialog, cut, dialog.length - cut);
            if (rude) {
                unheard.addAndGet(8);
                return;
            }
            socket.shutdownOutput();
            String heard = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            acknowledged.addAndGet(DATA_TAKEN.matcher(heard).results().count());
        } catch (java.net.SocketTimeoutException hangs) {
            faults.add(number + ": no end within " + PATIENCE_MILLIS + " ms");
        } catch (java.net.SocketException theServerHungUp) {
            // Octets that it had not read were on their way: its last replies may be lost.
            unheard.addAndGet(8);
        } catch (IOException trouble) {
            faults.add(number + ": " + trouble);
        }
    }

    private void arrived(LoadSink.Message message) {
        Matcher token = TOKEN.matcher(message.mail());
        String content = new String(message.content(), StandardCharsets.ISO_8859_1);
        lineEnds(message.mail(), content);
        byte[] dialog = token.find() ? sent.get(Long.parseLong(token.group(1))) : null;
        if (dialog == null || !token.group(2).equals(check(Long.parseLong(token.group(1))))) {
            // A mutated sender: its dialog cannot be looked up.
            return;
        }
        String below = OURS.matcher(content).replaceFirst("");
        if (below.length() == content.length()) {
            faults.add(token.group(1) + ": arrived without our fields");
        }
        if (!within(below.replace("\r", "").replace("\n", ""), new String(dialog, StandardCharsets.ISO_8859_1))) {
            faults.add(token.group(1) + ": octets that were not sent: " + below);
        }
    }

    private void lineEnds(String which, String content) {
        String rest = content.replace("\r\n", "");
        if (rest.indexOf('\r') >= 0 || rest.indexOf('\n') >= 0 || !content.endsWith("\r\n")) {
            faults.add(which + ": a line end that is not CRLF");
        }
    }

    /** Whether the octets stand in the dialog in this order. */
    private static boolean within(String octets, String dialog) {
        int at = -1;
        for (int i = 0; i < octets.length(); i++) {
            at = dialog.indexOf(octets.charAt(i), at + 1);
            if (at < 0) {
                return false;
            }
        }
        return true;
    }

    /** Server, flow and relay client. */
    private static final class Chain implements AutoCloseable {
        private final Path spool;
        private final ProxyBench.Running running;

        Chain(MailboxServer mailboxes) throws IOException {
            this.spool = Files.createTempDirectory("postigo-fuzz");
            this.running = ProxyBench.start(0, mailboxes, spool);
        }

        SmtpServer server() {
            return running.server();
        }

        long bugs() {
            return running.flow().figures().bugs();
        }

        long spooledFiles() {
            try (var files = Files.list(spool)) {
                return files.count();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() throws IOException {
            running.server().stop(Duration.ZERO);
            running.flow().close();
            running.relay().close();
            Files.delete(spool);
        }
    }
}
