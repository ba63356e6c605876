package org.postigo.appliance.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postigo.appliance.settings.SettingsReader;
import org.postigo.mail.Client;
import org.postigo.mail.DomainName;
import org.postigo.mail.Envelope;
import org.postigo.mail.ForwardPath;
import org.postigo.mail.MailId;
import org.postigo.mail.Recipient;
import org.postigo.mail.ReversePath;
import org.postigo.mail.auth.AuthenticationResults;
import org.postigo.mail.auth.ProvenIdentity;
import org.postigo.mail.finding.Assessment;
import org.postigo.mail.finding.Contribution;
import org.postigo.mail.finding.Finding;
import org.postigo.mail.finding.FindingKey;
import org.postigo.mail.finding.MessageDigest;
import org.postigo.mail.finding.Score;
import org.postigo.mail.finding.Verdict;
import org.postigo.mail.policy.ProtectedDomain;
import org.postigo.mail.record.JournalEntry;
import org.postigo.mail.record.Reply;
import org.postigo.proxy.load.LoadSink;

/** The whole appliance with its default addresses, knocked at over real sockets. */
class DoorsTest {
    private static final int PATIENCE_MILLIS = 30_000;
    private static final InetAddress IPV4 = InetAddress.ofLiteral("127.0.0.1");
    private static final InetAddress IPV6 = InetAddress.ofLiteral("::1");
    private static final InetAddress TLS_PROXY = InetAddress.ofLiteral("127.0.0.2");

    private static final String LETTER = """
            From: Workshop <workshop@sender.example>
            To: nina@example.com
            Subject: The tool you asked for
            Date: Mon, 23 Nov 2026 10:00:00 +0000
            Message-ID: <tool-1@sender.example>
            MIME-Version: 1.0
            Content-Type: multipart/mixed; boundary="b"

            --b
            Content-Type: text/plain

            Here it is.
            --b
            Content-Type: application/octet-stream; name="tool.exe"
            Content-Disposition: attachment; filename="tool.exe"
            Content-Transfer-Encoding: base64

            TVqQAAMAAAAEAAAA//8AALgAAAAAAAAAQAAAAAAAAAA=
            --b--
            .
            """;

    @TempDir
    private static Path folder;

    private static LoadSink mailboxes;
    private static Appliance appliance;

    @BeforeAll
    static void start() throws Exception {
        mailboxes = new LoadSink(IPV4, 0);
        Path ours = Files.writeString(folder.resolve("ours.txt"), "192.0.2.0/24\n127.0.0.0/8 # we knock from here\n");
        var settings = SettingsReader.read(
                Optional.empty(),
                Map.of(
                        "POSTIGO_DATA", folder.resolve("data").toString(),
                        "POSTIGO_SITE_HOSTNAME", "gate.test",
                        "POSTIGO_SMTP_PORT", "0",
                        "POSTIGO_HTTP_PORT", "0",
                        "POSTIGO_HTTP_BEHIND_PROXY", TLS_PROXY.getHostAddress(),
                        "POSTIGO_MANAGEMENT_PORT", "0",
                        "POSTIGO_DNS_RESOLVERS", "127.0.0.1:1",
                        "POSTIGO_DNS_TIMEOUT", "100ms",
                        "POSTIGO_CLASSIFIER_LOCAL_LISTS", "[{name: ours, file: " + ours + ", kind: block}]",
                        "POSTIGO_STORE_RESERVE", "16MB"));
        var domain = new ProtectedDomain(
                DomainName.of("example.com"),
                List.of(new ProtectedDomain.MailboxServer(IPV4.getHostAddress(), mailboxes.port())),
                "en",
                ProtectedDomain.Mode.HOLD,
                ProtectedDomain.Thresholds.holdingAll(0.5),
                Set.of());
        appliance = Appliance.start(settings, "admin@example.com", List.of(domain));
    }

    @AfterAll
    static void stop() throws IOException {
        appliance.close();
        mailboxes.close();
    }

