package org.postigo.appliance.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postigo.classifier.dkim.Algorithm;
import org.postigo.classifier.dkim.Signer;
import org.postigo.classifier.dns.LocalDnsServer;
import org.postigo.classifier.dns.LocalZone;
import org.postigo.mail.DomainName;
import org.postigo.mail.policy.ProtectedDomain;
import org.postigo.proxy.load.LoadSink;
import tools.jackson.databind.JsonNode;

/**
 * Spam that reached somebody, forwarded to the gate's own address over SMTP by them, by somebody else, by nobody; and what
 * the reviewers make of it.
 */
class ReportMailTest {
    private static final InetAddress CLIENT = InetAddress.ofLiteral("127.0.0.1");
    /** Where the mailbox server is and sends from; nobody else is there. */
    private static final InetAddress HOUSE = InetAddress.ofLiteral("127.0.0.2");

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String DESK = "spam@example.com";
    private static final BlockingQueue<LoadSink.Message> MAILBOXES = new LinkedBlockingQueue<>();

    @TempDir
    private static Path folder;

    private static Signer house;
    private static LocalDnsServer dns;
    private static LoadSink server;
    private static Panel panel;

    @BeforeAll
    static void start() throws Exception {
        house = new Signer(
                DomainName.of("example.com"), "s1", Signer.newKeys(Algorithm.ED25519_SHA256, new SecureRandom()));
        dns = LocalDnsServer.start(
                LocalZone.builder().txt(house.keyName(), house.keyRecord()).build());
        server = new LoadSink(HOUSE, 0, MAILBOXES::add);
        panel = new Panel(
                Panel.settings(
                        folder,
                        Map.of(
                                "POSTIGO_DNS_RESOLVERS",
                                "127.0.0.1:" + dns.address().getPort(),
                                "POSTIGO_DNS_TIMEOUT",
                                "2s",
                                "POSTIGO_QUARANTINE_UNDO",
                                "1s")),
                folder,
                List.of(new ProtectedDomain(
                        DomainName.of("example.com"),
                        List.of(new ProtectedDomain.MailboxServer(HOUSE.getHostAddress(), server.port())),
                        "es",
                        ProtectedDomain.Mode.HOLD,
                        ProtectedDomain.Thresholds.DEFAULT,
                        Set.of())));
        Panel.Answer set = panel.ask("PUT", "/places/example.com/settings/report-to", "{\"value\":\"" + DESK + "\"}");
        assertThat(set.status()).as(set.body()).isEqualTo(200);
    }

    @AfterAll
    static void stop() throws Exception {
        panel.close();
        server.close();
        dns.close();
    }

    @Test
    void aForwardedAttachmentLandsAndTheModelLearnsOnlyWhatAReviewerConfirms() throws Exception {
        String delivered = delivered("<premio-1@spam.example>", "Su premio lo espera", "nina@example.com");
        String forward = forward("nina@example.com", "<fwd-1@example.com>", "message/rfc822", delivered);
        double spam = figure("postigo_learning_spam");

        assertThat(send(CLIENT, "nina@example.com", signed(forward))).startsWith("250");

        JsonNode row = reported("Su premio lo espera");
        assertThat(row.get("state").asString()).isEqualTo("unread");
        assertThat(row.get("recipient").asString()).isEqualTo("nina@example.com");
        assertThat(row.get("from").asString()).isEqualTo("promo@spam.example");
        assertThat(row.get("client").asString())
                .as("of the message, not of the report")
                .isEqualTo("127.0.0.1");
        assertThat(figure("postigo_learning_spam"))
                .as("nobody has confirmed it")
                .isEqualTo(spam);
        Panel.Answer content = panel.ask("GET", "/held/" + row.get("id").asString() + "/content", "");
        assertThat(content.body()).contains("Su premio").doesNotContain("Otra vez spam");

        assertThat(send(CLIENT, "nina@example.com", signed(forward.replace("fwd-1", "fwd-1b"))))
                .as("the same again is no second row")
                .startsWith("250");
        assertThat(rows("Su premio lo espera")).hasSize(1);

        decide(row, "spam");
        until(() -> figure("postigo_learning_spam") == spam + 1);
        assertThat(reported("Su premio lo espera").get("state").asString()).isEqualTo("spam");

        String answer = answered("nina@example.com");
        assertThat(answer)
                .contains("Auto-Submitted: auto-replied", "Content-Language: es")
                .contains("Su premio lo espera", "coincide en que es spam");
    }

