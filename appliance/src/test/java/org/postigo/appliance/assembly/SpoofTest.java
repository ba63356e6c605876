package org.postigo.appliance.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.postigo.appliance.rest.Tokens;
import org.postigo.appliance.settings.SettingsReader;
import org.postigo.classifier.dkim.Algorithm;
import org.postigo.classifier.dkim.Signer;
import org.postigo.classifier.dns.LocalDnsServer;
import org.postigo.classifier.dns.LocalZone;
import org.postigo.mail.DomainName;
import org.postigo.mail.policy.ProtectedDomain;
import org.postigo.proxy.load.LoadSink;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Spoofs of an allowed sender, and what the sender proves, handed to the whole appliance over SMTP; the entries come in
 * over REST. Every letter that no entry frees is held, since the domain holds from the smallest probability on.
 */
class SpoofTest {
    private static final int PATIENCE_MILLIS = 30_000;
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
    private static final String LUIS = "luis@example.com";
    private static final String EVA = "eva@example.com";
    private static final String SHOP = "From: The shop <info@shop.example>\r\n";

    @TempDir
    private static Path folder;

    private static final Queue<LoadSink.Message> DELIVERED = new ConcurrentLinkedQueue<>();
    private static LocalDnsServer dns;
    private static LoadSink mailboxes;
    private static Signer shop;
    private static Signer stranger;
    private static Appliance appliance;
    private static Tokens.Access access;

    private String letters = "";

    @BeforeAll
    static void start() throws Exception {
        shop = signer("shop.example");
        stranger = signer("stranger.example");
        dns = LocalDnsServer.start(LocalZone.builder()
                .txt(shop.keyName(), shop.keyRecord())
                .txt(stranger.keyName(), stranger.keyRecord())
                // A network that the shop shares with anybody who rents there; we are such a tenant.
                .txt("shop.example", "v=spf1 ip4:127.0.0.0/8 -all")
                .build());
        mailboxes = new LoadSink(LOOPBACK, 0, DELIVERED::add);
        var settings = SettingsReader.read(
                Optional.empty(),
                Map.of(
                        "POSTIGO_DATA", folder.resolve("data").toString(),
                        "POSTIGO_SITE_HOSTNAME", "gate.test",
                        "POSTIGO_SMTP_PORT", "0",
                        "POSTIGO_HTTP_PORT", "0",
                        "POSTIGO_MANAGEMENT_PORT", "0",
                        "POSTIGO_DNS_RESOLVERS", "127.0.0.1:" + dns.address().getPort(),
                        "POSTIGO_STORE_RESERVE", "16MB"));
        var domain = new ProtectedDomain(
                DomainName.of("example.com"),
                List.of(new ProtectedDomain.MailboxServer(LOOPBACK.getHostAddress(), mailboxes.port())),
                "en",
                ProtectedDomain.Mode.HOLD,
                ProtectedDomain.Thresholds.holdingAll(1e-12),
                Set.of());
        var neighbour = new ProtectedDomain(
                DomainName.of("other.example"), domain.servers(), "en", domain.mode(), domain.thresholds(), Set.of());
        appliance = Appliance.start(settings, "admin@example.com", List.of(domain, neighbour));
        access = Tokens.access(folder.resolve("data")).orElseThrow();
    }

    private static Signer signer(String domain) {
        return new Signer(DomainName.of(domain), "s1", Signer.newKeys(Algorithm.ED25519_SHA256, new SecureRandom()));
    }

    @AfterAll
    static void stop() throws IOException {
        appliance.close();
        mailboxes.close();
        dns.close();
    }

    @AfterEach
    void forget() throws Exception {
        for (JsonNode entry : ask("GET", "/lists", "").get("rows")) {
            ask("DELETE", "/lists/" + entry.get("id").asString(), "");
        }
        DELIVERED.clear();
    }

    // The sender alone

    @Test
    void aBareFromIsHeld(TestInfo test) throws Exception {
        allow("shop", "*.shop.example", "example.com", "dkim:shop.example");
        assertThat(send(letter(test, SHOP), LUIS)).containsExactly("held score-high");
        assertThat(DELIVERED).isEmpty();
    }

    @Test
    void aSignatureOfSomebodyElseIsHeld(TestInfo test) throws Exception {
        allow("shop", "*.shop.example", "example.com", "dkim:shop.example");
        byte[] signed = stranger.sign(letter(test, SHOP), Signer.Style.USUAL, Instant.now());
        assertThat(send(signed, LUIS)).containsExactly("held score-high");
    }

