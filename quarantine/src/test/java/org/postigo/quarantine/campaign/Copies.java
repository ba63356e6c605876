package org.postigo.quarantine.campaign;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postigo.mail.Client;
import org.postigo.mail.DomainName;
import org.postigo.mail.Envelope;
import org.postigo.mail.MailId;
import org.postigo.mail.Mailbox;
import org.postigo.mail.Recipient;
import org.postigo.mail.ReversePath;
import org.postigo.mail.auth.AuthenticationResults;
import org.postigo.mail.auth.ProvenIdentity;
import org.postigo.mail.finding.Assessment;
import org.postigo.mail.finding.Finding;
import org.postigo.mail.finding.FindingKey;
import org.postigo.mail.finding.MessageDigest;
import org.postigo.mail.finding.Score;
import org.postigo.mail.finding.Verdict;
import org.postigo.store.acquaintances.Acquaintances;
import org.postigo.store.held.CopyId;
import org.postigo.store.held.CopyState;
import org.postigo.store.held.HeldCopy;
import org.postigo.store.held.HeldMessage;

/** A held copy, one trait after the other; as given it is a parcel fraud that no house is behind. */
final class Copies {
    /** Nobody knows anybody. */
    static final Acquaintances STRANGERS = (sender, signer, domain) -> Acquaintances.History.NONE;

    private static int made;

    String name = "Paquetería Rayo";
    String from = "entrega@rayo-envios.test";
    String subject = "Su paquete está detenido";
    String client = "198.51.100.7";
    String to = "compras@metalsur.example";
    double logOdds = 1.7;
    String model = "combiner-1";
    Verdict.Reason reason = Verdict.Reason.SCORE_HIGH;
    List<String> links = List.of("paga.rayo-envios.test");
    List<String> words = List.of();
    List<MessageDigest.Attachment> attachments = List.of();
    List<ProvenIdentity> proven = List.of();
    List<FindingKey> marks = List.of();
    Optional<Finding.Unknown> unknown = Optional.empty();

    static Copies of(String name, String from, String subject, String client, String... links) {
        var copy = new Copies();
        copy.name = name;
        copy.from = from;
        copy.subject = subject;
        copy.client = client;
        copy.links = List.of(links);
        return copy;
    }

    Copies logOdds(double odds) {
        logOdds = odds;
        return this;
    }

    Copies signedBy(String domain) {
        proven = List.of(new ProvenIdentity.SignedDomain(DomainName.of(domain)));
        return this;
    }

    Copies marked(FindingKey... keys) {
        marks = List.of(keys);
        return this;
    }

    /** Like no other. */
    static Copies single() {
        int i = made;
        return of("Nombre" + i, "a@casa" + i + ".test", "", "198." + i / 200 % 200 + "." + i % 200 + ".1");
    }

    HeldCopy held() {
        var findings = new ArrayList<Finding>();
        findings.add(new Finding.Fact(FindingKey.TEXT_WORDS, 3, words));
        unknown.ifPresent(findings::add);
        marks.forEach(key -> findings.add(Finding.Fact.of(key)));
        Recipient recipient = Recipient.of(to);
        var id = new MailId("0000000000" + String.format("%06d", ++made));
        var assessment = new Assessment(
                findings,
                new Score(logOdds, logOdds, List.of()),
                AuthenticationResults.NONE,
                proven,
                Map.of(recipient.path(), new Verdict.Hold(reason)),
                new MessageDigest(
                        Mailbox.parse(from),
                        name,
                        subject,
                        "<" + made + "@x.test>",
                        Optional.empty(),
                        Optional.empty(),
                        links,
                        attachments),
                new Assessment.Versions(model, 0, "1"),
                Duration.ofMillis(3));
        var message = new HeldMessage(
                id,
                Instant.parse("2026-11-23T11:00:00Z"),
                Client.plain(InetAddress.ofLiteral(client), "mx.x.test"),
                new Envelope(ReversePath.of(from), Envelope.Parameters.NONE, List.of(recipient)),
                assessment,
                40,
                "00",
                "key" + made);
        return new HeldCopy(new CopyId(id, 0), message, recipient, reason, new CopyState.Unread());
    }
}
