package org.postigo.desk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.postigo.mail.Client;
import org.postigo.mail.Envelope;
import org.postigo.mail.ForwardPath;
import org.postigo.mail.MailId;
import org.postigo.mail.Mailbox;
import org.postigo.mail.Recipient;
import org.postigo.mail.ReversePath;
import org.postigo.mail.auth.AuthenticationResults;
import org.postigo.mail.finding.Assessment;
import org.postigo.mail.finding.Contribution;
import org.postigo.mail.finding.Finding;
import org.postigo.mail.finding.FindingKey;
import org.postigo.mail.finding.MessageDigest;
import org.postigo.mail.finding.Score;
import org.postigo.mail.finding.Verdict;
import org.postigo.mail.record.CopyOutcome;
import org.postigo.mail.record.JournalEntry;
import org.postigo.mail.record.Reply;
import org.postigo.store.Store;
import org.postigo.store.held.CopyEvent;
import org.postigo.store.held.CopyId;
import org.postigo.store.held.Decision;
import org.postigo.store.held.HeldCopy;
import org.postigo.store.rounds.RoundEvent;
import org.postigo.store.rounds.RoundId;
import org.postigo.store.rounds.Statement;

/** A week of journal, written for this project: all names are invented. */
final class JournalSeeds {
    static final Reply OK = new Reply(250, "2.0.0", "Ok: 7C1E40B2");
    private static final Reply TAKEN = new Reply(250, "2.0.0", "Ok: queued");
    private static final String SERVER = "correo.metalsur.example:25";

    private final Store store;
    private final Instant now;
    private final SplittableRandom random = new SplittableRandom(11);

    JournalSeeds(Store store, Instant now) {
        this.store = store;
        this.now = now;
    }

    void all() {
        week();
        story();
        gone();
        turned(now.minus(Duration.ofDays(5)), "taller@maquinados-pena.example", "almacem@metalsur.example");
        turned(now.minus(Duration.ofDays(6)), "taller@maquinados-pena.example", "almacem@metalsur.example");
        delivered(now.minus(Duration.ofDays(3)), "Plano de la brida, revisión C", "almacen@metalsur.example");
        delivered(now.minus(Duration.ofDays(4)), "Cotización de 200 bridas", "almacen@metalsur.example");
        delivered(
                now.minus(Duration.ofDays(6)),
                "Plano de la brida",
                "almacen@metalsur.example",
                "compras@huerta.example");
        hostile();
        rounds();
    }

