package org.postigo.appliance.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postigo.mail.DomainName;
import org.postigo.mail.policy.ProtectedDomain;
import org.postigo.proxy.load.LoadSink;
import tools.jackson.databind.JsonNode;

/** The whole way: a held message, the digest that tells of it, a scanner that follows its links, a person who uses one. */
class DigestMailTest {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
    private static final int PATIENCE_SECONDS = 150;
    private static final String MESSAGE_ID = "<pedido-4471@proveedor.example>";
    private static final Pattern LINK = Pattern.compile("https?://[^\\s\"'<>]+");

    private final BlockingQueue<LoadSink.Message> mailbox = new LinkedBlockingQueue<>();

    @Test
    void aScannerThatOpensEveryLinkChangesNothingAndThePersonGetsTheMessage(@TempDir Path folder) throws Exception {
        try (var server = new LoadSink(LOOPBACK, 0, mailbox::add);
                var panel = new Panel(
                        Panel.settings(
                                folder,
                                Map.of(
                                        "POSTIGO_SITE_TIMEZONE", "UTC",
                                        "POSTIGO_QUARANTINE_UNDO", "1s",
                                        "POSTIGO_SELF_SERVICE_RECIPIENTS_RELEASE", "true")),
                        folder,
                        List.of(domain(server)))) {
            String due = LocalTime.ofInstant(Instant.now().plusSeconds(70), ZoneOffset.UTC)
                    .truncatedTo(ChronoUnit.MINUTES)
                    .toString();
            for (var each : Map.of("languages", "es", "digest-to", "recipients", "digest-at", due)
                    .entrySet()) {
                Panel.Answer set = panel.ask(
                        "PUT",
                        "/places/example.com/settings/" + each.getKey(),
                        "{\"value\":\"" + each.getValue() + "\"}");
                assertThat(set.status()).as(set.body()).isEqualTo(200);
            }
            send(panel.appliance().smtpPort());

            MimeMessage digest = parsed(mailbox.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
            assertThat(digest.getSubject()).isEqualTo("1 correo retenido para nina@example.com");
            var parts = (MimeMultipart) digest.getContent();
            Set<String> links = new LinkedHashSet<>();
            for (int i = 0; i < parts.getCount(); i++) {
                String part = parts.getBodyPart(i).getContent().toString();
                assertThat(part).contains("Pedido 4471");
                LINK.matcher(part).results().forEach(found -> links.add(found.group()));
            }
            assertThat(links).as("one link, the same in both parts").hasSize(1);

            scan(links);
            assertThat(state(panel)).isEqualTo("unread");
            assertThat(mailbox).isEmpty();

            use(links.iterator().next(), parts, folder);
            LoadSink.Message released = mailbox.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(released).isNotNull();
            assertThat(released.recipients()).containsExactly("nina@example.com");
            assertThat(new String(released.content(), StandardCharsets.UTF_8)).contains(MESSAGE_ID);
        }
    }

    private static ProtectedDomain domain(LoadSink server) {
        return new ProtectedDomain(
                DomainName.of("example.com"),
                List.of(new ProtectedDomain.MailboxServer(LOOPBACK.getHostAddress(), server.port())),
                "es",
                ProtectedDomain.Mode.HOLD,
                ProtectedDomain.Thresholds.holdingAll(1e-12),
                Set.of());
    }

    private static MimeMessage parsed(LoadSink.Message message) throws Exception {
        assertThat(message).as("a digest comes").isNotNull();
        assertThat(message.recipients()).containsExactly("nina@example.com");
        return new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(message.content()));
    }

    private static String state(Panel panel) throws Exception {
        JsonNode rows = panel.ask("GET", "/held", "").json().get("rows");
        assertThat(rows.size()).isEqualTo(1);
        return rows.get(0).get("state").asString();
    }

    /** As a link scanner does, and a worse one: every method that may not change anything, and a form made up. */
    private static void scan(Set<String> links) throws Exception {
        try (HttpClient client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.ALWAYS)
                .build()) {
            for (String link : links) {
                for (String method : List.of("HEAD", "GET", "OPTIONS", "GET", "POST")) {
                    var request = HttpRequest.newBuilder(URI.create(link))
                            .method(method, HttpRequest.BodyPublishers.noBody())
                            .build();
                    int status = client.send(request, HttpResponse.BodyHandlers.ofString())
                            .statusCode();
                    assertThat(status).as(method).isEqualTo(method.equals("POST") ? 403 : 200);
                }
            }
        }
    }

    private static void use(String link, MimeMultipart parts, Path folder) throws Exception {
        try (Playwright playwright = Playwright.create(
                        new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
                Browser chromium = playwright
                        .chromium()
                        .launch(new BrowserType.LaunchOptions()
                                .setExecutablePath(Path.of("/usr/bin/chromium"))
                                .setArgs(List.of(
                                        "--no-sandbox",
                                        "--disable-gpu",
                                        "--disable-quic",
                                        "--no-first-run",
                                        "--disable-background-networking",
                                        "--disable-component-update",
                                        "--disable-sync")))) {
            Page letter = chromium.newPage(new Browser.NewPageOptions().setViewportSize(390, 844));
            Path html = folder.resolve("digest.html");
            Files.writeString(
                    html, parts.getBodyPart(parts.getCount() - 1).getContent().toString());
            letter.navigate(html.toUri().toString());
            Path pictures = Files.createDirectories(Path.of("target", "pictures"));
            letter.screenshot(new Page.ScreenshotOptions().setPath(pictures.resolve("digest-390-es.png")));
            letter.setViewportSize(1440, 900);
            letter.screenshot(new Page.ScreenshotOptions().setPath(pictures.resolve("digest-1440-es.png")));

            Page page = chromium.newPage();
            page.navigate(link);
            Locator row = page.locator("li", new Page.LocatorOptions().setHasText("Pedido 4471"));
            row.locator("button[value=release]").click();
            page.waitForSelector(".done");
            assertThat(page.locator(".done").textContent()).startsWith("Sale en menos de un minuto");
        }
    }

    private static void send(int port) throws IOException {
        String letter = """
            From: Ana <ana@proveedor.example>
            To: Nina <nina@example.com>
            Subject: Pedido 4471
            Message-ID: %s
            Date: Wed, 25 Nov 2026 09:00:00 -0600

            Va el pedido.
            """.formatted(MESSAGE_ID).replace("\n", "\r\n");
        try (var socket = new Socket(LOOPBACK, port)) {
            socket.setSoTimeout(PATIENCE_SECONDS * 1_000);
            var in = socket.getInputStream();
            OutputStream out = socket.getOutputStream();
            var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII));
            for (String command : List.of(
                    "",
                    "HELO mx.proveedor.example\r\n",
                    "MAIL FROM:<ana@proveedor.example>\r\n",
                    "RCPT TO:<nina@example.com>\r\n",
                    "DATA\r\n",
                    letter + ".\r\n",
                    "QUIT\r\n")) {
                out.write(command.getBytes(StandardCharsets.US_ASCII));
                out.flush();
                assertThat(lines.readLine()).matches("[23]\\d\\d .*");
            }
        }
    }
}
