package org.postigo.classifier.authentication;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postigo.classifier.check.Authenticator;
import org.postigo.classifier.check.Subject;
import org.postigo.classifier.dkim.Algorithm;
import org.postigo.classifier.dkim.Canonical;
import org.postigo.classifier.dkim.Signer;
import org.postigo.classifier.dns.CachingDns;
import org.postigo.classifier.dns.Dns;
import org.postigo.classifier.dns.DnsSettings;
import org.postigo.classifier.dns.LocalDnsServer;
import org.postigo.classifier.dns.LocalZone;
import org.postigo.mail.Client;
import org.postigo.mail.Content;
import org.postigo.mail.DomainName;
import org.postigo.mail.Envelope;
import org.postigo.mail.MailId;
import org.postigo.mail.MailObject;
import org.postigo.mail.Mailbox;
import org.postigo.mail.ReversePath;
import org.postigo.mail.auth.AuthenticationResults;
import org.postigo.mail.auth.AuthenticationResults.Outcome;
import org.postigo.mail.auth.ProvenIdentity;
import org.postigo.mail.finding.Finding;
import org.postigo.mail.finding.FindingKey;
import org.postigo.mail.message.Header;
import org.postigo.mail.message.ParsedMessage;
import org.postigo.mail.message.Part;
import org.postigo.mail.policy.Cidr;

class StandardsAuthenticatorTest {
    private static final Instant NOW = Instant.now();
    private static final String OURS = "192.0.2.1";
    private static final String STRANGER = "203.0.113.9";
    private static final DomainName EMPRESA = DomainName.of("empresa.example");
    private static final DomainName LIST = DomainName.of("lists.example");
    private static final KeyPair KEYS = Signer.newKeys(Algorithm.ED25519_SHA256, new SecureRandom());
    private static final Signer SIGNER = new Signer(EMPRESA, "s", KEYS);
    private static final String FROM = "From: Ana <ana@empresa.example>\r\n";

    private static LocalDnsServer server;
    private static Dns dns;