    /** Found without the code that is tried: a machine without IPv6 has but one. */
    private static List<InetAddress> loopback() {
        try (var probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(IPV6, 0));
            return List.of(IPV4, IPV6);
        } catch (IOException none) {
            return List.of(IPV4);
        }
    }

    private static HttpResponse<String> get(InetAddress from, String url, String... fields) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
        if (fields.length > 0) {
            request.headers(fields);
        }
        try (HttpClient client = HttpClient.newBuilder().localAddress(from).build()) {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    private static String at(InetAddress address, String url) {
        String host = address.equals(IPV6) ? "[::1]" : address.getHostAddress();
        return "http://" + host + ":" + URI.create(url).getPort();
    }

    @Test
    void mailIsTakenOverBothFamilies() throws Exception {
        for (InetAddress address : loopback()) {
            assertThat(dialog(address, "EHLO client.example\r\nQUIT\r\n"))
                    .as("%s", address)
                    .anyMatch(line -> line.startsWith("220 gate.test"))
                    .anyMatch(line -> line.startsWith("221"));
        }
    }

    @Test
    void deskAndFiguresAnswerAtBothLoopbackAddressesAndNowhereElse() throws Exception {
        for (InetAddress address : loopback()) {
            HttpResponse<String> desk = get(address, at(address, appliance.deskUrl()) + "/");
            assertThat(desk.statusCode()).as("desk at %s", address).isEqualTo(302);
            assertThat(desk.headers().firstValue("Location")).hasValue(at(address, appliance.deskUrl()) + "/signin");
            HttpResponse<String> health = get(address, at(address, appliance.managementUrl()) + "/health");
            assertThat(health.body()).as("health at %s", address).contains("\"postigo\":{\"status\":");
        }
        for (String url : List.of(appliance.deskUrl(), appliance.managementUrl())) {
            try (var socket = new Socket()) {
                var elsewhere = new InetSocketAddress(TLS_PROXY, URI.create(url).getPort());
                assertThat(org.assertj.core.api.Assertions.catchThrowable(
                                () -> socket.connect(elsewhere, PATIENCE_MILLIS)))
                        .as(url)
                        .isInstanceOf(java.net.ConnectException.class);
            }
        }
    }

    @Test
    void forwardedFieldsOfAListedProxyAreBelieved() throws Exception {
        assertThat(signIn(TLS_PROXY)).isEqualTo("https://mail.example.net/signin");
    }

    @Test
    void forwardedFieldsOfAnybodyElseAreNot() throws Exception {
        assertThat(signIn(IPV4)).isEqualTo(at(IPV4, appliance.deskUrl()) + "/signin");
    }

    private static String signIn(InetAddress from) throws Exception {
        HttpResponse<String> answer = get(
                from,
                at(IPV4, appliance.deskUrl()) + "/",
                "X-Forwarded-Proto",
                "https",
                "X-Forwarded-Host",
                "mail.example.net",
                "X-Forwarded-Port",
                "443",
                "X-Forwarded-For",
                "198.51.100.7");
        assertThat(answer.headers().allValues("Set-Cookie")).allMatch(cookie -> cookie.contains("; Secure"));
        return answer.headers().firstValue("Location").orElseThrow();
    }

    @Test
    void aCauseThatTurnsAgainstProvenMailIsToldAtTheHealthDoor() throws Exception {
        Instant now = Instant.now();
        assertThat(get(IPV4, appliance.managementUrl() + "/health").body()).doesNotContain("causes");
        for (int i = 0; i < 400; i++) {
            appliance.watch().record(proven(now.minus(Duration.ofHours(3 + i % 100)), false));
        }
        for (int i = 0; i < 40; i++) {
            appliance.watch().record(proven(now, i % 2 == 0));
        }
        assertThat(get(IPV4, appliance.managementUrl() + "/health").body())
                .contains("\"status\":\"DEGRADED\"")
                .contains("\"causes\":\"speak against proven mail much more than before:"
                        + " fact:list.client=zen (20 of 40)\"");
    }

    private static JournalEntry proven(Instant at, boolean listed) {
        var fact = new Finding.Fact(FindingKey.LIST_CLIENT, 1, List.of("zen", "SBL"));
        return new JournalEntry.Transaction(
                new MailId("0000000000000000"),
                at,
                Client.plain(InetAddress.ofLiteral("192.0.2.7"), "client.example"),
                new Envelope(
                        ReversePath.of("a@shop.example"),
                        Envelope.Parameters.NONE,
                        List.of(Recipient.of("nina@example.com"))),
                100,
                "0",
                Optional.of(new Assessment(
                        listed ? List.of(fact) : List.of(),
                        new Score(0, 0, listed ? List.of(new Contribution(fact, 2.5)) : List.of()),
                        AuthenticationResults.NONE,
                        List.of(new ProvenIdentity.SignedDomain(DomainName.of("shop.example"))),
                        Map.of(ForwardPath.of("nina@example.com"), new Verdict.Deliver(Verdict.Reason.SCORE_LOW)),
                        MessageDigest.UNREAD,
                        new Assessment.Versions("m", 0, "1"),
                        Duration.ZERO)),
                Map.of(),
                new Reply(250, "2.0.0", "Ok"),
                Map.of());
    }

    @Test
    void figuresOfAllPartsAreReadOverHttp() throws Exception {
        assertThat(dialog(
                        IPV4,
                        "EHLO client.example\r\nMAIL FROM:<workshop@sender.example>\r\nRCPT TO:<nina@example.com>\r\nDATA\r\n"
                                + LETTER.replace("\n", "\r\n") + "QUIT\r\n"))
                .filteredOn(line -> line.startsWith("250 2.0.0") || line.startsWith("4") || line.startsWith("5"))
                .singleElement()
                .asString()
                .startsWith("250");
        List<String> figures = get(IPV4, appliance.managementUrl() + "/metrics")
                .body()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .toList();
        assertThat(figures)
                .contains(
                        "postigo_store_held_open{domain=\"example.com\"} 1.0",
                        "postigo_store_standings{kind=\"unread\"} 1.0",
                        "postigo_store_standings{kind=\"on_its_way\"} 0.0",
                        "postigo_store_overdue 0.0",
                        "postigo_store_index{state=\"ready\"} 1.0",
                        "postigo_flow_copies_held_total 1.0",
                        "postigo_learning_behind_seconds 0.0",
                        "postigo_dns_list_state{list=\"psbl\",state=\"active\"} 1.0",
                        "postigo_dns_list_state{list=\"zen\",state=\"off\"} 1.0",
                        "postigo_dns_list_hits_total{list=\"psbl\"} 0.0",
                        "postigo_local_list_networks{list=\"ours\"} 2.0",
                        "postigo_local_list_hits_total{list=\"ours\"} 1.0",
                        "postigo_local_list_broken{list=\"ours\"} 0.0");
        assertThat(value(figures, "postigo_store_held_octets{domain=\"example.com\"}"))
                .isPositive();
        assertThat(value(figures, "postigo_smtp_spool_limit")).isPositive();
        for (String column : List.of("queries_total", "errors_total", "timeouts_total", "latency_seconds")) {
            assertThat(value(figures, "postigo_dns_list_" + column + "{list=\"psbl\"}"))
                    .as(column)
                    .isNotNegative();
        }
    }

    private static double value(List<String> figures, String name) {
        return figures.stream()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + name));
    }

    /** Says each line after the answer to the one before; a letter goes as a whole. Returns all that was answered. */
    private static List<String> dialog(InetAddress address, String said) throws IOException {
        var answers = new ArrayList<String>();
        try (var socket = new Socket(address, appliance.smtpPort())) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            OutputStream out = socket.getOutputStream();
            answer(in, answers);
            int from = 0;
            while (from < said.length()) {
                boolean letter = answers.getLast().startsWith("354");
                int end = letter ? said.indexOf("\r\n.\r\n", from) + 5 : said.indexOf("\r\n", from) + 2;
                out.write(said.substring(from, end).getBytes(StandardCharsets.US_ASCII));
                out.flush();
                answer(in, answers);
                from = end;
            }
        }
        return answers;
    }

    private static void answer(BufferedReader in, List<String> answers) throws IOException {
        String line = in.readLine();
        while (line != null && line.length() > 3 && line.charAt(3) == '-') {
            answers.add(line);
            line = in.readLine();
        }
        answers.add(String.valueOf(line));
    }
}
