package org.postigo.classifier.claim;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.postigo.classifier.check.Subject;
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

/** Messages for the tests of claims. */
final class Messages {
    private Messages() {}

    /** A message of header fields and a body. */
    static Subject of(String header, String body) {
        byte[] octets = (header.strip() + "\n\n" + body).getBytes(StandardCharsets.UTF_8);
        ParseOutcome outcome = new MessageParser().parse(octets);
        var mail = new MailObject(
                MailId.next(Instant.EPOCH, new Random(1)),
                Instant.EPOCH,
                Client.plain(InetAddress.getLoopbackAddress(), "client.test"),
                new Envelope(
                        ReversePath.of("a@casa.test"),
                        Envelope.Parameters.NONE,
                        List.of(Recipient.of("luis@ejemplo.mx"))),
                Content.of(octets));
        return new Subject(mail, ((ParseOutcome.Parsed) outcome).message(), Instant.MAX);
    }

    static Subject html(String header, String html) {
        return of(header.strip() + "\nContent-Type: text/html; charset=utf-8", html);
    }

    static List<FindingKey> keys(List<Finding> findings) {
        return findings.stream().map(finding -> ((Finding.Fact) finding).key()).toList();
    }

    static Finding.Fact fact(List<Finding> findings, FindingKey key) {
        return findings.stream()
                .map(Finding.Fact.class::cast)
                .filter(fact -> fact.key() == key)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + key + " in " + findings));
    }
}