    @BeforeAll
    static void start() throws IOException {
        server = LocalDnsServer.start(LocalZone.builder()
                .txt("empresa.example", "v=spf1 ip4:192.0.2.0/24 -all")
                .txt("_dmarc.empresa.example", "v=DMARC1; p=reject")
                .txt("s._domainkey.empresa.example", SIGNER.keyRecord())
                .txt("s._domainkey.lists.example", SIGNER.keyRecord())
                .failing("s._domainkey.fails.example")
                .failing("fails.example")
                .txt("_dmarc.fails.example", "v=DMARC1; p=none")
                .build());
        var settings = new DnsSettings(List.of(server.address()), Duration.ofSeconds(5), Duration.ofSeconds(5), 100);
        dns = CachingDns.of(settings, InstantSource.system());
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    private static Authenticator.Authenticated authenticate(
            AuthenticationSettings settings, String client, String path, byte[] octets, String... from)
            throws InterruptedException {
        var header = new Header(List.of());
        var root = new Part(header, "text/plain", "", Optional.empty(), false, new byte[0], List.of());
        List<Mailbox> mailboxes =
                java.util.stream.Stream.of(from).map(Mailbox::of).toList();
        var mail = new MailObject(
                MailId.next(NOW, new Random(1)),
                NOW,
                Client.plain(InetAddress.ofLiteral(client), "mail.empresa.example"),
                new Envelope(ReversePath.of(path), Envelope.Parameters.NONE, List.of()),
                Content.of(octets));
        var message = new ParsedMessage(header, root, List.of(root), mailboxes, "", "", "", List.of());
        return new StandardsAuthenticator(dns, settings)
                .authenticate(new Subject(mail, message, Instant.now().plusSeconds(20)));
    }

    private static Authenticator.Authenticated authenticate(String client, byte[] octets) throws InterruptedException {
        return authenticate(AuthenticationSettings.NONE, client, "ana@empresa.example", octets, "ana@empresa.example");
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] message(String fields) {
        return octets(fields + "Subject: Hola\r\n\r\nUna carta.\r\n");
    }

    private static byte[] signed(Signer signer, byte[] message) throws IOException {
        return signer.sign(message, Signer.Style.USUAL, NOW);
    }

    private static ProvenIdentity client(String address) {
        return new ProvenIdentity.ClientAddress(InetAddress.ofLiteral(address));
    }

    @Test
    void honestMailPassesEverywhereAndProvesItsDomain() throws Exception {
        var seen = authenticate(OURS, signed(SIGNER, message(FROM)));
        assertThat(seen.findings())
                .containsExactly(
                        Finding.Fact.of(FindingKey.SPF_PASS, "empresa.example"),
                        Finding.Fact.of(FindingKey.DKIM_PASS_ALIGNED, "empresa.example"),
                        Finding.Fact.of(FindingKey.DMARC_PASS, "empresa.example"));
        assertThat(seen.proven()).containsExactly(new ProvenIdentity.SignedDomain(EMPRESA), client(OURS));
        assertThat(seen.results().dkim()).singleElement().satisfies(dkim -> {
            assertThat(dkim.aligned()).isTrue();
            assertThat(dkim.coversFrom()).isTrue();
            assertThat(dkim.partial()).isFalse();
        });
    }

    @Test
    void aForgerFailsEverywhereAndProvesNothingButItsAddress() throws Exception {
        var seen = authenticate(STRANGER, message(FROM));
        assertThat(seen.findings())
                .containsExactly(
                        Finding.Fact.of(FindingKey.SPF_FAIL, "empresa.example"),
                        Finding.Fact.of(FindingKey.DKIM_NONE),
                        Finding.Fact.of(FindingKey.DMARC_FAIL_STRICT, "empresa.example"));
        assertThat(seen.proven()).containsExactly(client(STRANGER));
    }

    @Test
    void forwardedMailStillProvesItsDomainBySignature() throws Exception {
        var seen = authenticate(STRANGER, signed(SIGNER, message(FROM)));
        assertThat(seen.results().spf().outcome()).isEqualTo(Outcome.FAIL);
        assertThat(seen.results().dmarc().outcome()).isEqualTo(Outcome.PASS);
        assertThat(seen.proven()).contains(new ProvenIdentity.SignedDomain(EMPRESA));
    }

    @Test
    void aChangedMessageProvesNothing() throws Exception {
        byte[] changed = octets(
                new String(signed(SIGNER, message(FROM)), StandardCharsets.UTF_8).replace("Una carta", "Otra carta"));
        var seen = authenticate(STRANGER, changed);
        assertThat(seen.findings())
                .contains(Finding.Fact.of(FindingKey.DKIM_FAIL, "empresa.example"))
                .contains(Finding.Fact.of(FindingKey.DMARC_FAIL_STRICT, "empresa.example"));
        assertThat(seen.proven()).containsExactly(client(STRANGER));
    }

    @Test
    void aStrangersSignatureProvesNothingAboutFrom() throws Exception {
        var seen = authenticate(STRANGER, signed(new Signer(LIST, "s", KEYS), message(FROM)));
        assertThat(seen.findings())
                .contains(Finding.Fact.of(FindingKey.DKIM_PASS, "lists.example"))
                .contains(Finding.Fact.of(FindingKey.DMARC_FAIL_STRICT, "empresa.example"));
        assertThat(seen.proven()).containsExactly(client(STRANGER));
    }

    @Test
    void aSignatureOverAPartOfTheBodyProvesNothing() throws Exception {
        var partial = new Signer.Style(
                Canonical.RELAXED, Canonical.RELAXED, List.of("from", "subject"), OptionalLong.of(5), Optional.empty());
        var seen = authenticate(STRANGER, SIGNER.sign(message(FROM), partial, NOW));
        assertThat(seen.results().dkim().getFirst().outcome()).isEqualTo(Outcome.PASS);
        assertThat(seen.findings()).contains(Finding.Fact.of(FindingKey.DKIM_PASS, "empresa.example"));
        assertThat(seen.proven()).containsExactly(client(STRANGER));
    }

    @Test
    void twoFromAddressesProveNothing() throws Exception {
        byte[] two = signed(SIGNER, message("From: ana@empresa.example, jefe@empresa.example\r\n"));
        var seen = authenticate(
                AuthenticationSettings.NONE,
                OURS,
                "ana@empresa.example",
                two,
                "ana@empresa.example",
                "jefe@empresa.example");
        assertThat(seen.proven()).containsExactly(client(OURS));
    }

    @Test
    void aSecondFromFieldOnTopProvesNothing() throws Exception {
        var once = new Signer.Style(
                Canonical.RELAXED, Canonical.RELAXED, List.of("from"), OptionalLong.empty(), Optional.empty());
        byte[] second = octets("From: jefe@empresa.example\r\n"
                + new String(SIGNER.sign(message(FROM), once, NOW), StandardCharsets.UTF_8));
        // Even where only one of the two addresses could be read
        var seen = authenticate(OURS, second);
        assertThat(seen.results().dkim().getFirst().coversFrom()).isFalse();
        assertThat(seen.results().dmarc().outcome()).isEqualTo(Outcome.PERMERROR);
        assertThat(seen.proven()).containsExactly(client(OURS));
    }

    @Test
    void spfProvesADomainOnlyFromAnExclusiveNetwork() throws Exception {
        var exclusive = new AuthenticationSettings(
                List.of(new AuthenticationSettings.Exclusive(
                        EMPRESA, Cidr.parse("192.0.2.0/28").orElseThrow())),
                Set.of());
        var seen = authenticate(exclusive, OURS, "ana@empresa.example", message(FROM), "ana@empresa.example");
        assertThat(seen.proven()).containsExactly(new ProvenIdentity.AuthorisedDomain(EMPRESA), client(OURS));
        var outside =
                authenticate(exclusive, "192.0.2.99", "ana@empresa.example", message(FROM), "ana@empresa.example");
        assertThat(outside.results().spf().outcome()).isEqualTo(Outcome.PASS);
        assertThat(outside.proven()).containsExactly(client("192.0.2.99"));
        var elsewhere = authenticate(exclusive, OURS, "ana@empresa.example", message(FROM), "ana@otra.example");
        assertThat(elsewhere.proven()).containsExactly(client(OURS));
    }

    @Test
    void aListIsProvenByASignatureThatCoversItsId() throws Exception {
        String fields = FROM + "List-Id: Noticias <NEWS.lists.example>\r\n";
        var seen = authenticate(STRANGER, signed(new Signer(LIST, "s", KEYS), message(fields)));
        assertThat(seen.proven())
                .containsExactly(new ProvenIdentity.SignedList("news.lists.example", LIST), client(STRANGER));
        var uncovered = new Signer.Style(
                Canonical.RELAXED, Canonical.RELAXED, List.of("from"), OptionalLong.empty(), Optional.empty());
        assertThat(authenticate(STRANGER, new Signer(LIST, "s", KEYS).sign(message(fields), uncovered, NOW))
                        .proven())
                .containsExactly(client(STRANGER));
        String added = "List-Id: <other.lists.example>\r\n";
        byte[] twice = octets(
                added + new String(signed(new Signer(LIST, "s", KEYS), message(fields)), StandardCharsets.UTF_8));
        assertThat(authenticate(STRANGER, twice).proven()).containsExactly(client(STRANGER));
    }

    @Test
    void aTemporaryErrorIsUnknownAndProvesNothing() throws Exception {
        DomainName fails = DomainName.of("fails.example");
        byte[] message = signed(new Signer(fails, "s", KEYS), message("From: a@fails.example\r\n"));
        var seen = authenticate(AuthenticationSettings.NONE, STRANGER, "a@fails.example", message, "a@fails.example");
        assertThat(seen.findings())
                .hasSize(3)
                .allSatisfy(finding -> assertThat(finding)
                        .isInstanceOfSatisfying(
                                Finding.Unknown.class,
                                unknown -> assertThat(unknown.cause()).isEqualTo(Finding.Cause.UNAVAILABLE)));
        assertThat(seen.findings())
                .extracting(finding -> ((Finding.Unknown) finding).check())
                .containsExactly("spf", "dkim", "dmarc");
        assertThat(seen.proven()).containsExactly(client(STRANGER));
    }

    @Test
    void aMessageWithoutFromOrHeaderIsNoTrouble() throws Exception {
        for (String text : List.of("", "\r\n", "no header at all", "Subject: x\r\n\r\n")) {
            AuthenticationResults results = authenticate(AuthenticationSettings.NONE, STRANGER, "", octets(text))
                    .results();
            assertThat(results.dkim()).isEmpty();
            assertThat(results.dmarc().outcome()).isEqualTo(Outcome.PERMERROR);
        }
    }
}
