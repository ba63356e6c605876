package org.postigo.proxy.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.postigo.mail.DomainName;
import org.postigo.mail.ForwardPath;
import org.postigo.mail.Mailbox;
import org.postigo.mail.Recipient;
import org.postigo.mail.auth.AuthenticationResults;
import org.postigo.mail.finding.Assessment;
import org.postigo.mail.finding.MessageDigest;
import org.postigo.mail.finding.Score;
import org.postigo.mail.finding.Verdict;
import org.postigo.mail.policy.ProtectedDomain;
import org.postigo.mail.policy.ProtectedDomain.MailboxServer;
import org.postigo.proxy.flow.Attempts;
import org.postigo.proxy.flow.Doorman;
import org.postigo.proxy.flow.FlowSettings;
import org.postigo.proxy.flow.MailFlow;
import org.postigo.proxy.flow.TraceFields;
import org.postigo.proxy.greylist.Greylist;
import org.postigo.proxy.inbound.SmtpServer;
import org.postigo.proxy.inbound.SmtpSettings;
import org.postigo.proxy.outbound.Network;
import org.postigo.proxy.outbound.RelayClient;
import org.postigo.proxy.outbound.RelaySettings;

/**
 * Measures the proxy alone: load → server → flow with a classifier that does nothing → relay client → counting sink.
 * Run each part in a JVM of its own, with the test class path:
 *
 * <pre>
 * ProxyBench sink 2626
 * ProxyBench proxy 2525 2626
 * ProxyBench load 2525 SESSIONS MESSAGES OCTETS|FOLDER PER_CONNECTION PID...
 * </pre>
 *
 * <p>{@code ProxyBench verify FOLDER...} sends every file of real mail through all of it, in one JVM, and compares what
 * arrives octet by octet.
 */
final class ProxyBench {
    private static final DomainName HOST = DomainName.of("gate.example.net");

    /** The second is where the tools of the peers send to. */
    private static final Set<String> DOMAINS = Set.of("example.com", "example.org");

    private ProxyBench() {}

    /** See the class. */
    public static void main(String[] args) throws Exception {
        switch (args[0]) {
            case "sink" -> {
                new LoadSink(InetAddress.getLoopbackAddress(), Integer.parseInt(args[1]));
                Thread.currentThread().join();
            }
            case "proxy" -> proxy(Integer.parseInt(args[1]), Integer.parseInt(args[2]));
            case "load" -> load(args);
            case "verify" -> verify(List.of(args).subList(1, args.length));
            default -> throw new IllegalArgumentException("sink, proxy, load or verify");
        }
    }

    private static void verify(List<String> folders) throws Exception {
        var arrived = new ConcurrentLinkedQueue<byte[]>();
        var sink = new LoadSink(InetAddress.getLoopbackAddress(), 0, message -> arrived.add(message.content()));
        SmtpServer server = server(0, sink.port());
        int port = server.addresses().getFirst().getPort();
        for (String folder : folders) {
            List<Path> files;
            try (Stream<Path> walk = Files.walk(Path.of(folder))) {
                files = walk.filter(Files::isRegularFile).sorted().toList();
            }
            int same = 0;
            for (Path file : files) {
                MessageSource one = MessageSource.ofFiles(List.of(file));
                LoadReport report = new LoadRun(
                                LoadSettings.to("127.0.0.1", port, 1, 1, List.of(Recipient.of("ana@example.com"))), one)
                        .run();
                byte[] got = arrived.poll();
                if (report.acknowledged() == 1 && got != null && endsWith(got, unstuffed(one.message(0)))) {
                    same++;
                } else {
                    System.out.println(file + " " + report.replies() + " " + report.failures()
                            + (got == null ? " did not arrive" : " differs"));
                }
            }
            System.out.println(folder + ": " + same + " of " + files.size() + " arrived octet by octet");
        }
        System.exit(0);
    }

