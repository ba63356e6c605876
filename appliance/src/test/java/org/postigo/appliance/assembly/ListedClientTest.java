package org.postigo.appliance.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postigo.appliance.rest.Tokens;
import org.postigo.appliance.settings.SettingsReader;
import org.postigo.classifier.dns.LocalDnsServer;
import org.postigo.classifier.dns.LocalZone;
import org.postigo.mail.DomainName;
import org.postigo.mail.policy.ProtectedDomain;
import org.postigo.proxy.load.LoadSink;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Who is refused before the data, through the real door: a client that several lists agree about, and nobody else. */
class ListedClientTest {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    private static Path folder;

    private static LocalDnsServer dns;
    private static LoadSink mailboxes;
    private static Appliance appliance;
    private static Tokens.Access access;

    @BeforeAll
    static void start() throws Exception {
        dns = LocalDnsServer.start(LocalZone.builder()
                .lines(
                        "2.0.0.127.bl.spamcop.net A 127.0.0.2",
                        "2.0.0.127.psbl.surriel.com A 127.0.0.2",
                        "2.0.0.127.list.dnswl.org A 127.0.10.0",
                        // One; two; two and a good word; one and a file of ours; two and an entry.
                        "1.2.0.192.psbl.surriel.com A 127.0.0.2",
                        "2.2.0.192.psbl.surriel.com A 127.0.0.2",
                        "2.2.0.192.bl.spamcop.net A 127.0.0.2",
                        "3.2.0.192.psbl.surriel.com A 127.0.0.2",
                        "3.2.0.192.bl.spamcop.net A 127.0.0.2",
                        "3.2.0.192.list.dnswl.org A 127.0.4.3",
                        "4.2.0.192.psbl.surriel.com A 127.0.0.2",
                        "6.2.0.192.psbl.surriel.com A 127.0.0.2",
                        "6.2.0.192.bl.spamcop.net A 127.0.0.2",
                        "origin.test A 198.51.100.77")
                .build());
        mailboxes = new LoadSink(LOOPBACK, 0);
        Path ours = Files.writeString(folder.resolve("ours.txt"), "192.0.2.4\n");
        var settings = SettingsReader.read(
                Optional.empty(),
                Map.ofEntries(
                        Map.entry("POSTIGO_DATA", folder.resolve("data").toString()),
                        Map.entry("POSTIGO_SITE_HOSTNAME", "gate.test"),
                        Map.entry("POSTIGO_SMTP_PORT", "0"),
                        Map.entry("POSTIGO_SMTP_PROXY_PROTOCOL_FROM", "127.0.0.0/8"),
                        Map.entry("POSTIGO_SMTP_REFUSE_LISTED", "2"),
                        Map.entry("POSTIGO_HTTP_PORT", "0"),
                        Map.entry("POSTIGO_MANAGEMENT_PORT", "0"),
                        Map.entry(
                                "POSTIGO_DNS_RESOLVERS",
                                "127.0.0.1:" + dns.address().getPort()),
                        Map.entry("POSTIGO_DNS_ORIGIN_NAME", "origin.test"),
                        Map.entry("POSTIGO_DNS_LISTS", "[{name: dnswl, licensed: true}]"),
                        Map.entry("POSTIGO_CLASSIFIER_AUDIT", "0"),
                        Map.entry("POSTIGO_CLASSIFIER_LOCAL_LISTS", "[{name: ours, file: " + ours + ", kind: block}]"),
                        Map.entry("POSTIGO_STORE_RESERVE", "16MB")));
        appliance = Appliance.start(
                settings,
                "admin@example.com",
                List.of(
                        domain("example.com", ProtectedDomain.Mode.HOLD, ProtectedDomain.Thresholds.DEFAULT),
                        domain("looks.example", ProtectedDomain.Mode.OBSERVE, ProtectedDomain.Thresholds.DEFAULT),
                        domain(
                                "reads.example",
                                ProtectedDomain.Mode.HOLD,
                                ProtectedDomain.Thresholds.holdingAll(0.5))));
        access = Tokens.access(folder.resolve("data")).orElseThrow();
    }

    private static ProtectedDomain domain(
            String name, ProtectedDomain.Mode mode, ProtectedDomain.Thresholds thresholds) {
        return new ProtectedDomain(
                DomainName.of(name),
                List.of(new ProtectedDomain.MailboxServer(LOOPBACK.getHostAddress(), mailboxes.port())),
                "en",
                mode,
                thresholds,
                Set.of());
    }

