package org.postigo.appliance.binary;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import jakarta.mail.Flags;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.event.MessageCountAdapter;
import jakarta.mail.event.MessageCountEvent;
import java.io.ByteArrayOutputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo over real sockets: swaks sends, Chromium decides, IMAP reads. */
class DemoIT {
    private static final String EXECUTABLE = "TVqQAAMAAAAEAAAA//8AALgAAAAAAAAAQAAAAAAAAAA=";

    @TempDir
    private static Path folder;

    private static Path data;
    private static int management;
    private static Binary.Running demo;

    @BeforeAll
    static void start() throws Exception {
        data = folder.resolve("data");
        try (var free = new ServerSocket(0)) {
            management = free.getLocalPort();
        }
        demo = new Binary.Running(
                folder,
                Map.of("POSTIGO_QUARANTINE_UNDO", "0s"),
                "demo",
                "--no-mail",
                "--smtp-port",
                "0",
                "--http-port",
                "0",
                "--management-port",
                Integer.toString(management),
                "--imap-port",
                "0",
                "--data",
                data.toString());
    }

    @AfterAll
    static void stop() throws Exception {
        demo.close();
        assertThat(Files.readString(demo.err)).doesNotContain("ERROR", "Exception");
    }

    @Test
    void theReadyLineSaysWhereEverythingIs() {
        assertThat(demo.ready)
                .matches("ready smtp=127\\.0\\.0\\.1:\\d+ desk=http://127\\.0\\.0\\.1:\\d+ user=\\S+ password=\\S+"
                        + " imap=127\\.0\\.0\\.1:\\d+");
    }

    @Test
    void aHeldMessageGoesFromSmtpThroughTheBrowserToTheMailboxByteByByte() throws Exception {
        Path message = folder.resolve("held.eml");
        Files.writeString(message, """
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
                . A line that begins with a dot.
                --b
                Content-Type: application/octet-stream; name="tool.exe"
                Content-Disposition: attachment; filename="tool.exe"
                Content-Transfer-Encoding: base64

                %s
                --b--
                """.formatted(EXECUTABLE));
        String said = Binary.tool(
                "swaks",
                "--server",
                "127.0.0.1:" + demo.port("smtp"),
                "--from",
                "workshop@sender.example",
                "--to",
                "nina@example.com",
                "--data",
                "@" + message);
        assertThat(said).contains("250 2");

        try (Store mailboxes = imap("nina@example.com");
                Folder inbox = mailboxes.getFolder("INBOX")) {
            inbox.open(Folder.READ_ONLY);
            assertThat(inbox.getMessageCount()).as("held, not delivered").isZero();
            releaseInTheBrowser("The tool you asked for");
            Message delivered = awaitMessage(inbox);

            var bytes = new ByteArrayOutputStream();
            delivered.writeTo(bytes);
            String arrived = bytes.toString(StandardCharsets.ISO_8859_1);
            String sent = Files.readString(message).replace("\n", "\r\n");
            assertThat(arrived).startsWith("Received: from ").contains("X-Postigo-Verdict: release\r\n");
            assertThat(arrived.substring(arrived.indexOf("From: Workshop")).stripTrailing())
                    .isEqualTo(sent.stripTrailing());
        }
        Binary.Outcome trace = command("trace", "nina@example.com");
        assertThat(trace.out()).contains("workshop@sender.example", "held");
        Binary.Outcome held = command("quarantine", "list", "--text", "tool");
        assertThat(held.out()).contains("delivered");
    }

