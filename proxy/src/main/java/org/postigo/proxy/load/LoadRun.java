package org.postigo.proxy.load;

import com.sun.management.OperatingSystemMXBean;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.postigo.mail.Recipient;
import org.postigo.proxy.outbound.Latencies;

/**
 * Sends mail over SMTP from many sessions at once and counts what is answered. Light: raw sockets, one write for the
 * commands of a message and one for its content.
 */
public final class LoadRun {
    private static final int TIMEOUT_MILLIS = 300_000;

    private final LoadSettings settings;
    private final MessageSource source;
    private final AtomicLong next = new AtomicLong();
    private final LongAdder begun = new LongAdder();
    private final LongAdder acknowledged = new LongAdder();
    private final LongAdder octets = new LongAdder();
    private final Map<String, LongAdder> replies = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> failures = new ConcurrentHashMap<>();
    private final Latencies reply = new Latencies();
    private final Latencies transaction = new Latencies();
    private volatile long end = Long.MAX_VALUE;

    /** A run that has not begun; it can be done once. */
    public LoadRun(LoadSettings settings, MessageSource source) {
        this.settings = settings;
        this.source = source;
    }

    /** Sends everything, waits for all replies, and tells. */
    public LoadReport run() throws InterruptedException {
        Map<String, Duration> before = cpu();
        long from = System.nanoTime();
        end = from + settings.limit().toNanos();
        List<Thread> sessions = new ArrayList<>();
        for (int i = 0; i < settings.sessions(); i++) {
            sessions.add(Thread.ofVirtual().name("load-" + i).start(this::session));
        }
        for (Thread session : sessions) {
            session.join();
        }
        Duration elapsed = Duration.ofNanos(System.nanoTime() - from);
        Map<String, Duration> spent = new TreeMap<>();
        cpu().forEach((process, time) -> spent.put(process, time.minus(before.getOrDefault(process, Duration.ZERO))));
        return new LoadReport(
                elapsed,
                begun.sum(),
                acknowledged.sum(),
                octets.sum(),
                sums(replies),
                sums(failures),
                reply.summary(),
                transaction.summary(),
                spent,
                memory());
    }

    private static Map<String, Long> sums(Map<String, LongAdder> counters) {
        Map<String, Long> sums = new TreeMap<>();
        counters.forEach((name, counter) -> sums.put(name, counter.sum()));
        return sums;
    }