    @Test
    void aReportThatIsDismissedTeachesTheOtherSideAndSendsNothing() throws Exception {
        String delivered = delivered("<boletin-2@spam.example>", "Boletín de noviembre", "nina@example.com");
        double good = figure("postigo_learning_ham");
        assertThat(send(
                        CLIENT,
                        "nina@example.com",
                        signed(forward("nina@example.com", "<fwd-2@example.com>", "message/rfc822", delivered))))
                .startsWith("250");

        decide(reported("Boletín de noviembre"), "release");
        until(() -> figure("postigo_learning_ham") == good + 1);

        JsonNode row = reported("Boletín de noviembre");
        assertThat(row.get("state").asString()).isEqualTo("delivered");
        assertThat(row.get("detail").asString()).contains("delivered when it came");
        assertThat(answered("nina@example.com"))
                .contains("no lo considera spam")
                .as("nothing but the answer leaves")
                .doesNotContain("boletin-2@spam.example");
        assertThat(MAILBOXES).isEmpty();
    }

    @Test
    void whoeverDoesNotProveToBeTheRecipientReportsNothing() throws Exception {
        String delivered = delivered("<factura-3@spam.example>", "Factura 3", "nina@example.com");
        String forged = forward("nina@example.com", "<fwd-3@example.com>", "message/rfc822", delivered);
        double refused = figure("postigo_reports_refused_total");

        assertThat(send(CLIENT, "nina@example.com", forged.getBytes(StandardCharsets.UTF_8)))
                .as("From is nobody's proof")
                .startsWith("550 5.7.1");
        assertThat(send(
                        CLIENT,
                        "luis@example.com",
                        signed(forward("luis@example.com", "<fwd-3b@example.com>", "message/rfc822", delivered))))
                .as("a colleague, who never had it")
                .startsWith("550 5.6.0");
        assertThat(send(
                        CLIENT,
                        "nina@example.com",
                        signed(forward(
                                "nina@example.com",
                                "<fwd-3c@example.com>",
                                "message/rfc822",
                                delivered.replace("factura-3@", "inventada@")))))
                .as("a message that never came")
                .startsWith("550 5.6.0");
        assertThat(rows("Factura 3")).isEmpty();
        assertThat(figure("postigo_reports_refused_total")).isEqualTo(refused + 1);
    }

    @Test
    void theHousesOwnMailboxServerNeedsNoSignature() throws Exception {
        String delivered = delivered("<oferta-4@spam.example>", "Oferta 4", "nina@example.com");
        String saved = Base64.getMimeEncoder().encodeToString(delivered.getBytes(StandardCharsets.UTF_8));
        String forward = forward(
                "nina@example.com",
                "<fwd-4@example.com>",
                "application/octet-stream; name=\"Oferta 4.eml\"\r\nContent-Transfer-Encoding: base64",
                saved);

        assertThat(send(HOUSE, "nina@example.com", forward.getBytes(StandardCharsets.UTF_8)))
                .startsWith("250");
        assertThat(reported("Oferta 4").get("state").asString()).isEqualTo("unread");
    }

    @Test
    void whatIsQuotedIsFoundBySenderAndSubjectAndOnlyItsTextIsKept() throws Exception {
        delivered("<cripto-5@spam.example>", "Gane con cripto", "nina@example.com");
        String inline = """
            From: Nina <nina@example.com>
            To: spam@example.com
            Subject: RV: Gane con cripto
            Message-ID: <fwd-5@example.com>
            Date: Wed, 25 Nov 2026 10:00:00 -0600

            Mi firma y mi comentario

            De: Promo <promo@spam.example>
            Enviado: miércoles
            Para: Nina
            Asunto: Gane con cripto

            Compre ya, Gane con cripto.
            """.replace("\n", "\r\n");

        assertThat(send(CLIENT, "nina@example.com", signed(inline))).startsWith("250");

        JsonNode row = reported("Gane con cripto");
        assertThat(row.get("from").asString()).isEqualTo("promo@spam.example");
        String body = panel.ask("GET", "/held/" + row.get("id").asString() + "/content", "")
                .body();
        String text = new String(
                Base64.getMimeDecoder().decode(body.substring(body.indexOf("\r\n\r\n") + 4)), StandardCharsets.UTF_8);
        assertThat(text).isEqualTo("Compre ya, Gane con cripto.");

        assertThat(send(
                        CLIENT,
                        "nina@example.com",
                        signed(inline.replace("Gane con cripto", "Nunca llegó").replace("fwd-5", "fwd-5b"))))
                .startsWith("550 5.6.0");
    }

    @Test
    void whatNoPersonWroteIsPassedOverAndCounted() throws Exception {
        double automatic = figure("postigo_reports_automatic_total");
        String delivered = delivered("<ausente-6@spam.example>", "Ausente 6", "nina@example.com");
        String forward = forward("nina@example.com", "<fwd-6@example.com>", "message/rfc822", delivered);

        assertThat(send(CLIENT, "nina@example.com", signed("Auto-Submitted: auto-replied\r\n" + forward)))
                .startsWith("250");
        assertThat(send(CLIENT, "", signed(forward.replace("fwd-6", "fwd-6b")))).startsWith("250");

        assertThat(rows("Ausente 6")).isEmpty();
        assertThat(figure("postigo_reports_automatic_total")).isEqualTo(automatic + 2);
        assertThat(MAILBOXES).as("nobody is answered").isEmpty();
    }

    // How it is done