    private static void releaseInTheBrowser(String subject) {
        try (Playwright playwright = Playwright.create(
                        new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
                com.microsoft.playwright.Browser chromium = playwright
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
            Page page = chromium.newPage();
            page.navigate(demo.says("desk") + "/signin");
            page.fill("#email", demo.says("user"));
            page.fill("#password", demo.says("password"));
            page.click(".door .btn.pri");
            page.waitForSelector(".app");
            // Whether a round is open depends on the hour.
            page.navigate(demo.says("desk") + "/held");
            page.locator(".row[data-copy]", new Page.LocatorOptions().setHasText(subject))
                    .first()
                    .click();
            page.waitForSelector(".desk.open .letter h2");
            assertThat(page.locator(".letter h2").textContent()).isEqualTo(subject);
            page.keyboard().press("r");
            page.locator(".row .status", new Page.LocatorOptions().setHasText("Delivered"))
                    .first()
                    .waitFor();
        }
    }

    private static Store imap(String user) throws Exception {
        var properties = new Properties();
        properties.setProperty("mail.store.protocol", "imap");
        Store store = Session.getInstance(properties).getStore("imap");
        store.connect("127.0.0.1", demo.port("imap"), user, "any");
        return store;
    }

    /** The first message, whenever it comes: the server tells of it. */
    private static Message awaitMessage(Folder inbox) throws Exception {
        var arrived = new CountDownLatch(1);
        inbox.addMessageCountListener(new MessageCountAdapter() {
            @Override
            public void messagesAdded(MessageCountEvent event) {
                arrived.countDown();
            }
        });
        if (inbox.getMessageCount() == 0) {
            assertThat(arrived.await(60, TimeUnit.SECONDS)).as("it arrives").isTrue();
        }
        Message message = inbox.getMessage(1);
        assertThat(message.isSet(Flags.Flag.SEEN)).isFalse();
        return message;
    }

    @Test
    void goodMailIsDeliveredAtOnce() throws Exception {
        Binary.tool(
                "swaks",
                "--server",
                "127.0.0.1:" + demo.port("smtp"),
                "--from",
                "",
                "--to",
                "otto@ejemplo.mx",
                "--header",
                "Subject: A bounce, as it were",
                "--body",
                "Nothing to see.");
        try (Store mailboxes = imap("otto@ejemplo.mx");
                Folder inbox = mailboxes.getFolder("INBOX")) {
            inbox.open(Folder.READ_ONLY);
            assertThat(inbox.getMessageCount()).isEqualTo(1);
            assertThat(inbox.getMessage(1).getSubject()).isEqualTo("A bounce, as it were");
        }
    }

    @Test
    void foreignDomainsAreRefused() throws Exception {
        Process swaks = new ProcessBuilder(
                        "swaks",
                        "--server",
                        "127.0.0.1:" + demo.port("smtp"),
                        "--from",
                        "a@sender.example",
                        "--to",
                        "someone@elsewhere.example")
                .redirectErrorStream(true)
                .start();
        String said = new String(swaks.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(swaks.waitFor()).isNotZero();
        assertThat(said).contains("550 5.7.1");
        assertThat(command("trace", "elsewhere.example").out()).contains("refused at RCPT");
    }

    @Test
    void theInterfaceDescribesItselfAndNeedsAToken() throws Exception {
        List<String> access = Files.readAllLines(data.resolve("api").resolve("command-line"));
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(access.get(0) + "/openapi"));
            assertThat(client.send(request.build(), HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(401);
            HttpResponse<String> described = client.send(
                    request.header("Authorization", "Bearer " + access.get(1)).build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(described.statusCode()).isEqualTo(200);
            assertThat(described.body())
                    .contains(
                            "/api/v1/held",
                            "/api/v1/held/decide",
                            "/api/v1/domains/{name}",
                            "/api/v1/lists",
                            "/api/v1/trace");
        }
        assertThat(Files.getPosixFilePermissions(data.resolve("api").resolve("command-line")))
                .hasToString("[OWNER_READ, OWNER_WRITE]");
        assertThat(Files.readString(data.resolve("api").resolve("tokens"))).doesNotContain(access.get(1));
    }

    @Test
    void healthAndFiguresOfEveryPartAreServedToTheMachineItself() throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            String base = "http://127.0.0.1:" + management;
            HttpResponse<String> health = client.send(
                    HttpRequest.newBuilder(URI.create(base + "/health")).build(), HttpResponse.BodyHandlers.ofString());
            assertThat(health.statusCode()).isEqualTo(200);
            assertThat(health.body()).contains("\"postigo\":{\"status\":\"UP\"}");
            HttpResponse<String> figures = client.send(
                    HttpRequest.newBuilder(URI.create(base + "/metrics")).build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(figures.statusCode()).isEqualTo(200);
            assertThat(figures.body())
                    .contains(
                            "postigo_smtp_connections_total",
                            "postigo_flow_acknowledged_total",
                            "postigo_relay_accepted_total",
                            "postigo_store_copies",
                            "postigo_learning_spam",
                            "postigo_dns_questions_total");
        }
    }

    @Test
    void domainsAndListsAreChangedFromTheCommandLine() throws Exception {
        assertThat(command("domain", "list").out()).contains("example.com", "ejemplo.mx");
        assertThat(command("domain", "add", "nuevo.example", "--server", "127.0.0.1:2500", "--language", "es")
                        .out())
                .contains("nuevo.example", "observe");
        assertThat(command("domain", "add", "nuevo.example", "--server", "127.0.0.1:2500")
                        .code())
                .isNotZero();
        assertThat(command("domain", "set", "nuevo.example", "--mode", "hold").out())
                .contains("hold", "127.0.0.1:2500");
        assertThat(command("domain", "set", "nuevo.example", "--mode", "perhaps")
                        .err())
                .contains("observe, tag, hold");
        assertThat(command("domain", "remove", "nuevo.example").code()).isZero();
        assertThat(command("domain", "list").out()).doesNotContain("nuevo.example");
    }

    private static Binary.Outcome command(String... arguments) throws Exception {
        var all = new java.util.ArrayList<>(List.of(arguments));
        all.add("--data");
        all.add(data.toString());
        return Binary.run(folder, Map.of(), all.toArray(String[]::new));
    }
}