    /** Three rounds on each of the last six days, closed with a statement. */
    void rounds() {
        var site = ZoneId.of("America/Mexico_City");
        for (int day = 6; day > 0; day--) {
            for (int hour : List.of(9, 13, 18)) {
                var minute = LocalDateTime.ofInstant(now, site)
                        .toLocalDate()
                        .minusDays(day)
                        .atTime(hour, 0);
                Instant opened = minute.atZone(site).toInstant();
                var lines = new ArrayList<Statement.Line>();
                int minutes = 4 + random.nextInt(9);
                for (int i = 0; i < 60; i++) {
                    Instant at = opened.plusSeconds(60L * (i % minutes));
                    lines.add(new Statement.Line(
                            new CopyId(MailId.next(opened, random), 0),
                            i == 7 ? Statement.Outcome.RESCUED : Statement.Outcome.CONFIRMED,
                            true,
                            Optional.of("ines@filtro.example"),
                            Optional.of(at)));
                }
                RoundId id = RoundId.of(minute, "all");
                Instant closed = opened.plusSeconds(60L * minutes);
                try {
                    store.rounds()
                            .append(new RoundEvent.Opened(
                                    id,
                                    opened,
                                    "all",
                                    Set.of(),
                                    opened.plusSeconds(3_600),
                                    lines.stream().map(Statement.Line::copy).toList()));
                    store.rounds()
                            .append(new RoundEvent.Closed(
                                    id,
                                    closed,
                                    new Statement(
                                            store.rounds().nextNumber(),
                                            id,
                                            opened,
                                            opened.plusSeconds(3_600),
                                            closed,
                                            "ines@filtro.example",
                                            lines,
                                            store.rounds().lastSeal())));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    /** One that was held, released, put off and delivered. */
    MailId story() {
        Seeds.Draft draft = Seeds.invoice();
        draft.name = "Taller Peña";
        draft.from = "taller@maquinados-pena.example";
        draft.reversePath = draft.from;
        draft.subject = "Entrega parcial del pedido 7719";
        draft.to = List.of("almacen@metalsur.example");
        draft.age = Duration.ofHours(6);
        CopyId id = new Seeds(store, now).hold(draft).getFirst();
        HeldCopy copy = store.held().find(id).orElseThrow();
        Instant came = copy.message().received();
        journal(new JournalEntry.Transaction(
                copy.message().id(),
                came.plusMillis(229),
                copy.message().client(),
                copy.message().envelope(),
                33_418,
                copy.message().retryKey(),
                Optional.of(copy.message().assessment()),
                Map.of(copy.recipient().path(), new CopyOutcome.Held(Verdict.Reason.SCORE_HIGH)),
                new Reply(250, "2.0.0", "Ok, id " + copy.message().id().text()),
                Map.of(
                        "assess", Duration.ofMillis(112),
                        "hold", Duration.ofMillis(60),
                        "total", Duration.ofMillis(229))));
        Instant decided = came.plus(Duration.ofMinutes(230)).plusMillis(540);
        Instant effect = decided.plusSeconds(30);
        append(
                new CopyEvent.Decided(
                        id, decided, new Decision(Decision.Kind.RELEASE, "ines@filtro.example", decided, effect, "")),
                new CopyEvent.TookEffect(id, effect, Optional.empty()),
                new CopyEvent.ReleaseStarted(id, effect.plusMillis(20), 1),
                new CopyEvent.Postponed(
                        id,
                        effect.plusMillis(271),
                        SERVER,
                        new Reply(452, "4.2.2", "Mailbox full"),
                        effect.plusSeconds(300)),
                new CopyEvent.ReleaseStarted(id, effect.plusSeconds(300), 2),
                new CopyEvent.Delivered(id, effect.plusSeconds(301), SERVER, OK));
        return copy.message().id();
    }

    /** One that was called spam and is no longer kept since yesterday. */
    CopyId gone() {
        Seeds.Draft draft = Seeds.refused();
        draft.subject = "Premio número 31";
        draft.to = List.of("ventas@metalsur.example");
        draft.queued = Optional.empty();
        draft.reason = Verdict.Reason.SCORE_HIGH;
        draft.age = Duration.ofDays(32);
        CopyId id = new Seeds(store, now).hold(draft).getFirst();
        HeldCopy copy = store.held().find(id).orElseThrow();
        Instant came = copy.message().received();
        journal(new JournalEntry.Transaction(
                copy.message().id(),
                came,
                copy.message().client(),
                copy.message().envelope(),
                4_000,
                copy.message().retryKey(),
                Optional.of(copy.message().assessment()),
                Map.of(copy.recipient().path(), new CopyOutcome.Held(Verdict.Reason.SCORE_HIGH)),
                TAKEN,
                Map.of()));
        Instant decided = came.plus(Duration.ofHours(3));
        append(
                new CopyEvent.Decided(
                        id,
                        decided,
                        new Decision(Decision.Kind.SPAM, "ines@filtro.example", decided, decided.plusSeconds(30), "")),
                new CopyEvent.TookEffect(id, decided.plusSeconds(30), Optional.empty()),
                new CopyEvent.Removed(
                        id, now.minus(Duration.ofDays(1)), Optional.of("metalsur.example/" + id.mail() + ".eml")));
        return id;
    }

    /** Script and turned-around text in every field of the journal. */
    MailId hostile() {
        String run = "<script>window.owned=1</script><img src=x onerror=window.owned=1>\u202Etxt";
        Envelope envelope = envelope("\"'><script>window.owned=1</script>\"@evil.test", "info@metalsur.example");
        MailId id = MailId.next(now.minusSeconds(30), random);
        journal(new JournalEntry.Transaction(
                id,
                now.minusSeconds(30),
                new Client(InetAddress.ofLiteral("203.0.113.66"), 25, run, true, Optional.of(new Client.Tls(run, run))),
                envelope,
                99,
                "key",
                Optional.of(assessment("\"<svg/onload=window.owned=1>\"@evil.test", run, 4, envelope, run)),
                Map.of(
                        envelope.recipients().getFirst().path(),
                        new CopyOutcome.Refused(run, new Reply(550, "5.7.1", run))),
                new Reply(550, "5.7.1", run),
                Map.of()));
        journal(new JournalEntry.Refusal(
                MailId.next(now.minusSeconds(31), random),
                now.minusSeconds(31),
                Client.plain(InetAddress.ofLiteral("203.0.113.66"), run),
                Optional.of(envelope.reversePath()),
                List.of(run + "@metalsur.example"),
                "RCPT",
                new Reply(550, "5.1.1", run),
                run));
        return id;
    }

    private void week() {
        for (int hour = 0; hour < 24 * 7; hour++) {
            Instant at = now.minus(Duration.ofHours(hour)).minusSeconds(600);
            double day = Math.max(0.1, Math.sin((hour % 24 - 3) * Math.PI / 24)) * (hour / 24 % 7 > 4 ? 0.4 : 1);
            for (int i = 0; i < 6 * day; i++) {
                one(at.plusSeconds(random.nextInt(500)));
            }
            for (int i = 0; i < 4 * day + (hour == 90 ? 25 : 0); i++) {
                turned(at, "x" + random.nextInt(99) + "@bulk.test", "nadie" + random.nextInt(50) + "@huerta.example");
            }
        }
        for (int i = 0; i < 30; i++) {
            Seeds.Draft draft = i % 6 == 0 ? Seeds.invoice() : Seeds.refused();
            draft.subject = "Aviso " + i;
            draft.spam = i % 6 == 0 ? 0.72 : 0.97;
            draft.queued = Optional.empty();
            draft.reason = Verdict.Reason.SCORE_HIGH;
            draft.to = List.of(i % 3 == 0 ? "ventas@huerta.example" : "compras@metalsur.example");
            draft.age = Duration.ofHours(8 + i * 5);
            CopyId id = new Seeds(store, now).hold(draft).getFirst();
            HeldCopy copy = store.held().find(id).orElseThrow();
            Instant came = copy.message().received();
            journal(new JournalEntry.Transaction(
                    copy.message().id(),
                    came,
                    copy.message().client(),
                    copy.message().envelope(),
                    4_000,
                    copy.message().retryKey(),
                    Optional.of(copy.message().assessment()),
                    Map.of(copy.recipient().path(), new CopyOutcome.Held(Verdict.Reason.SCORE_HIGH)),
                    TAKEN,
                    Map.of()));
            Instant decided = came.plus(Duration.ofMinutes(200 + i));
            Decision.Kind kind = i % 6 == 0 ? Decision.Kind.RELEASE : Decision.Kind.SPAM;
            var events = new ArrayList<CopyEvent>(List.of(
                    new CopyEvent.Decided(
                            id,
                            decided,
                            new Decision(kind, "ines@filtro.example", decided, decided.plusSeconds(30), "")),
                    new CopyEvent.TookEffect(id, decided.plusSeconds(30), Optional.empty())));
            if (kind == Decision.Kind.RELEASE) {
                events.add(new CopyEvent.ReleaseStarted(id, decided.plusSeconds(30), 1));
                events.add(new CopyEvent.Delivered(id, decided.plusSeconds(31), SERVER, OK));
            }
            append(events.toArray(CopyEvent[]::new));
        }
    }

    private void one(Instant at) {
        delivered(
                at,
                List.of("Pedido", "Factura", "Reunión", "Cotización").get(random.nextInt(4)) + " "
                        + random.nextInt(9_000),
                List.of("compras@metalsur.example", "ventas@huerta.example").get(random.nextInt(2)));
    }

    MailId delivered(Instant at, String subject, String... recipients) {
        Envelope envelope = envelope("taller@maquinados-pena.example", recipients);
        MailId id = MailId.next(at, random);
        Map<ForwardPath, CopyOutcome> outcomes = new LinkedHashMap<>();
        envelope.recipients().forEach(r -> outcomes.put(r.path(), new CopyOutcome.Delivered(SERVER, OK)));
        journal(new JournalEntry.Transaction(
                id,
                at,
                new Client(
                        InetAddress.ofLiteral("203.0.113.90"),
                        40_000,
                        "mail.maquinados-pena.example",
                        true,
                        Optional.of(new Client.Tls("TLSv1.3", "TLS_AES_256_GCM_SHA384"))),
                envelope,
                12_000 + random.nextInt(50_000),
                "key",
                Optional.of(assessment("taller@maquinados-pena.example", subject, -4, envelope, "mail.example")),
                outcomes,
                TAKEN,
                Map.of("assess", Duration.ofMillis(40), "deliver", Duration.ofMillis(88))));
        return id;
    }

    MailId turned(Instant at, String from, String recipient) {
        MailId id = MailId.next(at, random);
        journal(new JournalEntry.Refusal(
                id,
                at,
                Client.plain(InetAddress.ofLiteral("198.51.100.7"), "smtp.bulk.test"),
                Optional.of(ReversePath.of(from)),
                List.of(recipient),
                "RCPT",
                new Reply(550, "5.1.1", "No such mailbox"),
                "NO_SUCH_MAILBOX"));
        return id;
    }

    private static Envelope envelope(String from, String... recipients) {
        return new Envelope(
                ReversePath.of(from),
                Envelope.Parameters.NONE,
                List.of(recipients).stream().map(Recipient::of).toList());
    }

    private static Assessment assessment(
            String from, String subject, double logOdds, Envelope envelope, String argument) {
        Finding.Fact fact = Finding.Fact.of(FindingKey.SPF_PASS, argument);
        Map<ForwardPath, Verdict> verdicts = new LinkedHashMap<>();
        envelope.recipients().forEach(r -> verdicts.put(r.path(), new Verdict.Deliver(Verdict.Reason.SCORE_LOW)));
        return new Assessment(
                List.of(fact),
                new Score(logOdds, -1, List.of(new Contribution(fact, logOdds + 1))),
                AuthenticationResults.NONE,
                List.of(),
                verdicts,
                new MessageDigest(
                        Mailbox.parse(from),
                        argument,
                        subject,
                        "<" + Integer.toHexString(subject.hashCode()) + "@example.org>",
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        List.of(new MessageDigest.Attachment(argument, "application/pdf", 9))),
                new Assessment.Versions("prices-1", 0, "1"),
                Duration.ofMillis(6));
    }

    private void journal(JournalEntry entry) {
        store.journal().append(entry).join();
    }

    private void append(CopyEvent... events) {
        try {
            store.held().append(List.of(events));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
