package org.postigo.appliance.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postigo.appliance.settings.BadSettings;
import org.postigo.appliance.settings.Settings;
import org.postigo.appliance.settings.SettingsReader;
import org.postigo.proxy.inbound.TlsKeys;

/** Desk and REST with a certificate of the operator's own, over real sockets. */
class OwnCertificateTest {
    private static final String WORD = "postigo";
    private static final int PATIENCE_MILLIS = 30_000;

    @TempDir
    private Path folder;

    private KeyStore made;

    /** Makes a certificate and writes it down as the operator has it: two PEM files. */
    private Settings settings(String listen) throws Exception {
        Path file = folder.resolve("made.p12");
        TlsKeys.selfSigned(file, "desk.example.net", WORD);
        made = KeyStore.getInstance(file.toFile(), WORD.toCharArray());
        Path certificate = pem("CERTIFICATE", certificate().getEncoded());
        Path key = pem(
                "PRIVATE KEY",
                made.getKey(made.aliases().nextElement(), WORD.toCharArray()).getEncoded());
        return SettingsReader.read(
                Optional.empty(),
                Map.of(
                        "POSTIGO_DATA", folder.resolve("data").toString(),
                        "POSTIGO_SMTP_PORT", "0",
                        "POSTIGO_HTTP_LISTEN", listen,
                        "POSTIGO_HTTP_PORT", "0",
                        "POSTIGO_HTTP_CERTIFICATE", certificate.toString(),
                        "POSTIGO_HTTP_KEY", key.toString(),
                        "POSTIGO_MANAGEMENT_PORT", "0",
                        "POSTIGO_DNS_RESOLVERS", "127.0.0.1:1",
                        "POSTIGO_STORE_RESERVE", "16MB"));
    }

    private Certificate certificate() throws Exception {
        return made.getCertificate(made.aliases().nextElement());
    }

    private Path pem(String what, byte[] octets) throws IOException {
        return Files.writeString(
                folder.resolve(what.replace(' ', '-') + ".pem"),
                "-----BEGIN " + what + "-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(octets) + "\n-----END " + what
                        + "-----\n");
    }

    @Test
    void theDeskIsServedWithItAtEveryAddressThatWasAskedFor() throws Exception {
        for (String listen : List.of("loopback", "0.0.0.0")) {
            Settings settings = settings(listen);
            List<InetAddress> addresses = listen.equals("loopback")
                    ? settings.http().addresses()
                    // Not one of loopback's two: whoever reaches this reaches all of the machine's.
                    : List.of(InetAddress.ofLiteral("127.0.0.2"));
            try (var appliance = Appliance.start(settings, "admin@example.com", List.of())) {
                assertThat(appliance.deskUrl()).startsWith("https://");
                int port = URI.create(appliance.deskUrl()).getPort();
                for (InetAddress address : addresses) {
                    assertThat(overTls(address, port))
                            .as("%s of %s", address, listen)
                            .startsWith("HTTP/1.1 302")
                            .contains("; Secure", "Strict-Transport-Security", "Location: https://desk.example.net:");
                    assertThat(inTheClear(address, port))
                            .as("%s of %s in the clear", address, listen)
                            .doesNotContain(" 200", " 302", "Set-Cookie");
                }
            }
        }
    }

    private String overTls(InetAddress address, int port) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("desk", certificate());
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, trust.getTrustManagers(), null);
        try (var socket = (SSLSocket) tls.getSocketFactory().createSocket(address, port)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.startHandshake();
            assertThat(socket.getSession().getPeerCertificates()[0]).isEqualTo(certificate());
            return ask(socket, port);
        }
    }

    private static String inTheClear(InetAddress address, int port) throws IOException {
        try (var socket = new Socket(address, port)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            return ask(socket, port);
        }
    }

    private static String ask(Socket socket, int port) throws IOException {
        socket.getOutputStream()
                .write(("GET / HTTP/1.1\r\nHost: desk.example.net:" + port + "\r\nConnection: close\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void withoutItTheOpenNetIsRefusedWithALineThatSaysWhatToDo() {
        for (String open : List.of("0.0.0.0", "::", "192.0.2.1")) {
            assertThat(org.assertj.core.api.Assertions.catchThrowable(
                            () -> SettingsReader.read(Optional.empty(), Map.of("POSTIGO_HTTP_LISTEN", open))))
                    .isInstanceOf(BadSettings.class)
                    .hasMessageContainingAll(
                            "POSTIGO_HTTP_LISTEN", "loopback", "http.certificate", "http.behind-proxy");
        }
    }
}