    @AfterAll
    static void stop() throws IOException {
        appliance.close();
        mailboxes.close();
        dns.close();
    }

    /** The answer to a recipient, as a client of this address gets it. */
    private static String rcpt(String client, String recipient) throws IOException {
        try (var socket = new Socket(LOOPBACK, appliance.smtpPort())) {
            socket.setSoTimeout(20_000);
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            socket.getOutputStream()
                    .write(("PROXY TCP4 " + client + " 127.0.0.1 40000 25\r\n").getBytes(StandardCharsets.US_ASCII));
            assertThat(in.readLine()).startsWith("220");
            socket.getOutputStream()
                    .write(("HELO c.example\r\nMAIL FROM:<a@sender.example>\r\nRCPT TO:<" + recipient + ">\r\nQUIT\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(in.readLine()).startsWith("250");
            assertThat(in.readLine()).startsWith("250");
            return in.readLine();
        }
    }

    private static JsonNode ask(String verb, String path, String body) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(URI.create(access.url() + path))
                            .header("Content-Type", "application/json")
                            .header("Authorization", "Bearer " + access.token())
                            .method(verb, HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            return JSON.readTree(answer.body());
        }
    }

    @Test
    void twoListsThatAgreeRefuseWithAWayToReachTheDomainAndTheJournalKnowsWhich() throws Exception {
        assertThat(rcpt("192.0.2.2", "nina@example.com"))
                .startsWith("550 5.7.1")
                .contains("postmaster@example.com")
                .doesNotContain("psbl");
        JsonNode rows = ask("GET", "/trace?limit=50", "").get("rows");
        assertThat(rows.toString()).contains("listed by spamcop, psbl");
    }

    @Test
    void aListOfTheOperatorsOwnCountsAsOne() throws Exception {
        assertThat(rcpt("192.0.2.4", "nina@example.com")).startsWith("550 5.7.1");
    }

    @Test
    void oneListAloneRefusesNobody() throws Exception {
        assertThat(rcpt("192.0.2.1", "nina@example.com")).startsWith("250");
    }

    @Test
    void anAllowListOutweighsThem() throws Exception {
        assertThat(rcpt("192.0.2.3", "nina@example.com")).startsWith("250");
    }

    @Test
    void thoseWhoAnswerComplaintsHearEverybody() throws Exception {
        assertThat(rcpt("192.0.2.2", "postmaster@example.com")).startsWith("250");
        assertThat(rcpt("192.0.2.2", "Abuse@example.com")).startsWith("250");
        assertThat(rcpt("192.0.2.2", "postmaster")).startsWith("250");
    }

    @Test
    void domainsThatObserveOrReadEverythingRefuseNobody() throws Exception {
        assertThat(rcpt("192.0.2.2", "nina@looks.example")).startsWith("250");
        assertThat(rcpt("192.0.2.2", "nina@reads.example")).startsWith("250");
    }

    @Test
    void anAllowEntryForItsNetworkLetsItIn() throws Exception {
        assertThat(rcpt("192.0.2.6", "nina@example.com")).startsWith("550");
        ask(
                "PUT",
                "/lists/branch",
                "{\"list\":\"allow\",\"subject\":\"192.0.2.6/32\",\"scope\":\"example.com\",\"proof\":\"network\"}");
        try {
            assertThat(rcpt("192.0.2.6", "nina@example.com")).startsWith("250");
        } finally {
            ask("DELETE", "/lists/branch", "");
        }
    }

    @Test
    void theTableOfListsTellsHowEachFaresAndWhereOurQueriesComeFrom() throws Exception {
        rcpt("192.0.2.2", "nina@example.com");
        JsonNode table = ask("GET", "/dns-lists", "");
        for (JsonNode row : table.get("rows")) {
            String state = row.get("state").asString();
            switch (row.get("name").asString()) {
                case "spamcop", "dnswl" -> assertThat(state).isEqualTo("ACTIVE");
                case "zen" -> {
                    assertThat(state).isEqualTo("OFF");
                    assertThat(row.get("why").asString()).contains("licence");
                }
                default -> assertThat(state).isIn("ACTIVE", "PAUSED", "OFF");
            }
            assertThat(row.get("spam").asLong() + row.get("ham").asLong()).isZero();
        }
        JsonNode origin = table.get("queriesFrom").get(0);
        assertThat(origin.get("resolver").asString())
                .isEqualTo("127.0.0.1:" + dns.address().getPort());
        assertThat(origin.get("seen").asString()).isEqualTo("198.51.100.77");
    }
}