    @Test
    void twoFromFieldsAreHeldThoughTheSignatureVerifies(TestInfo test) throws Exception {
        allow("shop", "*.shop.example", "example.com", "dkim:shop.example");
        byte[] signed = shop.sign(letter(test, SHOP), Signer.Style.USUAL, Instant.now());
        assertThat(send(join("From: The bank <boss@bank.example>\r\n", signed), LUIS))
                .containsExactly("held score-high");
        var once = new Signer.Style(
                Signer.Style.USUAL.header(),
                Signer.Style.USUAL.body(),
                List.of("from", "subject"),
                OptionalLong.empty(),
                Optional.empty());
        byte[] open = shop.sign(letter(test, SHOP), once, Instant.now());
        assertThat(send(join("From: The bank <boss@bank.example>\r\n", open), LUIS))
                .containsExactly("held score-high");
        assertThat(DELIVERED).isEmpty();
    }

    @Test
    void whatIsAppendedBehindASignedLengthIsHeld(TestInfo test) throws Exception {
        allow("shop", "*.shop.example", "example.com", "dkim:shop.example");
        byte[] plain = letter(test, SHOP);
        int body = new String(plain, StandardCharsets.US_ASCII).indexOf("\r\n\r\n") + 4;
        var partial = new Signer.Style(
                Signer.Style.USUAL.header(),
                Signer.Style.USUAL.body(),
                Signer.Style.USUAL.fields(),
                OptionalLong.of(plain.length - body),
                Optional.empty());
        byte[] signed = shop.sign(plain, partial, Instant.now());
        assertThat(send(signed, LUIS)).containsExactly("held score-high");
        var longer = new ByteArrayOutputStream();
        longer.writeBytes(signed);
        longer.writeBytes("Send the money to the account below.\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(send(longer.toByteArray(), LUIS)).containsExactly("held score-high");
        assertThat(DELIVERED).isEmpty();
    }

    @Test
    void anotherTenantOfASharedNetworkIsHeldThoughSpfPasses(TestInfo test) throws Exception {
        allow("shop", "*.shop.example", "example.com", "spf:shop.example");
        assertThat(send(letter(test, SHOP), LUIS)).containsExactly("held score-high");
        JsonNode row = trace();
        String id = row.get("id").asString();
        assertThat(ask("GET", "/held/" + id + "-0", "").toString()).contains("\"key\":\"spf.pass\"");
        assertThat(DELIVERED).isEmpty();
    }

    // What is proven

    @Test
    void anAlignedSignatureIsDeliveredAndHeldAgainWhenTheEntryGoes(TestInfo test) throws Exception {
        allow("aligned", "*.shop.example", "example.com", "dkim:shop.example");
        byte[] signed = shop.sign(letter(test, SHOP), Signer.Style.USUAL, Instant.now());
        assertThat(send(signed, LUIS)).containsExactly("delivered by aligned");
        assertThat(DELIVERED)
                .singleElement()
                .satisfies(message -> assertThat(message.recipients())
                        .singleElement()
                        .asString()
                        .contains(LUIS));
        JsonNode entry = entry("aligned");
        assertThat(entry.get("hits").asLong()).isEqualTo(1);
        assertThat(Instant.parse(entry.get("lastHit").asString()))
                .isEqualTo(Instant.parse(trace().get("at").asString()));

        ask("DELETE", "/lists/aligned", "");
        byte[] again = shop.sign(letter(test, SHOP), Signer.Style.USUAL, Instant.now());
        assertThat(send(again, LUIS)).containsExactly("held score-high");
        assertThat(DELIVERED).hasSize(1);
    }

    @Test
    void anEntryIsTriedOnWhatCameBeforeItIsWritten(TestInfo test) throws Exception {
        byte[] signed = shop.sign(letter(test, SHOP), Signer.Style.USUAL, Instant.now());
        assertThat(send(signed, EVA)).containsExactly("held score-high");
        String held = last.get("id").asString();
        int id = ask(
                        "POST",
                        "/replay",
                        "{\"put\":[{\"id\":\"eva\",\"list\":\"allow\",\"subject\":\"info@shop.example\",\"scope\":\""
                                + EVA + "\",\"proof\":\"dkim:shop.example\"}]}")
                .get("id")
                .asInt();
        long deadline = System.nanoTime() + PATIENCE_MILLIS * 1_000_000L;
        JsonNode result = ask("GET", "/replay/" + id, "");
        while (!result.get("done").asBoolean()) {
            assertThat(System.nanoTime()).as("it ends").isLessThan(deadline);
            result = ask("GET", "/replay/" + id, "");
        }
        assertThat(result.get("problem").asString()).isEmpty();
        assertThat(result.get("worstFreed").findValuesAsString("id")).contains(held);
        assertThat(result.get("worstFreed").findValuesAsString("recipient")).containsOnly(EVA);
        assertThat(result.get("worstFreed").findValuesAsString("entry")).containsOnly("eva");
        assertThat(result.get("stopped").asLong()).isZero();
        assertThat(ask("GET", "/lists", "").get("total").asLong()).isZero();
    }

    @Test
    void oneRecipientsEntryFreesNoOthersCopy(TestInfo test) throws Exception {
        allow("luis", "info@shop.example", LUIS, "dkim:shop.example");
        byte[] signed = shop.sign(letter(test, SHOP), Signer.Style.USUAL, Instant.now());
        assertThat(send(signed, LUIS, EVA)).containsExactly("delivered by luis", "held score-high");
        assertThat(DELIVERED)
                .singleElement()
                .satisfies(message -> assertThat(message.recipients())
                        .singleElement()
                        .asString()
                        .contains(LUIS));
    }

    @Test
    void oneRecipientsDenialHoldsNoOthersCopy(TestInfo test) throws Exception {
        allow("shop", "*.shop.example", "example.com", "dkim:shop.example");
        put("eva", "{\"list\":\"deny\",\"subject\":\"shop.example\",\"scope\":\"" + EVA + "\"}");
        byte[] signed = shop.sign(letter(test, SHOP), Signer.Style.USUAL, Instant.now());
        assertThat(send(signed, LUIS, EVA)).containsExactly("delivered by shop", "held denied by eva");
    }

    // Rules of the house

    @Test
    void aRuleDeliversOnlyWhatBringsItsProofAndIsRolledBack(TestInfo test) throws Exception {
        String rules =
                "{\"rules\":[{\"id\":\"orders\",\"name\":\"Orders of the shop\",\"action\":\"deliver\",\"conditions\":["
                        + "{\"kind\":\"field\",\"name\":\"Subject\",\"test\":\"contains\",\"value\":\"ORDER\"},"
                        + "{\"kind\":\"proven\",\"value\":\"dkim:shop.example\"}]}]}";
        JsonNode saved = ask("PUT", "/rules/example.com", rules);
        assertThat(ask("PUT", "/rules/example.com", rules))
                .as("the same twice is the same as once")
                .isEqualTo(saved);
        assertThat(send(letter(test, SHOP), LUIS)).containsExactly("held score-high");
        byte[] signed = shop.sign(letter(test, SHOP), Signer.Style.USUAL, Instant.now());
        assertThat(send(signed, LUIS)).containsExactly("delivered by orders");

        String held =
                ask("GET", "/held?limit=1", "").get("rows").get(0).get("id").asString();
        JsonNode tried = ask("POST", "/rules/try", "{\"copy\":\"" + held + "\"}");
        assertThat(tried.get("first").asString()).isEmpty();
        assertThat(tried.get("answers").get(0).get("conditions").toString()).isEqualTo("[\"yes\",\"no\"]");

        long version = saved.get("version").asLong();
        ask("PUT", "/rules/example.com", "{\"rules\":[],\"basedOn\":" + version + "}");
        byte[] again = shop.sign(letter(test, SHOP), Signer.Style.USUAL, Instant.now());
        assertThat(send(again, LUIS)).containsExactly("held score-high");
        assertThat(status("PUT", "/rules/example.com", rules.replace("]}]}", "]}],\"basedOn\":" + version + "}")))
                .as("somebody else was faster")
                .isEqualTo(409);
        ask("POST", "/rules/example.com/rollback", "{\"version\":" + version + "}");
        byte[] back = shop.sign(letter(test, SHOP), Signer.Style.USUAL, Instant.now());
        assertThat(send(back, LUIS)).containsExactly("delivered by orders");
        assertThat(ask("GET", "/rules/example.com/history", "")).hasSize(3);
        ask("PUT", "/rules/example.com", "{\"rules\":[]}");
    }

    @Test
    void aFirmRuleStopsWhatAnEntryAllows(TestInfo test) throws Exception {
        allow("shop", "*.shop.example", "example.com", "dkim:shop.example");
        ask(
                "PUT",
                "/rules/site",
                "{\"rules\":[{\"id\":\"big\",\"name\":\"Big\",\"action\":\"hold\",\"firm\":true,\"conditions\":["
                        + "{\"kind\":\"size\",\"value\":\"10\"}]}]}");
        byte[] signed = shop.sign(letter(test, SHOP), Signer.Style.USUAL, Instant.now());
        assertThat(send(signed, LUIS)).containsExactly("held rule by big");
        assertThat(status(
                        "PUT",
                        "/rules/site",
                        "{\"rules\":[{\"id\":\"open\",\"name\":\"Open\",\"action\":\"deliver\",\"conditions\":["
                                + "{\"kind\":\"from\",\"value\":\"shop.example\"}]}]}"))
                .as("a From field proves nothing")
                .isEqualTo(400);
        ask("PUT", "/rules/site", "{\"rules\":[]}");
    }

    // How it is done

    private static int status(String method, String path, String body) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create(access.url() + path))
                                    .header("Authorization", "Bearer " + access.token())
                                    .header("Content-Type", "application/json")
                                    .method(method, HttpRequest.BodyPublishers.ofString(body))
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        }
    }

    private byte[] letter(TestInfo test, String from) {
        letters += "x";
        return (from + "To: Luis <" + LUIS + ">\r\nSubject: Your order\r\nDate: Mon, 23 Nov 2026 10:00:00 +0000\r\n"
                        + "Message-ID: <" + messageId(test) + ">\r\n\r\nYour order is on its way.\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private String messageId(TestInfo test) {
        return letters + "." + test.getTestMethod().orElseThrow().getName() + "@shop.example";
    }

    // Who asks

    @Test
    void aTokenOfADomainTracesItsOwnCopiesAndNobodyElses(TestInfo test) throws Exception {
        String theirs = "eva@other.example";
        send(letter(test, SHOP), theirs);
        String closed = trace().get("id").asString();
        send(letter(test, SHOP), LUIS, theirs);
        String shared = trace().get("id").asString();
        String token = ask("PUT", "/tokens/customer", "{\"scopes\":[\"read\"],\"domains\":[\"example.com\"]}")
                .get("token")
                .asString();

        for (String path : List.of("/trace", "/trace?recipient=" + theirs, "/trace?domain=other.example")) {
            HttpResponse<String> seen = answer(token, "GET", path, "");
            assertThat(seen.statusCode()).as(path).isEqualTo(200);
            assertThat(seen.body()).as(path).doesNotContain("other.example").doesNotContain(closed);
        }
        assertThat(answer(token, "GET", "/trace", "").body()).contains(shared);
        assertThat(answer(token, "GET", "/trace/" + shared, "").body())
                .contains(LUIS)
                .doesNotContain("other.example");
        assertThat(answer(token, "GET", "/trace/" + closed, "").statusCode()).isEqualTo(404);
    }

    private static byte[] join(String before, byte[] message) {
        var joined = new ByteArrayOutputStream();
        joined.writeBytes(before.getBytes(StandardCharsets.US_ASCII));
        joined.writeBytes(message);
        return joined.toByteArray();
    }

    private static void allow(String id, String subject, String scope, String proof) throws Exception {
        put(
                id,
                "{\"list\":\"allow\",\"subject\":\"" + subject + "\",\"scope\":\"" + scope + "\",\"proof\":\"" + proof
                        + "\"}");
    }

    private static void put(String id, String body) throws Exception {
        assertThat(ask("PUT", "/lists/" + id, body).get("id").asString()).isEqualTo(id);
    }

    private static JsonNode entry(String id) throws Exception {
        return ask("GET", "/lists/" + id, "");
    }

    private static JsonNode ask(String method, String path, String body) throws Exception {
        HttpResponse<String> answer = answer(access.token(), method, path, body);
        assertThat(answer.statusCode())
                .as("%s %s: %s", method, path, answer.body())
                .isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private static HttpResponse<String> answer(String token, String method, String path, String body) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create(access.url() + path))
                            .header("Authorization", "Bearer " + token)
                            .header("Content-Type", "application/json")
                            .method(method, HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    private static JsonNode last = JSON.createObjectNode();

    private static JsonNode trace() {
        return last;
    }

    /** Hands it in, in one transaction; returns what the journal says of each recipient's copy. */
    private static List<String> send(byte[] letter, String... recipients) throws Exception {
        String before = newest();
        try (var socket = new Socket(LOOPBACK, appliance.smtpPort())) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            OutputStream out = socket.getOutputStream();
            expect(in, "220");
            say(out, in, "EHLO tenant.shop.example", "250");
            say(out, in, "MAIL FROM:<bounce@shop.example>", "250");
            for (String recipient : recipients) {
                say(out, in, "RCPT TO:<" + recipient + ">", "250");
            }
            say(out, in, "DATA", "354");
            out.write(letter);
            say(out, in, ".", "250");
            say(out, in, "QUIT", "221");
        }
        long deadline = System.nanoTime() + PATIENCE_MILLIS * 1_000_000L;
        while (newest().equals(before)) {
            assertThat(System.nanoTime()).as("the journal tells of it").isLessThan(deadline);
        }
        var copies = new ArrayList<String>();
        for (JsonNode copy : last.get("recipients")) {
            String entry = copy.get("entry").asString();
            String reason = copy.get("outcome").asString().equals("held")
                    ? " " + copy.get("detail").asString()
                    : "";
            copies.add(copy.get("outcome").asString() + reason + (entry.isEmpty() ? "" : " by " + entry));
        }
        return copies;
    }

    private static String newest() throws Exception {
        JsonNode rows = ask("GET", "/trace?limit=1&text=" + URLEncoder.encode("bounce", StandardCharsets.UTF_8), "")
                .get("rows");
        if (rows.isEmpty()) {
            return "";
        }
        last = rows.get(0);
        return last.get("id").asString();
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
