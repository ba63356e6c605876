package org.postigo.appliance.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postigo.appliance.rest.Tokens;
import org.postigo.appliance.settings.SettingsReader;
import org.postigo.mail.DomainName;
import org.postigo.mail.policy.ProtectedDomain;
import org.postigo.proxy.load.LoadSink;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A rule with a slip holds good mail; it is mended, and the mail goes where it should have gone. All over sockets. */
class IncidentTest {
    private static final int PATIENCE_MILLIS = 30_000;
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
    private static final Queue<LoadSink.Message> DELIVERED = new ConcurrentLinkedQueue<>();
    private static final String SLIP =
            "{\"rules\":[{\"id\":\"slip\",\"name\":\"Invoices with macros\",\"action\":\"hold\","
                    + "\"firm\":true,\"conditions\":[{\"kind\":\"field\",\"name\":\"Subject\",\"test\":\"contains\",\"value\":\"order\"}]}]}";

    @TempDir
    private static Path folder;

    private static LoadSink mailboxes;
    private static Appliance appliance;
    private static Tokens.Access access;

    @BeforeAll
    static void start() throws Exception {
        mailboxes = new LoadSink(LOOPBACK, 0, DELIVERED::add);
        var settings = SettingsReader.read(
                Optional.empty(),
                Map.of(
                        "POSTIGO_DATA", folder.resolve("data").toString(),
                        "POSTIGO_SITE_HOSTNAME", "gate.test",
                        "POSTIGO_SMTP_PORT", "0",
                        "POSTIGO_HTTP_PORT", "0",
                        "POSTIGO_MANAGEMENT_PORT", "0",
                        "POSTIGO_DNS_RESOLVERS", "127.0.0.1:1",
                        "POSTIGO_DNS_TIMEOUT", "100ms",
                        "POSTIGO_STORE_RESERVE", "16MB",
                        "POSTIGO_QUARANTINE_RESCUE_UNDO", "5s"));
        var domain = new ProtectedDomain(
                DomainName.of("example.com"),
                List.of(new ProtectedDomain.MailboxServer(LOOPBACK.getHostAddress(), mailboxes.port())),
                "en",
                ProtectedDomain.Mode.HOLD,
                ProtectedDomain.Thresholds.holdingAll(0.999_999),
                Set.of());
        appliance = Appliance.start(settings, "admin@example.com", List.of(domain));
        access = Tokens.access(folder.resolve("data")).orElseThrow();
    }

    @AfterAll
    static void stop() throws IOException {
        appliance.close();
        mailboxes.close();
    }

    @BeforeEach
    void anew() throws Exception {
        DELIVERED.clear();
    }

    @Test
    void whatAWrongCauseHeldIsReleasedAndCanBeTakenBack() throws Exception {
        ask("PUT", "/lists/bad", "{\"list\":\"deny\",\"subject\":\"bad.example\",\"scope\":\"site\"}");
        String version = ask("PUT", "/rules/site", SLIP).get("version").asString();
        for (int i = 0; i < 30; i++) {
            send("good" + i + "@shop.example", "Your order " + i);
        }
        send("worse@bad.example", "Your order of pills");
        await("/held?limit=1", page -> page.get("total").asLong() == 31);
        assertThat(DELIVERED).isEmpty();

        JsonNode looked = look("entry:slip");
        assertThat(looked.get("held").asLong()).isEqualTo(31);
        assertThat(looked.get("changed").asLong())
                .as("the rule is still in force")
                .isZero();
        assertThat(look("rules:" + version).get("held").asLong()).isEqualTo(31);
        assertThat(look("rules:999").get("held").asLong()).isZero();

        ask("PUT", "/rules/site", "{\"rules\":[]}");
        looked = look("entry:slip");
        assertThat(looked.get("held").asLong()).isEqualTo(31);
        assertThat(looked.get("changed").asLong())
                .as("all but what a deny entry holds today")
                .isEqualTo(30);
        assertThat(DELIVERED).as("looking does nothing").isEmpty();

        // Taken back before anything leaves
        String id = "/incidents/" + looked.get("id").asInt();
        ask("POST", id + "/release", "{}");
        JsonNode released = await(id, each -> each.get("phase").asString().equals("released"));
        assertThat(released.get("released").asLong()).isEqualTo(30);
        ask("POST", id + "/undo", "{}");
        JsonNode undone = await(id, each -> each.get("phase").asString().equals("undone"));
        assertThat(undone.get("undone").asLong()).isEqualTo(30);
        assertThat(undone.get("released").asLong()).isZero();
        assertThat(status("POST", id + "/release")).as("look again first").isEqualTo(409);
        assertThat(DELIVERED).isEmpty();

        // And for good
        looked = look("entry:slip");
        assertThat(looked.get("changed").asLong()).isEqualTo(30);
        id = "/incidents/" + looked.get("id").asInt();
        ask("POST", id + "/release", "{}");
        await("/held?state=delivered&limit=1", page -> page.get("total").asLong() == 30);
        assertThat(DELIVERED).hasSize(30);
        assertThat(ask("GET", "/status", "").toString()).isNotEmpty();
        assertThat(look("entry:slip").get("held").asLong())
                .as("what stays held is what a person has to look at")
                .isEqualTo(1);
    }

    private static JsonNode look(String cause) throws Exception {
        int id = ask("POST", "/incidents", "{\"cause\":\"" + cause + "\"}")
                .get("id")
                .asInt();
        return await("/incidents/" + id, each -> each.get("phase").asString().equals("looked"));
    }

    private static JsonNode await(String path, Predicate<JsonNode> until) throws Exception {
        long deadline = System.nanoTime() + PATIENCE_MILLIS * 1_000_000L;
        JsonNode now = ask("GET", path, "");
        while (!until.test(now)) {
            assertThat(System.nanoTime()).as("%s: %s", path, now).isLessThan(deadline);
            now = ask("GET", path, "");
        }
        return now;
    }

    private static JsonNode ask(String method, String path, String body) throws Exception {
        HttpResponse<String> answer = http(method, path, body);
        assertThat(answer.statusCode())
                .as("%s %s: %s", method, path, answer.body())
                .isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private static int status(String method, String path) throws Exception {
        return http(method, path, "{}").statusCode();
    }

    private static HttpResponse<String> http(String method, String path, String body) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create(access.url() + path))
                            .header("Authorization", "Bearer " + access.token())
                            .header("Content-Type", "application/json")
                            .method(method, HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    private static void send(String from, String subject) throws Exception {
        try (var socket = new Socket(LOOPBACK, appliance.smtpPort())) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            OutputStream out = socket.getOutputStream();
            expect(in, "220");
            say(out, in, "EHLO client.example", "250");
            say(out, in, "MAIL FROM:<" + from + ">", "250");
            say(out, in, "RCPT TO:<luis@example.com>", "250");
            say(out, in, "DATA", "354");
            out.write(("From: " + from + "\r\nTo: luis@example.com\r\nSubject: " + subject
                            + "\r\nDate: Wed, 25 Nov 2026 10:00:00 +0000\r\nMessage-ID: <"
                            + Integer.toHexString((from + subject).hashCode())
                            + "@client.example>\r\n\r\nIt is on its way and will be with you on Friday.\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            say(out, in, ".", "250");
            say(out, in, "QUIT", "221");
        }
    }

    private static void say(OutputStream out, BufferedReader in, String line, String answer) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
        expect(in, answer);
    }

    private static void expect(BufferedReader in, String answer) throws IOException {
        String line;
        do {
            line = in.readLine();
            assertThat(line).isNotNull().startsWith(answer);
        } while (line.charAt(3) == '-');
    }
}
