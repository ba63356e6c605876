package org.postigo.appliance.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postigo.proxy.load.LoadSink;

/** A domain that takes 100 KB, one that takes all, and a stranger who sends 150 KB: over real SMTP and HTTP. */
class SizeLimitTest {
    private static final InetAddress HERE = InetAddress.ofLiteral("127.0.0.1");
    private static final int OCTETS = 150_000;
    private static final String TOO_LARGE = "552 5.2.3 Message too large: small.example takes up to 100 KB."
            + " Please use https://files.small.example instead. See https://filter.example.net/size/small.example";

    private LoadSink mailboxes;
    private Panel panel;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        mailboxes = new LoadSink(HERE, 0);
        panel = new Panel(
                Panel.settings(folder, Map.of("POSTIGO_SELF_SERVICE_ADDRESS", "https://filter.example.net")),
                folder,
                List.of());
        String server = "\"servers\":\"127.0.0.1:" + mailboxes.port() + "\"";
        put(
                "small.example",
                server + ",\"size-limit\":\"100KB\",\"size-reply\":\"use https://files.small.example instead\","
                        + "\"languages\":\"es\",\"size-text-es\":\"Subirlo a <b>archivos</b>.small.example\"");
        put("large.example", server);
    }

    @AfterEach
    void stop() throws Exception {
        panel.close();
        mailboxes.close();
    }

    private void put(String place, String own) throws Exception {
        assertThat(panel.ask("PUT", "/places/" + place, "{\"own\":{" + own + "}}")
                        .status())
                .isEqualTo(200);
    }

    /** One SMTP connection, command by command. */
    private final class Client implements AutoCloseable {
        private final Socket socket = new Socket(HERE, panel.appliance().smtpPort());
        private final BufferedReader in =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));

        Client() throws Exception {
            read();
            say("EHLO client.example");
        }

        String say(String text) throws Exception {
            socket.getOutputStream().write((text + "\r\n").getBytes(StandardCharsets.US_ASCII));
            return read();
        }

        private String read() throws Exception {
            String line = in.readLine();
            while (line != null && line.charAt(3) == '-') {
                line = in.readLine();
            }
            return String.valueOf(line);
        }

        String content() throws Exception {
            assertThat(say("DATA")).startsWith("354");
            return say("From: a@sender.example\r\nSubject: Plan\r\nMessage-ID: <1@sender.example>\r\n\r\n"
                    + ("x".repeat(70) + "\r\n").repeat(OCTETS / 72) + ".");
        }

        @Override
        public void close() throws Exception {
            socket.close();
        }
    }

    @Test
    void aDeclaredSizeIsRefusedForThatRecipientAlone() throws Exception {
        try (var client = new Client()) {
            assertThat(client.say("MAIL FROM:<a@sender.example> SIZE=" + OCTETS))
                    .startsWith("250");
            assertThat(client.say("RCPT TO:<ana@small.example>")).isEqualTo(TOO_LARGE);
            assertThat(client.say("RCPT TO:<nobody.at.all@small.example>"))
                    .as("says nothing of the mailbox")
                    .isEqualTo(TOO_LARGE);
            assertThat(client.say("RCPT TO:<eva@large.example>")).startsWith("250");
            assertThat(client.content()).startsWith("250");
        }
        assertThat(mailboxes.messages()).isEqualTo(1);
    }

    @Test
    void whoDeclaresNoSizeIsToldAfterTheData() throws Exception {
        try (var client = new Client()) {
            client.say("MAIL FROM:<a@sender.example>");
            assertThat(client.say("RCPT TO:<ana@small.example>")).startsWith("250");
            assertThat(client.content()).isEqualTo(TOO_LARGE);
            client.say("MAIL FROM:<a@sender.example>");
            client.say("RCPT TO:<ana@small.example>");
            client.say("RCPT TO:<eva@large.example>");
            assertThat(client.content()).as("the other takes it").startsWith("250");
        }
        assertThat(mailboxes.messages()).isEqualTo(1);
        var held = panel.ask("GET", "/held", "").json().get("rows");
        assertThat(held).hasSize(1);
        assertThat(held.get(0).get("recipient").asString()).isEqualTo("ana@small.example");
    }

    private HttpResponse<String> page(String domain) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                    HttpRequest.newBuilder(URI.create(panel.appliance().deskUrl() + "/size/" + domain))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    @Test
    void thePageSaysItInBothLanguagesAndDoesNothingElse() throws Exception {
        HttpResponse<String> page = page("small.example");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body())
                .containsSubsequence(
                        "El mensaje era demasiado grande",
                        "small.example acepta mensajes de hasta 100",
                        "Subirlo a &lt;b&gt;archivos&lt;/b&gt;.small.example",
                        "The message was too large",
                        "small.example takes messages of up to 100",
                        "Upload the file to a sharing service")
                .doesNotContain("<script", "<form", "<b>archivos");
        assertThat(page.headers().map()).doesNotContainKeys("set-cookie");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .startsWith("default-src 'none'")
                .doesNotContain("script-src", "unsafe");
        assertThat(page.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    }

    @Test
    void aDomainThatIsNotOursGetsWhatTheSiteSays() throws Exception {
        HttpResponse<String> page = page("elsewhere.example");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).doesNotContain("elsewhere").contains("larger than its recipient");
        assertThat(page("%3Cscript%3E").body()).doesNotContain("<script");
        put("site", "\"size-limit\":\"30MB\"");
        assertThat(page("elsewhere.example").body()).contains("Messages of up to 30");
    }
}
