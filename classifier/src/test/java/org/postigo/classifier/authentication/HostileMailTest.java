package org.postigo.classifier.authentication;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postigo.classifier.check.Authenticator;
import org.postigo.classifier.check.Subject;
import org.postigo.classifier.dkim.Algorithm;
import org.postigo.classifier.dkim.Signer;
import org.postigo.classifier.dns.Answer;
import org.postigo.classifier.dns.Dns;
import org.postigo.classifier.dns.Kind;
import org.postigo.mail.Client;
import org.postigo.mail.Content;
import org.postigo.mail.DomainName;
import org.postigo.mail.Envelope;
import org.postigo.mail.MailId;
import org.postigo.mail.MailObject;
import org.postigo.mail.ReversePath;
import org.postigo.mail.auth.AuthenticationResults.Outcome;
import org.postigo.mail.auth.AuthenticationResultsField;
import org.postigo.mail.message.MessageParser;
import org.postigo.mail.message.ParseOutcome;
import org.postigo.mail.message.ParsedMessage;

/** Mutated messages and mutated DNS answers: nothing may throw, and no mutation may make a proof. */
class HostileMailTest {
    private static final int ROUNDS = 1_500;
    private static final DomainName DOMAIN = DomainName.of("empresa.example");
    private static final Signer SIGNER =
            new Signer(DOMAIN, "s", Signer.newKeys(Algorithm.ED25519_SHA256, new SecureRandom()));
    private static final List<String> WORDS = List.of(
            "DKIM-Signature: ",
            "ARC-Seal: i=1; a=rsa-sha256; cv=none; d=a.example; s=x; b=AAAA\r\n",
            "; ",
            "=",
            ":",
            "b=",
            "h=from:from;",
            "d=",
            "v=1;",
            "\r\n",
            "\r\n\r\n",
            "\r\n ",
            "\r",
            "\n",
            "\0",
            "\u00ff",
            "From: x@y.example\r\n",
            "From : a@empresa.example\r\n",
            "ARC-Message-Signature: i=1;",
            "ARC-Authentication-Results: i=1; x;\r\n",
            "l=0;",
            "v=spf1 ",
            "include:",
            "%{",
            "}",
            "/",
            "-all",
            "redirect=",
            "ip4:1.2.3.4",
            "p=",
            "v=DMARC1; p=reject");

    /** Answers every question with a mutated record of a kind that fits. */
    private record Mutant(Random random) implements Dns {
        @Override
        public <T> Answer<T> query(String name, Kind<T> kind, Instant deadline) {
            if (!kind.equals(Kind.TXT)) {
                return new Answer.NoSuchName<>(java.time.Duration.ofSeconds(1));
            }
            String text = name.startsWith("s._domainkey.")
                    ? SIGNER.keyRecord()
                    : name.startsWith("_dmarc.") ? "v=DMARC1; p=reject; sp=none" : "v=spf1 a mx include:%{d2}.x -all";
            synchronized (random) {
                String record = random.nextBoolean() ? text : mutated(text, random);
                return new Answer.Found<>(List.of(kind.form().cast(record)), java.time.Duration.ofSeconds(1));
            }
        }
    }

    private static String mutated(String text, Random random) {
        var mutated = new StringBuilder(text);
        for (int i = random.nextInt(4); i >= 0; i--) {
            int at = random.nextInt(mutated.length() + 1);
            switch (random.nextInt(4)) {
                case 0 -> mutated.insert(at, WORDS.get(random.nextInt(WORDS.size())));
                case 1 -> mutated.delete(at, Math.min(mutated.length(), at + random.nextInt(20)));
                case 2 -> mutated.insert(at, (char) random.nextInt(256));
                default -> {
                    int from = random.nextInt(mutated.length() + 1);
                    mutated.insert(at, mutated.substring(from, Math.min(mutated.length(), from + random.nextInt(80))));
                }
            }
        }
        return mutated.toString();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void nothingThrowsAndNothingIsProvenThatTheResultsDoNotSay(long seed) throws Exception {
        var random = new Random(seed);
        var authenticator = new StandardsAuthenticator(new Mutant(random), AuthenticationSettings.NONE);
        String original = new String(
                SIGNER.sign(
                        "From: Ana <ana@empresa.example>\r\nTo: x@example.com\r\nSubject: Hola\r\n\r\nUna carta.\r\n"
                                .getBytes(StandardCharsets.ISO_8859_1),
                        Signer.Style.USUAL,
                        Instant.now()),
                StandardCharsets.ISO_8859_1);
        int verified = 0;
        for (int i = 0; i < ROUNDS; i++) {
            String text = mutated(original, random);
            Subject subject = subject(text, random);
            Authenticator.Authenticated seen = authenticator.authenticate(subject);
            String field = AuthenticationResultsField.value(
                    DOMAIN, seen.results(), subject.mail().envelope().reversePath(), java.util.Optional.empty());
            assertThat(field.replace(";\r\n\t", ";")).matches("[ -~]*");
            boolean passed = seen.results().dkim().stream()
                    .anyMatch(dkim -> dkim.outcome() == Outcome.PASS && dkim.coversFrom() && dkim.aligned());
            assertThat(seen.proven()).hasSize(passed ? 2 : 1);
            if (passed) {
                verified++;
                assertThat(text).contains("ana@empresa.example");
            }
        }
        // The test would show nothing if every mutation broke the signature, or none
        assertThat(verified).isBetween(1, ROUNDS - 1);
    }

    private static Subject subject(String text, Random random) {
        byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
        ParsedMessage message = switch (new MessageParser().parse(octets)) {
            case ParseOutcome.Parsed(ParsedMessage parsed) -> parsed;
            case ParseOutcome.TooComplex(String _, ParsedMessage soFar) -> soFar;
        };
        var mail = new MailObject(
                MailId.next(Instant.now(), random),
                Instant.now(),
                Client.plain(InetAddress.ofLiteral("192.0.2.1"), mutated("mail.empresa.example", random)),
                new Envelope(ReversePath.of("ana@empresa.example"), Envelope.Parameters.NONE, List.of()),
                Content.of(octets));
        return new Subject(mail, message, Instant.now().plusSeconds(60));
    }
}
