package org.postigo.proxy.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postigo.mail.Client;

class StartTlsTest {
    @TempDir
    static Path folder;

    static TlsKeys.Source source;

    @BeforeAll
    static void makeKey() {
        source = TestTls.source(folder);
    }

    private static Served served() {
        return new Served(draft -> {
            draft.tls = Optional.of(source);
            return draft;
        });
    }

    @Test
    void encryptsAndForgetsWhatWasSaidBefore() throws IOException {
        try (Served served = served();
                Talker talker = served.talker().expect("220")) {
            assertThat(talker.say("EHLO before")).contains("STARTTLS");
            talker.expect("MAIL FROM:<a@b.org>", "250")
                    .expect("STARTTLS now", "501 5.5.4")
                    .expect("STARTTLS", "220 2.0.0");
            talker.tls(TestTls.trustingClient()).expect("MAIL FROM:<a@b.org>", "503 5.5.1");
            assertThat(talker.say("EHLO after")).startsWith("250-").doesNotContain("STARTTLS");
            talker.expect("STARTTLS", "503 5.5.1");
            talker.begun("a@b.org", "u@example.com")
                    .expect("secret\r\n.", "250")
                    .expect("QUIT", "221");
            Client client = served.gate.taken.getFirst().mail().client();
            assertThat(client.helo()).isEqualTo("after");
            assertThat(client.tls().orElseThrow().protocol()).isEqualTo("TLSv1.3");
            assertThat(client.tls().orElseThrow().cipher()).startsWith("TLS_");
            assertThat(served.server.figures().tls()).isOne();
        }
    }

    @Test
    void dropsCommandsThatWereInjectedBeforeTheHandshake() throws IOException {
        try (Served served = served();
                Talker talker = served.talker().greeted()) {
            talker.raw("STARTTLS\r\nMAIL FROM:<injected@b.org>\r\nRCPT TO:<u@example.com>\r\n")
                    .expect("220");
            talker.tls(TestTls.trustingClient()).expect("NOOP", "250").expect("RCPT TO:<u@example.com>", "503");
            assertThat(served.gate.asked).isEmpty();
        }
    }

    @Test
    void aFailedHandshakeEndsTheConnectionAndIsRecorded() {
        try (Served served = served();
                Talker talker = served.talker().greeted().expect("STARTTLS", "220")) {
            talker.raw("MAIL FROM:<clear@b.org>\r\nRCPT TO:<u@example.com>\r\nDATA\r\nin the clear\r\n.\r\n");
            talker.halfClose();
            assertThat(talker.rest()).doesNotContain("250").doesNotContain("354");
            while (served.server.figures().open() > 0) {
                Thread.onSpinWait();
            }
            assertThat(served.gate.asked).isEmpty();
            assertThat(served.gate.taken).isEmpty();
            assertThat(served.server.figures().refusals()).containsEntry(Cause.TLS, 1L);
            assertThat(served.server.figures().tls()).isZero();
        }
    }

    @Test
    void carriesLargeMessagesInBothForms() throws IOException {
        String line = "0123456789".repeat(7) + "\r\n";
        String body = line.repeat(10_000);
        try (Served served = served();
                Talker talker = served.talker().greeted().expect("STARTTLS", "220")) {
            talker.tls(TestTls.trustingClient()).expect("EHLO a", "250-").begun("a@b.org", "u@example.com");
            talker.raw(body + ".\r\n").expect("250").expect("MAIL FROM:<a@b.org>", "250");
            talker.expect("RCPT TO:<u@example.com>", "250");
            talker.raw("BDAT " + body.length() + " LAST\r\n" + body).expect("250");
            assertThat(served.gate.contents()).containsExactly(body, body);
            assertThat(served.spooled()).isEmpty();
        }
    }

    @Test
    void readsTheKeyAgainWhenItsFileChanges() throws IOException {
        Path file = folder.resolve("changing.p12");
        Files.copy(folder.resolve("key.p12"), file, StandardCopyOption.REPLACE_EXISTING);
        String word = ((TlsKeys.Source.Pkcs12) source).password();
        var keys = new TlsKeys(new TlsKeys.Source.Pkcs12(file, word), 0);
        var first = keys.factory();
        assertThat(keys.factory()).isSameAs(first);
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000_000));
        var second = keys.factory();
        assertThat(second).isNotSameAs(first);
        Files.writeString(file, "damaged");
        assertThat(keys.factory()).as("the old one stays in use").isSameAs(second);
    }

    @Test
    void readsPemFiles() throws Exception {
        var store = java.security.KeyStore.getInstance("PKCS12");
        char[] word = ((TlsKeys.Source.Pkcs12) source).password().toCharArray();
        try (var in = Files.newInputStream(folder.resolve("key.p12"))) {
            store.load(in, word);
        }
        var encoder = Base64.getMimeEncoder();
        Path chain = Files.writeString(
                folder.resolve("chain.pem"),
                "-----BEGIN CERTIFICATE-----\n"
                        + encoder.encodeToString(store.getCertificate("postigo").getEncoded())
                        + "\n-----END CERTIFICATE-----\n");
        Path key = Files.writeString(
                folder.resolve("key.pem"),
                "-----BEGIN PRIVATE KEY-----\n"
                        + encoder.encodeToString(store.getKey("postigo", word).getEncoded())
                        + "\n-----END PRIVATE KEY-----\n");
        try (Served served = new Served(draft -> {
                    draft.tls = Optional.of(new TlsKeys.Source.Pem(chain, key));
                    return draft;
                });
                Talker talker = served.talker().greeted().expect("STARTTLS", "220")) {
            talker.tls(TestTls.trustingClient()).expect("EHLO a", "250-");
        }
        assertThatThrownBy(() -> new TlsKeys(new TlsKeys.Source.Pem(chain, chain)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("openssl pkcs8");
    }

    @Test
    void neverPrintsThePassword() {
        assertThat(source.toString()).doesNotContain("word-for-tests");
    }
}