    /** Sends a message that is delivered; returns what lies in the mailbox. */
    private static String delivered(String id, String subject, String to) throws Exception {
        String message = """
            From: Promo <promo@spam.example>
            To: %s
            Subject: =?UTF-8?B?%s?=
            Message-ID: %s
            Date: Wed, 25 Nov 2026 09:00:00 -0600
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: 8bit

            %s
            """.formatted(
                        to, Base64.getEncoder().encodeToString(subject.getBytes(StandardCharsets.UTF_8)), id, subject)
                .replace("\n", "\r\n");
        assertThat(send(CLIENT, "promo@spam.example", message.getBytes(StandardCharsets.UTF_8), to))
                .startsWith("250");
        LoadSink.Message taken = MAILBOXES.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(taken).isNotNull();
        return new String(taken.content(), StandardCharsets.UTF_8);
    }

    /** Our answer, decoded. */
    private static String answered(String to) throws Exception {
        LoadSink.Message taken = MAILBOXES.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(taken).as("an answer").isNotNull();
        assertThat(taken.recipients()).containsExactly(to);
        var message = new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(taken.content()));
        var parts = (MimeMultipart) message.getContent();
        return String.join(
                "\n",
                "Auto-Submitted: " + message.getHeader("Auto-Submitted", null),
                "Content-Language: " + message.getHeader("Content-Language", null),
                message.getSubject(),
                parts.getBodyPart(0).getContent().toString(),
                parts.getBodyPart(1).getContent().toString());
    }

    private static String forward(String from, String id, String type, String attached) {
        return "From: <" + from + ">\r\nTo: <" + DESK + ">\r\nSubject: Fwd: spam\r\nMessage-ID: " + id
                + "\r\nDate: Wed, 25 Nov 2026 10:00:00 -0600\r\nMIME-Version: 1.0\r\n"
                + "Content-Type: multipart/mixed; boundary=outer\r\n\r\n--outer\r\nContent-Type: text/plain\r\n\r\n"
                + "Otra vez spam\r\n--outer\r\nContent-Type: " + type + "\r\nContent-Disposition: attachment\r\n\r\n"
                + attached + "\r\n--outer--\r\n";
    }

    private static byte[] signed(String letter) throws Exception {
        return house.sign(letter.getBytes(StandardCharsets.UTF_8), Signer.Style.USUAL, Instant.now());
    }

    private static String send(InetAddress client, String from, byte[] letter) throws Exception {
        return send(client, from, letter, DESK);
    }

    /** The reply to the data. */
    private static String send(InetAddress client, String from, byte[] letter, String to) throws Exception {
        try (var socket = new Socket()) {
            socket.bind(new InetSocketAddress(client, 0));
            socket.connect(new InetSocketAddress(CLIENT, panel.appliance().smtpPort()));
            socket.setSoTimeout((int) PATIENCE.toMillis());
            OutputStream out = socket.getOutputStream();
            var lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            for (String command : List.of(
                    "",
                    "HELO mx.example\r\n",
                    "MAIL FROM:<" + from + ">\r\n",
                    "RCPT TO:<" + to + ">\r\n",
                    "DATA\r\n")) {
                out.write(command.getBytes(StandardCharsets.US_ASCII));
                out.flush();
                assertThat(lines.readLine()).as(command).matches("[23]\\d\\d .*");
            }
            out.write(letter);
            out.write(".\r\n".getBytes(StandardCharsets.US_ASCII));
            out.flush();
            return lines.readLine();
        }
    }

    private static List<JsonNode> rows(String subject) throws Exception {
        return panel.ask("GET", "/held?limit=100", "")
                .json()
                .get("rows")
                .valueStream()
                .filter(row -> row.get("subject").asString().equals(subject))
                .toList();
    }

    private static JsonNode reported(String subject) throws Exception {
        List<JsonNode> rows = rows(subject);
        assertThat(rows).hasSize(1);
        assertThat(rows.getFirst().get("reason").asString()).isEqualTo("reported");
        return rows.getFirst();
    }

    private static void decide(JsonNode row, String kind) throws Exception {
        Panel.Answer decided = panel.ask(
                "POST", "/held/decide", "{\"ids\":[\"" + row.get("id").asString() + "\"],\"kind\":\"" + kind + "\"}");
        assertThat(decided.json().get(0).get("outcome").asString())
                .as(decided.body())
                .isEqualTo("decided");
    }

    /** Something that is so or not yet. */
    private interface State {
        boolean reached() throws Exception;
    }

    private static void until(State state) throws Exception {
        Instant end = Instant.now().plus(PATIENCE);
        while (!state.reached()) {
            assertThat(Instant.now()).as("in time").isBefore(end);
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }

    private static double figure(String name) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            String all = client.send(
                            HttpRequest.newBuilder(URI.create(panel.appliance().managementUrl() + "/metrics"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
            return all.lines()
                    .filter(line -> line.startsWith(name + " "))
                    .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no " + name + " in " + all));
        }
    }
}
