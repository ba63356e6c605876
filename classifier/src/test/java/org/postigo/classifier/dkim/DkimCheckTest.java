package org.postigo.classifier.dkim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postigo.classifier.dns.Dns;
import org.postigo.classifier.dns.DnsClient;
import org.postigo.classifier.dns.DnsSettings;
import org.postigo.classifier.dns.LocalDnsServer;
import org.postigo.classifier.dns.LocalZone;
import org.postigo.mail.Content;
import org.postigo.mail.DomainName;
import org.postigo.mail.auth.AuthenticationResults.Outcome;

/** The examples of the standards, round trips, and a mutation of everything that is signed. */
class DkimCheckTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final DomainName DOMAIN = DomainName.of("empresa.example.mx");
    private static final KeyPair RSA = Signer.newKeys(Algorithm.RSA_SHA256, new SecureRandom());
    private static final KeyPair ED25519 = Signer.newKeys(Algorithm.ED25519_SHA256, new SecureRandom());
    private static final List<String> SIGNED =
            List.of("from", "to", "subject", "date", "message-id", "x-many", "x-many");

    private static final byte[] MESSAGE = octets("""
            Received: from a by b; Mon, 23 Nov 2026 12:00:00 +0000
            X-Many: the first
            From: Ana Pérez
             <ana@empresa.example.mx>
            To: luis@example.com,
            \teva@example.com
            Subject:  Factura   de noviembre\s
            Date: Mon, 23 Nov 2026 12:00:00 +0000
            Message-ID: <1@empresa.example.mx>
            X-Many: the second

            Hola  Luis:\s

            aquí \t está la factura.\t

            Ana


            """);

    private static LocalDnsServer server;
    private static Dns dns;

    @BeforeAll
    static void start() throws Exception {
        LocalZone.Builder zone = LocalZone.builder();
        zone.lines(new String(read("keys.zone"), StandardCharsets.UTF_8).split("\n"));
        String rsa = rsaKey(2048);
        String edRecord = signer(ED25519).keyRecord();
        zone.txt("rsa._domainkey." + DOMAIN, signer(RSA).keyRecord());
        zone.txt("ed25519._domainkey." + DOMAIN, edRecord);
        zone.txt("revoked._domainkey." + DOMAIN, "v=DKIM1; p=");
        zone.txt("nokey._domainkey." + DOMAIN, "v=DKIM1; k=rsa");
        zone.txt("sha1._domainkey." + DOMAIN, "v=DKIM1; h=sha1; p=" + key(edRecord) + "; k=ed25519");
        zone.txt("chat._domainkey." + DOMAIN, edRecord + "; s=chat");
        zone.txt("mail._domainkey." + DOMAIN, edRecord + "; s=email:chat");
        zone.txt("testing._domainkey." + DOMAIN, edRecord + "; t=y");
        zone.txt("exact._domainkey." + DOMAIN, edRecord + "; t=s");
        zone.txt("version._domainkey." + DOMAIN, "k=ed25519; p=" + key(edRecord) + "; v=DKIM1");
        zone.txt("garbage._domainkey." + DOMAIN, "hello");
        zone.txt("wrongtype._domainkey." + DOMAIN, "v=DKIM1; k=rsa; p=" + key(rsa));
        zone.txt("bare._domainkey." + DOMAIN, "p=" + bareRsa(RSA));
        zone.txt("two._domainkey." + DOMAIN, "garbage").txt("two._domainkey." + DOMAIN, edRecord);
        zone.txt(
                "other._domainkey." + DOMAIN,
                signer(Signer.newKeys(Algorithm.ED25519_SHA256, new SecureRandom()))
                        .keyRecord());
        zone.failing("failing._domainkey." + DOMAIN);
        server = LocalDnsServer.start(zone.build());
        dns = new DnsClient(
                new DnsSettings(List.of(server.address()), Duration.ofSeconds(5), Duration.ofSeconds(5), 0),
                InstantSource.system());
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    private static String rsaKey(int bits) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(bits);
        return new Signer(DOMAIN, "x", generator.generateKeyPair()).keyRecord();
    }

    private static String key(String record) {
        return record.substring(record.indexOf("p=") + 2);
    }

    /** RSAPublicKey of RFC 8017 without its SubjectPublicKeyInfo: what follows the 24 octets in front. */
    private static String bareRsa(KeyPair keys) {
        byte[] encoded = keys.getPublic().getEncoded();
        return Base64.getEncoder().encodeToString(Arrays.copyOfRange(encoded, 24, encoded.length));
    }

    private static Signer signer(KeyPair keys) {
        return new Signer(DOMAIN, keys == RSA ? "rsa" : "ed25519", keys);
    }

    private static Signer.Style style(Canonical header, Canonical body) {
        return new Signer.Style(header, body, SIGNED, OptionalLong.empty(), Optional.empty());
    }

    private static byte[] octets(String text) {
        return text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] read(String file) throws IOException {
        try (InputStream in = DkimCheckTest.class.getResourceAsStream("rfc/" + file)) {
            return in.readAllBytes();
        }
    }

    private static List<DkimCheck.Result> verify(byte[] octets) throws Exception {
        RawMessage message = RawMessage.read(Content.of(octets));
        var bodies = new BodyHashes(message);
        var check = new DkimCheck(new DkimKeys());
        var results = new ArrayList<DkimCheck.Result>();
        for (DkimParser.Parsed one : DkimCheck.signatures(message)) {
            results.add(
                    check.verify(dns, message, bodies, one, NOW, Instant.now().plusSeconds(20)));
        }
        return results;
    }

    private static DkimCheck.Result one(byte[] octets) throws Exception {
        List<DkimCheck.Result> results = verify(octets);
        assertThat(results).hasSize(1);
        return results.getFirst();
    }

    private static byte[] replaced(byte[] octets, String from, String to) {
        String text = new String(octets, StandardCharsets.ISO_8859_1);
        assertThat(text).contains(from);
        return text.replace(from, to).getBytes(StandardCharsets.ISO_8859_1);
    }

    static List<Path> shelf() throws IOException, URISyntaxException {
        try (Stream<Path> files =
                Files.list(Path.of(DkimCheckTest.class.getResource("rfc/").toURI()))) {
            return files.filter(file -> file.toString().endsWith(".eml")).toList();
        }
    }

    @Test
    void theShelfOfTheStandardsIsNotEmpty() throws Exception {
        assertThat(shelf()).hasSize(2);
    }

    @ParameterizedTest
    @MethodSource("shelf")
    void theExamplesOfTheStandardsVerify(Path file) throws Exception {
        List<DkimCheck.Result> results = verify(Files.readAllBytes(file));
        assertThat(results).isNotEmpty().allSatisfy(result -> {
            assertThat(result.outcome()).as(result.cause()).isEqualTo(Outcome.PASS);
            assertThat(result.signed()).contains("from");
        });
    }

    @ParameterizedTest
    @MethodSource("shelf")
    void theExamplesOfTheStandardsDoNotVerifyOnceAWordIsChanged(Path file) throws Exception {
        byte[] original = Files.readAllBytes(file);
        for (String[] change : new String[][] {
            {"hungry", "thirsty"}, {"dinner", "supper"}, {"Joe SixPack", "Jim SixPack"}, {"46341", "46342"}
        }) {
            assertThat(verify(replaced(original, change[0], change[1])))
                    .isNotEmpty()
                    .allMatch(result -> result.outcome() == Outcome.FAIL);
        }
    }

    static Stream<Arguments> forms() {
        return Stream.of(RSA, ED25519)
                .flatMap(keys -> Stream.of(Canonical.values())
                        .flatMap(
                                header -> Stream.of(Canonical.values()).map(body -> Arguments.of(keys, header, body))));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void whatWasSignedVerifies(KeyPair keys, Canonical header, Canonical body) throws Exception {
        DkimCheck.Result result = one(signer(keys).sign(MESSAGE, style(header, body), NOW));
        assertThat(result.outcome()).as(result.cause()).isEqualTo(Outcome.PASS);
        assertThat(result.domain()).contains(DOMAIN);
        assertThat(result.partial()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("forms")
    void aChangeOfAnySignedFieldOrOfTheBodyIsFound(KeyPair keys, Canonical header, Canonical body) throws Exception {
        byte[] signed = signer(keys).sign(MESSAGE, style(header, body), NOW);
        for (String[] change : new String[][] {
            {"<ana@empresa", "<eva@empresa"},
            {"luis@example.com,", "luis@example.org,"},
            {"Factura", "Faktura"},
            {"12:00:00 +0000\r\nMessage", "12:00:01 +0000\r\nMessage"},
            {"<1@empresa", "<2@empresa"},
            {"the first", "the worst"},
            {"the second", "the record"},
            {"Hola", "Hello"},
            {"\r\nAna\r\n", "\r\nEva\r\n"},
            {"\r\nAna\r\n", "\r\n\r\nAna\r\n"},
            {"X-Many: the second", "X-Many: the second\r\nX-Many: a third"},
            {"t=" + NOW.getEpochSecond(), "t=" + (NOW.getEpochSecond() + 1)},
            {"date:message-id", "date:message-idx"},
        }) {
            assertThat(one(replaced(signed, change[0], change[1])).outcome())
                    .as(change[1])
                    .isEqualTo(Outcome.FAIL);
        }
    }

    @ParameterizedTest
    @MethodSource("forms")
    void whatIsNotSignedMayChange(KeyPair keys, Canonical header, Canonical body) throws Exception {
        byte[] signed = signer(keys).sign(MESSAGE, style(header, body), NOW);
        assertThat(one(replaced(signed, "Received: from a", "Received: from c")).outcome())
                .isEqualTo(Outcome.PASS);
        byte[] longer = Arrays.copyOf(signed, signed.length + 2);
        longer[signed.length] = '\r';
        longer[signed.length + 1] = '\n';
        assertThat(one(longer).outcome()).isEqualTo(Outcome.PASS);
    }

    @Test
    void whiteSpaceMayChangeInRelaxedFormOnly() throws Exception {
        String[][] changes = {
            {"Subject:  Factura   de noviembre ", "SUBJECT \t:Factura de\r\n\tnoviembre\t"},
            {"Hola  Luis: ", "Hola Luis:\t\t"},
        };
        for (Canonical form : Canonical.values()) {
            byte[] signed = signer(ED25519).sign(MESSAGE, style(form, form), NOW);
            for (String[] change : changes) {
                assertThat(one(replaced(signed, change[0], change[1])).outcome())
                        .isEqualTo(form == Canonical.RELAXED ? Outcome.PASS : Outcome.FAIL);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"'',''", "'\r\n\r\n',''", "' \r\n\t\r\n','relaxed'", "'x','x'", "'x\r\n','x'", "'x\ry\nz','x'"})
    void oddBodiesVerify(String body, String kind) throws Exception {
        for (Canonical form : Canonical.values()) {
            byte[] message = ("From: a@empresa.example.mx\r\n\r\n" + body).getBytes(StandardCharsets.ISO_8859_1);
            byte[] signed = signer(ED25519).sign(message, style(form, form), NOW);
            assertThat(one(signed).outcome()).isEqualTo(Outcome.PASS);
            if (kind.isEmpty() || form == Canonical.RELAXED && kind.equals("relaxed")) {
                byte[] empty = "From: a@empresa.example.mx\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);
                assertThat(new BodyHashes(RawMessage.read(Content.of(message)))
                                .of(form, OptionalLong.empty())
                                .sha256())
                        .isEqualTo(new BodyHashes(RawMessage.read(Content.of(empty)))
                                .of(form, OptionalLong.empty())
                                .sha256());
            }
        }
    }

    @Test
    void emptyBodiesHaveTheHashesOfTheStandard() throws Exception {
        // RFC 6376 §3.4.3, §3.4.4
        var bodies = new BodyHashes(RawMessage.read(Content.of(octets("From: a@b.example\n"))));
        assertThat(Base64.getEncoder()
                        .encodeToString(bodies.of(Canonical.SIMPLE, OptionalLong.empty())
                                .sha256()))
                .isEqualTo("frcCV1k9oG9oKj3dpUqdJg1PxRT2RSN/XKdLCPjaYaY=");
        assertThat(Base64.getEncoder()
                        .encodeToString(bodies.of(Canonical.RELAXED, OptionalLong.empty())
                                .sha256()))
                .isEqualTo("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    }

    @Test
    void aFieldAddedOnTopOfAnOversignedOneIsFound() throws Exception {
        byte[] usual = signer(ED25519).sign(MESSAGE, Signer.Style.USUAL, NOW);
        assertThat(one(usual).outcome()).isEqualTo(Outcome.PASS);
        byte[] second = replaced(usual, "Received: from a", "From: boss@example.com\r\nReceived: from a");
        assertThat(one(second).outcome()).isEqualTo(Outcome.FAIL);
        byte[] cc = replaced(usual, "Received: from a", "Cc: boss@example.com\r\nReceived: from a");
        assertThat(one(cc).outcome()).isEqualTo(Outcome.FAIL);
    }

    @Test
    void aSecondFromOnTopIsNotCoveredUnlessSignedTwice() throws Exception {
        byte[] signed = signer(ED25519).sign(MESSAGE, style(Canonical.RELAXED, Canonical.RELAXED), NOW);
        byte[] second = replaced(signed, "Received: from a", "From: boss@example.com\r\nReceived: from a");
        DkimCheck.Result result = one(second);
        assertThat(result.outcome()).isEqualTo(Outcome.PASS);
        assertThat(result.covers("from", RawMessage.read(Content.of(second)))).isFalse();
        assertThat(result.covers("from", RawMessage.read(Content.of(signed)))).isTrue();
    }

    @Test
    void aLengthLeavesTheEndOpenAndSaysSo() throws Exception {
        var style =
                new Signer.Style(Canonical.RELAXED, Canonical.RELAXED, SIGNED, OptionalLong.of(10), Optional.empty());
        byte[] signed = signer(RSA).sign(MESSAGE, style, NOW);
        DkimCheck.Result longer = one((new String(signed, StandardCharsets.ISO_8859_1) + "Buy now\r\n")
                .getBytes(StandardCharsets.ISO_8859_1));
        assertThat(longer.outcome()).isEqualTo(Outcome.PASS);
        assertThat(longer.partial()).isTrue();
        assertThat(one(replaced(signed, "Hola", "Hello")).outcome()).isEqualTo(Outcome.FAIL);
        var tooLong = new Signer.Style(
                Canonical.RELAXED, Canonical.RELAXED, SIGNED, OptionalLong.of(10_000), Optional.empty());
        assertThat(one(signer(RSA).sign(MESSAGE, tooLong, NOW)).outcome()).isEqualTo(Outcome.PERMERROR);
    }

    @Test
    void anExpiredSignatureDoesNotPass() throws Exception {
        var style = new Signer.Style(
                Canonical.RELAXED, Canonical.RELAXED, SIGNED, OptionalLong.empty(), Optional.of(NOW.minusSeconds(1)));
        assertThat(one(signer(RSA).sign(MESSAGE, style, NOW.minusSeconds(60)))).satisfies(result -> {
            assertThat(result.outcome()).isEqualTo(Outcome.PERMERROR);
            assertThat(result.cause()).contains("expired");
        });
        var valid = new Signer.Style(
                Canonical.RELAXED, Canonical.RELAXED, SIGNED, OptionalLong.empty(), Optional.of(NOW.plusSeconds(1)));
        assertThat(one(signer(RSA).sign(MESSAGE, valid, NOW.minusSeconds(60))).outcome())
                .isEqualTo(Outcome.PASS);
    }

    @Test
    void severalSignaturesAreVerifiedEachForItself() throws Exception {
        byte[] once = signer(RSA).sign(MESSAGE, style(Canonical.RELAXED, Canonical.SIMPLE), NOW);
        byte[] twice = signer(ED25519).sign(once, style(Canonical.SIMPLE, Canonical.RELAXED), NOW);
        byte[] third = new Signer(DOMAIN, "other", ED25519).sign(twice, Signer.Style.USUAL, NOW);
        assertThat(verify(third))
                .extracting(DkimCheck.Result::outcome)
                .containsExactly(Outcome.FAIL, Outcome.PASS, Outcome.PASS);
    }

    @Test
    void noMoreThanEightSignaturesAreLookedAt() throws Exception {
        byte[] signed = MESSAGE;
        for (int i = 0; i < 10; i++) {
            signed = signer(ED25519).sign(signed, Signer.Style.USUAL, NOW);
        }
        assertThat(verify(signed)).hasSize(DkimCheck.MAX_SIGNATURES);
    }

    @ParameterizedTest
    @CsvSource({
        "revoked, PERMERROR, key revoked",
        "nokey, PERMERROR, no key",
        "missing, PERMERROR, no key",
        "sha1, PERMERROR, sha256",
        "chat, PERMERROR, not for mail",
        "mail, PASS, verified",
        "testing, PASS, testing",
        "exact, PASS, verified",
        "version, PERMERROR, version",
        "garbage, PERMERROR, tags",
        "wrongtype, PERMERROR, another algorithm",
        "two, PASS, verified",
        "other, FAIL, does not match",
        "failing, TEMPERROR, server_failure",
    })
    void theKeyDecides(String selector, Outcome outcome, String cause) throws Exception {
        DkimCheck.Result result = one(new Signer(DOMAIN, selector, ED25519).sign(MESSAGE, Signer.Style.USUAL, NOW));
        assertThat(result.outcome()).isEqualTo(outcome);
        assertThat(result.cause()).contains(cause);
        assertThat(result.selector()).isEqualTo(selector);
    }

    @Test
    void aBareRsaKeyServes() throws Exception {
        assertThat(one(new Signer(DOMAIN, "bare", RSA).sign(MESSAGE, Signer.Style.USUAL, NOW))
                        .outcome())
                .isEqualTo(Outcome.PASS);
    }

    @Test
    void aTestingDomainsFailureCountsLikeNoSignature() throws Exception {
        byte[] signed = new Signer(DOMAIN, "testing", ED25519).sign(MESSAGE, Signer.Style.USUAL, NOW);
        assertThat(one(replaced(signed, "Hola", "Hello")).outcome()).isEqualTo(Outcome.NEUTRAL);
    }

    @ParameterizedTest
    @ValueSource(ints = {512, 1024, 2048, 4096, 4104})
    void keysOf1024To4096BitsServe(int bits) throws Exception {
        DkimKeys.Lookup lookup = DkimKeys.read(rsaRecord(bits));
        if (bits >= 1024 && bits <= 4096) {
            assertThat(lookup).isInstanceOf(DkimKeys.Lookup.Key.class);
        } else {
            assertThat(lookup).isInstanceOf(DkimKeys.Lookup.Unusable.class);
        }
    }

    /** A modulus of so many bits; whether it is a product of primes is of no account for reading it. */
    private static String rsaRecord(int bits) throws Exception {
        var modulus = java.math.BigInteger.ONE.shiftLeft(bits - 1).add(java.math.BigInteger.ONE);
        var spec = new java.security.spec.RSAPublicKeySpec(modulus, java.math.BigInteger.valueOf(65_537));
        byte[] encoded =
                java.security.KeyFactory.getInstance("RSA").generatePublic(spec).getEncoded();
        return "v=DKIM1; p=" + Base64.getEncoder().encodeToString(encoded);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "v=1; | v=2;",
                "v=1; | ''",
                "a=ed25519-sha256; | a=rsa-sha1;",
                "a=ed25519-sha256; | a=ed25519-sha256; a=ed25519-sha256;",
                "c=relaxed/relaxed; | c=loose;",
                "c=relaxed/relaxed; | c=relaxed/relaxed/relaxed;",
                "c=relaxed/relaxed; | q=dns/carrier-pigeon;",
                "c=relaxed/relaxed; | l=many;",
                "c=relaxed/relaxed; | i=ana@elsewhere.example;",
                "c=relaxed/relaxed; | i=ana;",
                "c=relaxed/relaxed; | x=1;",
                "c=relaxed/relaxed; | nonsense;",
                "h=from:from:to | h=to",
                "s=ed25519; | s=../;",
                "d=empresa.example.mx; | d=[192.0.2.1];",
                "d=empresa.example.mx; | ''",
                "bh= | bh=%",
            })
    void aFieldThatBreaksTheGrammarIsAPermanentError(String from, String to) throws Exception {
        byte[] signed = signer(ED25519).sign(MESSAGE, Signer.Style.USUAL, NOW);
        assertThat(one(replaced(signed, from, to)).outcome()).isEqualTo(Outcome.PERMERROR);
    }

    @Test
    void aMessageWithoutSignatureHasNoResult() throws Exception {
        assertThat(verify(MESSAGE)).isEmpty();
        assertThat(verify(new byte[0])).isEmpty();
        assertThat(verify(octets("\n"))).isEmpty();
        assertThat(verify(octets("no field\n folded\n\nbody"))).isEmpty();
    }

    @Test
    void fieldsAreReadOctetByOctet() throws Exception {
        RawMessage message = RawMessage.read(Content.of(octets("A: 1\n 2\nB : \n\tx\n\nbody: no\n")));
        assertThat(message.fields())
                .containsExactly(new RawMessage.Field("a", "A: 1\r\n 2"), new RawMessage.Field("b", "B : \r\n\tx"));
        assertThat(message.bodyOffset()).isEqualTo("A: 1\r\n 2\r\nB : \r\n\tx\r\n\r\n".length());
    }
}
