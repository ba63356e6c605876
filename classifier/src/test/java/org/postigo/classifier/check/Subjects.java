package org.postigo.classifier.check;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.postigo.mail.Client;
import org.postigo.mail.Content;
import org.postigo.mail.Envelope;
import org.postigo.mail.MailId;
import org.postigo.mail.MailObject;
import org.postigo.mail.Recipient;
import org.postigo.mail.ReversePath;
import org.postigo.mail.finding.Finding;
import org.postigo.mail.finding.FindingKey;
import org.postigo.mail.message.MessageParser;
import org.postigo.mail.message.ParseOutcome;

/** Messages for the tests of checks. */
final class Subjects {
    static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    /** A header section in which nothing is odd. */
    static final String SOUND = """
            From: Ana <ana@example.org>
            To: luis@ejemplo.mx
            Subject: Invoice 7
            Date: Tue, 24 Nov 2026 11:59:00 +0000
            Message-ID: <7@example.org>
            """;

    private Subjects() {}

    static Subject of(String content) {
        return of(content, "ana@example.org", "luis@ejemplo.mx");
    }

    static Subject of(String content, String reversePath, String... recipients) {
        byte[] octets = content.getBytes(StandardCharsets.UTF_8);
        ParseOutcome outcome = new MessageParser().parse(octets);
        var mail = new MailObject(
                MailId.next(NOW, new Random(1)),
                NOW,
                Client.plain(InetAddress.getLoopbackAddress(), "client.example.org"),
                new Envelope(
                        ReversePath.of(reversePath),
                        Envelope.Parameters.NONE,
                        Arrays.stream(recipients).map(Recipient::of).toList()),
                Content.of(octets));
        return new Subject(mail, ((ParseOutcome.Parsed) outcome).message(), NOW.plusSeconds(10));
    }

    /** A sound message with HTML for a body. */
    static Subject html(String html) {
        return of(SOUND + "Content-Type: text/html; charset=utf-8\n\n" + html);
    }

    static List<FindingKey> keys(List<Finding> findings) {
        return findings.stream().map(Subjects::fact).map(Finding.Fact::key).toList();
    }

    static List<String> arguments(List<Finding> findings, FindingKey key) {
        return findings.stream()
                .map(Subjects::fact)
                .filter(fact -> fact.key() == key)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + key + " in " + findings))
                .arguments();
    }

    private static Finding.Fact fact(Finding finding) {
        if (finding instanceof Finding.Fact fact) {
            return fact;
        }
        throw new AssertionError("not a fact: " + finding);
    }
}
