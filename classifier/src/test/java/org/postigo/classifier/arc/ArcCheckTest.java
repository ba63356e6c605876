package org.postigo.classifier.arc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postigo.classifier.dkim.Algorithm;
import org.postigo.classifier.dkim.BodyHashes;
import org.postigo.classifier.dkim.DkimKeys;
import org.postigo.classifier.dkim.RawMessage;
import org.postigo.classifier.dkim.Signer;
import org.postigo.classifier.dns.BudgetedDns;
import org.postigo.classifier.dns.Dns;
import org.postigo.classifier.dns.DnsClient;
import org.postigo.classifier.dns.DnsSettings;
import org.postigo.classifier.dns.LocalDnsServer;
import org.postigo.classifier.dns.LocalZone;
import org.postigo.mail.DomainName;
import org.postigo.mail.auth.AuthenticationResults.Arc;
import org.postigo.mail.auth.AuthenticationResults.Outcome;

class ArcCheckTest {
    private static final String MESSAGE = "Received: x\r\nFrom: ana@example.com\r\nSubject: Hola\r\n\r\nUna carta.\r\n";
    private static final KeyPair KEYS = Signer.newKeys(Algorithm.RSA_SHA256, new SecureRandom());

    private static LocalDnsServer server;
    private static Dns dns;

    @BeforeAll
    static void start() throws IOException {
        String key = new Signer(DomainName.of("a.example"), "arc", KEYS).keyRecord();
        server = LocalDnsServer.start(LocalZone.builder()
                .txt("arc._domainkey.one.example", key)
                .txt("arc._domainkey.two.example", key)
                .failing("arc._domainkey.fails.example")
                .build());
        dns = new DnsClient(
                new DnsSettings(List.of(server.address()), Duration.ofSeconds(5), Duration.ofSeconds(5), 0),
                InstantSource.system());
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    private static Arc check(Dns asked, String message) throws Exception {
        RawMessage raw = Sealer.read(message);
        return new ArcCheck(new DkimKeys())
                .check(asked, raw, new BodyHashes(raw), Instant.now().plusSeconds(20));
    }

    private static String sealed(String... domains) throws Exception {
        String message = MESSAGE;
        for (int i = 0; i < domains.length; i++) {
            message = new Sealer(domains[i], KEYS).seal(message, i + 1, i == 0 ? "none" : "pass");
        }
        return message;
    }

    @Test
    void aMessageWithoutChainHasNone() throws Exception {
        assertThat(check(dns, MESSAGE).outcome()).isEqualTo(Outcome.NONE);
    }

    @Test
    void whatWasSealedPasses() throws Exception {
        Arc arc = check(dns, sealed("one.example", "two.example", "one.example"));
        assertThat(arc.outcome()).as(arc.cause()).isEqualTo(Outcome.PASS);
        assertThat(arc.instances()).isEqualTo(3);
        assertThat(arc.sealer()).contains(DomainName.of("one.example"));
    }

    @Test
    void aChangeOfBodyFieldsOrAnySetBreaksTheChain() throws Exception {
        String message = sealed("one.example", "two.example");
        for (String[] change : new String[][] {
            {"Una carta", "Otra carta"},
            {"Subject: Hola", "Subject: Adios"},
            {"i=1; one.example;\r\n\tdkim=pass", "i=1; one.example;\r\n\tdkim=fail"},
            {"ARC-Authentication-Results: i=2;", "ARC-Authentication-Results: i=3;"},
            {"ARC-Seal: i=2; a=rsa-sha256; cv=pass", "ARC-Seal: i=2; a=rsa-sha256; cv=none"},
            {"ARC-Seal: i=2; a=rsa-sha256; cv=pass", "ARC-Seal: i=2; a=rsa-sha256; cv=PASS"},
            {"ARC-Seal: i=2;", "ARC-Seal: i=51;"},
            {"ARC-Seal: i=2;", "X-Seal: i=2;"},
            {"ARC-Message-Signature: i=1;", "ARC-Message-Signature: i=1; x=y;"},
        }) {
            assertThat(message).contains(change[0]);
            assertThat(check(dns, message.replace(change[0], change[1])).outcome())
                    .as(change[1])
                    .isEqualTo(Outcome.FAIL);
        }
        assertThat(check(dns, message.replace("Received: x", "Received: y")).outcome())
                .isEqualTo(Outcome.PASS);
    }

    @Test
    void aChainThatASealerDeclaredFailedIsAsGoodAsAbsent() throws Exception {
        String message = new Sealer("two.example", KEYS).seal(sealed("one.example"), 2, "fail");
        Arc arc = check(dns, message);
        assertThat(arc.outcome()).isEqualTo(Outcome.NONE);
        assertThat(arc.cause()).contains("declared failed");
    }

    @Test
    void aKeyWithoutAnswerIsATemporaryError() throws Exception {
        assertThat(check(dns, sealed("one.example", "fails.example")).outcome()).isEqualTo(Outcome.TEMPERROR);
        assertThat(check(dns, sealed("fails.example", "one.example")).outcome()).isEqualTo(Outcome.TEMPERROR);
        assertThat(check(dns, sealed("nowhere.example")).outcome()).isEqualTo(Outcome.FAIL);
    }

    @Test
    void aLongChainOfStrangersEndsAtTheBudget() throws Exception {
        assertThat(check(new BudgetedDns(dns, 1), sealed("two.example", "one.example"))
                        .outcome())
                .isEqualTo(Outcome.FAIL);
    }
}
