package org.postigo.proxy.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postigo.mail.Client;
import org.postigo.mail.Content;
import org.postigo.mail.Envelope;
import org.postigo.mail.Envelope.Parameters;
import org.postigo.mail.Recipient;
import org.postigo.mail.ReversePath;
import org.postigo.mail.policy.ProtectedDomain.MailboxServer;
import org.postigo.mail.record.Reply;
import org.postigo.proxy.outbound.MailboxServers.Attempt;
import org.postigo.proxy.outbound.RelaySettings.Tls;

@Timeout(60)
class RelayTlsTest {
    private static final String PASSWORD = "changeit";
    private static SSLContext serverContext;
    private static SSLContext trusting;

    @BeforeAll
    static void makeKeys(@TempDir Path folder) throws Exception {
        Path store = folder.resolve("keys.p12");
        Path tool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        Process keytool = new ProcessBuilder((tool + " -genkeypair -alias mail -keyalg EC -dname CN=mail.example.com"
                                + " -ext san=dns:mail.example.com -storetype PKCS12 -keystore " + store
                                + " -storepass " + PASSWORD)
                        .split(" "))
                .redirectErrorStream(true)
                .start();
        try (InputStream said = keytool.getInputStream()) {
            String output = new String(said.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(keytool.waitFor()).as(output).isZero();
        }
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, PASSWORD.toCharArray());
        serverContext = SSLContext.getInstance("TLS");
        serverContext.init(own.getKeyManagers(), null, null);
        KeyStore authorities = KeyStore.getInstance("PKCS12");
        authorities.load(null, null);
        authorities.setCertificateEntry("mail", keys.getCertificate("mail"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(authorities);
        trusting = SSLContext.getInstance("TLS");
        trusting.init(null, trust.getTrustManagers(), null);
    }

    private static Reply probe(ScriptedServer server, Tls tls, String host) {
        var network = Network.with(_ -> List.of(InetAddress.getLoopbackAddress()), trusting);
        var address = new MailboxServer(host, server.address().port());
        var settings = RelaySettings.of("gate.example.net")
                .withTls(tls)
                .withTimeouts(RelaySettings.Timeouts.all(Duration.ofSeconds(5)));
        try (var client = new RelayClient(settings, () -> List.of(address), network, (_, _, _) -> {})) {
            return client.probe(List.of(address), ReversePath.of(""), Parameters.NONE, Recipient.of("ana@example.com"));
        }
    }

    @Test
    void encryptsWhereOffered() {
        try (var server = new ScriptedServer().withTls(serverContext)) {
            assertThat(probe(server, Tls.OPPORTUNISTIC, "mail.example.com").code())
                    .isEqualTo(250);
            assertThat(server.commands)
                    .startsWith("EHLO gate.example.net", "STARTTLS", "EHLO gate.example.net", "MAIL FROM:<>");
        }
    }

    @Test
    void opportunisticEncryptionGoesOnInTheClearWhereTheHandshakeFails() {
        try (var server = new ScriptedServer().withTls(serverContext).on("STARTTLS", "454 4.7.0 no key")) {
            assertThat(probe(server, Tls.OPPORTUNISTIC, "mail.example.com").code())
                    .isEqualTo(250);
            assertThat(probe(server, Tls.REQUIRED, "mail.example.com").code()).isEqualTo(451);
        }
    }

    @Test
    void requiredEncryptionNeedsTheOffer() {
        try (var server = new ScriptedServer()) {
            Reply reply = probe(server, Tls.REQUIRED, "mail.example.com");
            assertThat(reply.code()).isEqualTo(451);
            assertThat(reply.text()).contains("STARTTLS");
            assertThat(server.commands("MAIL")).isEmpty();
        }
    }

    @Test
    void verifiedEncryptionNeedsTheRightName() {
        try (var server = new ScriptedServer().withTls(serverContext)) {
            assertThat(probe(server, Tls.VERIFIED, "mail.example.com").code()).isEqualTo(250);
            assertThat(probe(server, Tls.VERIFIED, "other.example.com").code()).isEqualTo(451);
            assertThat(probe(server, Tls.REQUIRED, "other.example.com").code()).isEqualTo(250);
        }
    }

    /** Closing a TLS socket would wait for the write that hangs. */
    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aServerThatStopsReadingIsGivenUpUnderTlsToo() {
        byte[] big = ("x".repeat(70) + "\r\n").repeat(400_000).getBytes(StandardCharsets.US_ASCII);
        var ana = Recipient.of("ana@example.com");
        var envelope = new Envelope(ReversePath.of("sender@example.org"), Parameters.NONE, List.of(ana));
        var from = new Client(InetAddress.getLoopbackAddress(), 4711, "mail.example.org", true, Optional.empty());
        try (var server = new ScriptedServer()
                        .withTls(serverContext)
                        .offering("PIPELINING")
                        .deafInContent();
                var client = new RelayClient(
                        RelaySettings.of("gate.example.net").withTls(Tls.REQUIRED),
                        () -> List.of(server.address()),
                        Network.system(),
                        (_, _, _) -> {})) {
            // The handshake is done before the time begins to run.
            assertThat(client.probe(List.of(server.address()), ReversePath.of(""), Parameters.NONE, ana)
                            .positive())
                    .isTrue();
            var attempts = client.deliver(
                    List.of(server.address()), from, envelope, new byte[0], Content.of(big), Duration.ofSeconds(1));
            assertThat(server.dataCommands).hasValue(1);
            assertThat(attempts.get(ana)).isInstanceOf(Attempt.Deferred.class);
            assertThat(client.figures().servers())
                    .singleElement()
                    .satisfies(figures -> assertThat(figures.live()).isZero());
        }
    }

    @Test
    void whatCameBeforeTheHandshakeIsNotTakenForEncrypted() {
        try (var server =
                new ScriptedServer().withTls(serverContext).on("STARTTLS", "220 go\r\n250-injected\r\n250 8BITMIME")) {
            assertThat(probe(server, Tls.REQUIRED, "mail.example.com").code()).isEqualTo(451);
        }
    }
}