    /** Our own process and those asked for, as far as they live and may be looked at. */
    private Map<String, Duration> cpu() {
        Map<String, Duration> times = new TreeMap<>();
        if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
            times.put("own", Duration.ofNanos(system.getProcessCpuTime()));
        }
        for (long pid : settings.pids()) {
            Optional<Duration> time =
                    ProcessHandle.of(pid).flatMap(process -> process.info().totalCpuDuration());
            time.ifPresent(spent -> times.put(
                    String.valueOf(pid),
                    ProcessHandle.of(pid).stream()
                            .flatMap(ProcessHandle::descendants)
                            .flatMap(child -> child.info().totalCpuDuration().stream())
                            .reduce(spent, Duration::plus)));
        }
        return times;
    }

    private Map<String, Long> memory() {
        Map<String, Long> resident = new TreeMap<>();
        for (long pid : settings.pids()) {
            Memory.resident(pid).ifPresent(octets -> resident.put(String.valueOf(pid), octets));
            ProcessHandle.of(pid).stream()
                    .flatMap(ProcessHandle::descendants)
                    .forEach(child -> Memory.resident(child.pid())
                            .ifPresent(octets -> resident.put(pid + "/" + child.pid(), octets)));
        }
        return resident;
    }

    /** Takes message after message until there are none left; a session that cannot connect three times in a row ends. */
    private void session() {
        int failed = 0;
        while (failed < 3) {
            long n = claim();
            if (n < 0) {
                return;
            }
            try (var connection = new Connection()) {
                for (int i = 0; n >= 0; i++) {
                    connection.send(n, i == 0 && settings.perConnection() == 1);
                    failed = 0;
                    if (i + 1 >= settings.perConnection()) {
                        break;
                    }
                    n = claim();
                }
                connection.quit();
                if (n < 0) {
                    return;
                }
            } catch (IOException e) {
                failed++;
                count(failures, e.getClass().getSimpleName() + ": " + e.getMessage());
            }
        }
    }

    private long claim() {
        if (System.nanoTime() - end >= 0) {
            return -1;
        }
        long n = next.getAndIncrement();
        return n < settings.messages() ? n : -1;
    }

    private static void count(Map<String, LongAdder> counters, String name) {
        counters.computeIfAbsent(name, _ -> new LongAdder()).increment();
    }

    private final class Connection implements AutoCloseable {
        private final Socket socket = new Socket();
        private final InputStream in;
        private final OutputStream out;
        private final byte[] buffer = new byte[8 * 1024];
        private int from;
        private int to;
        private final boolean pipelining;
        private final long opened = System.nanoTime();

        Connection() throws IOException {
            try {
                socket.setTcpNoDelay(true);
                socket.setSoTimeout(TIMEOUT_MILLIS);
                socket.connect(new InetSocketAddress(settings.host(), settings.port()), TIMEOUT_MILLIS);
                in = socket.getInputStream();
                out = socket.getOutputStream();
                expect("GREETING", 220);
                write("EHLO " + settings.helo() + "\r\n");
                pipelining = expect("EHLO", 250).contains("PIPELINING") && settings.pipelining();
            } catch (IOException e) {
                socket.close();
                throw e;
            }
        }

        /** RFC 5321 §3.3, pipelined as RFC 2920 §3.1 allows. */
        void send(long n, boolean withConnecting) throws IOException {
            byte[] content = source.message(n);
            Recipient recipient =
                    settings.recipients().get((int) (n % settings.recipients().size()));
            String mail = "MAIL FROM:" + settings.reversePath() + "\r\n";
            String rcpt = "RCPT TO:" + recipient.path() + "\r\n";
            long began = withConnecting ? opened : System.nanoTime();
            begun.increment();
            boolean go;
            if (pipelining) {
                write(mail + rcpt + "DATA\r\n");
                boolean mailOk = ok("MAIL");
                boolean rcptOk = ok("RCPT");
                int data = code(reply());
                count(replies, "DATA " + data);
                go = data == 354;
                if (go && !(mailOk && rcptOk)) {
                    write(".\r\n");
                    ok("EMPTY");
                    go = false;
                }
                if (!go && mailOk) {
                    reset();
                }
            } else {
                write(mail);
                go = ok("MAIL");
                if (go) {
                    write(rcpt);
                    boolean taken = ok("RCPT");
                    if (taken) {
                        write("DATA\r\n");
                        int data = code(reply());
                        count(replies, "DATA " + data);
                        go = data == 354;
                    }
                    if (!taken || !go) {
                        reset();
                        go = false;
                    }
                }
            }
            if (!go) {
                return;
            }
            out.write(content);
            long dot = System.nanoTime();
            boolean taken = ok("CONTENT");
            long done = System.nanoTime();
            LoadRun.this.reply.addNanos(done - dot);
            transaction.addNanos(done - began);
            if (taken) {
                acknowledged.increment();
                octets.add(content.length - 3L);
            }
        }

        private void reset() throws IOException {
            write("RSET\r\n");
            ok("RSET");
        }

        void quit() throws IOException {
            write("QUIT\r\n");
            reply();
        }

        private boolean ok(String stage) throws IOException {
            int code = code(reply());
            count(replies, stage + " " + code);
            if (code == 421) {
                throw new IOException("421 at " + stage);
            }
            return code < 300;
        }

        private String expect(String stage, int wanted) throws IOException {
            String reply = reply();
            if (code(reply) != wanted) {
                count(replies, stage + " " + code(reply));
                throw new IOException(reply.strip() + " at " + stage);
            }
            return reply;
        }

        private void write(String commands) throws IOException {
            out.write(commands.getBytes(StandardCharsets.UTF_8));
        }

        private static int code(String reply) throws IOException {
            if (reply.length() < 3 || !reply.substring(0, 3).chars().allMatch(c -> c >= '0' && c <= '9')) {
                throw new IOException("not an SMTP reply: " + reply.strip());
            }
            return Integer.parseInt(reply, 0, 3, 10);
        }

        /** All lines of the next reply. */
        private String reply() throws IOException {
            var reply = new StringBuilder(48);
            while (true) {
                int start = reply.length();
                int b = octet();
                while (b != '\n') {
                    reply.append((char) b);
                    if (reply.length() > 64 * 1024) {
                        throw new IOException("endless reply");
                    }
                    b = octet();
                }
                reply.append('\n');
                if (reply.length() < start + 5 || reply.charAt(start + 3) != '-') {
                    return reply.toString();
                }
            }
        }

        private int octet() throws IOException {
            if (from == to) {
                from = 0;
                to = Math.max(0, in.read(buffer));
                if (to == 0) {
                    throw new EOFException("connection closed by the server");
                }
            }
            return buffer[from++] & 0xff;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