    private static byte[] unstuffed(byte[] wire) {
        String text = "\r\n" + new String(wire, 0, wire.length - 3, StandardCharsets.ISO_8859_1);
        return text.replace("\r\n.", "\r\n").substring(2).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static boolean endsWith(byte[] whole, byte[] end) {
        return whole.length >= end.length
                && Arrays.equals(whole, whole.length - end.length, whole.length, end, 0, end.length);
    }

    private static void proxy(int port, int sinkPort) throws Exception {
        server(port, sinkPort);
        Thread.currentThread().join();
    }

    private static SmtpServer server(int port, int sinkPort) throws Exception {
        Path spool = Files.createTempDirectory("postigo-bench");
        return start(port, new MailboxServer("127.0.0.1", sinkPort), spool).server();
    }

    /** The three parts of a proxy that takes mail of example.com and judges nothing. */
    record Running(SmtpServer server, MailFlow flow, RelayClient relay) {}

    static Running start(int port, MailboxServer sink, Path spool) throws IOException {
        var domain = new ProtectedDomain(
                DomainName.of("example.com"),
                List.of(sink),
                "es",
                ProtectedDomain.Mode.HOLD,
                ProtectedDomain.Thresholds.DEFAULT,
                Set.of());
        var relay = new RelayClient(
                RelaySettings.of(HOST.text()).withTls(RelaySettings.Tls.NEVER),
                () -> List.of(sink),
                Network.system(),
                (_, _, _) -> {});
        relay.start();
        var flow = new MailFlow(
                name -> DOMAINS.contains(name.text()) ? Optional.of(domain) : Optional.empty(),
                Doorman.ABSENT,
                relay,
                mail -> {
                    var verdicts = new HashMap<ForwardPath, Verdict>();
                    mail.envelope()
                            .recipients()
                            .forEach(r -> verdicts.put(r.path(), new Verdict.Deliver(Verdict.Reason.SCORE_LOW)));
                    return new Assessment(
                            List.of(),
                            new Score(0, 0, List.of()),
                            AuthenticationResults.NONE,
                            List.of(),
                            verdicts,
                            MessageDigest.UNREAD,
                            new Assessment.Versions("none", 0, "none"),
                            Duration.ZERO);
                },
                (_, _, _, _) -> {
                    throw new java.io.IOException("nothing is held here");
                },
                _ -> {},
                new Attempts(),
                Greylist.off(),
                new TraceFields(HOST),
                FlowSettings.DEFAULT,
                InstantSource.system());
        SmtpSettings base = SmtpSettings.defaults(HOST, Mailbox.of("postmaster@example.com"), spool);
        var settings = new SmtpSettings(
                List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)),
                base.host(),
                base.postmaster(),
                base.limits(),
                base.timeouts(),
                base.spool(),
                base.bareLf(),
                base.earlyTalkers(),
                base.tls(),
                base.proxyProtocolFrom());
        var server = new SmtpServer(settings, flow, InstantSource.system(), new SecureRandom());
        server.start();
        return new Running(server, flow, relay);
    }

    private static void load(String[] args) throws Exception {
        int sessions = Integer.parseInt(args[2]);
        long messages = Long.parseLong(args[3]);
        var base = LoadSettings.to(
                "127.0.0.1", Integer.parseInt(args[1]), sessions, messages, List.of(Recipient.of("ana@example.com")));
        int perConnection = Integer.parseInt(args[5]);
        var settings = new LoadSettings(
                base.host(),
                base.port(),
                base.sessions(),
                base.messages(),
                base.limit(),
                perConnection == 0 ? Integer.MAX_VALUE : perConnection,
                true,
                base.helo(),
                base.reversePath(),
                base.recipients(),
                List.of(args).subList(6, args.length).stream()
                        .map(Long::valueOf)
                        .toList());
        MessageSource source = Character.isDigit(args[4].charAt(0))
                ? MessageSource.generated(Integer.parseInt(args[4]), 0, 1)
                : MessageSource.ofFolder(Path.of(args[4]));
        System.out.println(new LoadRun(settings, source).run());
    }
}
