package org.postigo.quarantine.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postigo.mail.Client;
import org.postigo.mail.Content;
import org.postigo.mail.DomainName;
import org.postigo.mail.Envelope;
import org.postigo.mail.ForwardPath;
import org.postigo.mail.MailId;
import org.postigo.mail.MailObject;
import org.postigo.mail.Mailbox;
import org.postigo.mail.Recipient;
import org.postigo.mail.ReversePath;
import org.postigo.mail.auth.AuthenticationResults;
import org.postigo.mail.finding.Assessment;
import org.postigo.mail.finding.MessageDigest;
import org.postigo.mail.finding.Score;
import org.postigo.mail.finding.Verdict;
import org.postigo.mail.record.CopyOutcome;
import org.postigo.mail.record.JournalEntry;
import org.postigo.mail.record.Reply;
import org.postigo.store.FileStore;
import org.postigo.store.Settings;
import org.postigo.store.disk.RealDisk;
import org.postigo.store.held.CopyEvent;
import org.postigo.store.held.CopyId;
import org.postigo.store.held.Decision;
import org.postigo.store.held.HeldMail.CopyToHold;
import org.postigo.store.journal.Journal;
import org.postigo.store.people.Person;

/** Over a store of files. */
class TracingTest {
    private static final Instant NOW = Instant.parse("2026-11-23T15:14:02Z");
    private static final Reply OK = new Reply(250, "2.0.0", "Ok: 7C1E40B2");
    private static final Reply FULL = new Reply(452, "4.2.2", "Mailbox full");
    private static final Client CLIENT = Client.plain(InetAddress.ofLiteral("203.0.113.90"), "mail.pena.example");

    @TempDir
    private Path folder;

    private FileStore store;
    private Tracing tracing;
    private final SplittableRandom random = new SplittableRandom(5);

    @BeforeEach
    void open() throws IOException {
        store = FileStore.open(
                folder, Settings.DEFAULT.withRoom(1L << 30, 0, 0, 0), Clock.fixed(NOW, ZoneOffset.UTC), new RealDisk());
        tracing = new Tracing(
                store.journal(),
                store.held(),
                person ->
                        person.role() == Person.Role.ADMINISTRATOR ? Optional.empty() : Optional.of(person.domains()));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static Person person(Person.Role role, String... domains) {
        return new Person(
                "ines@example.com",
                "Inés",
                role,
                Stream.of(domains).map(DomainName::of).collect(Collectors.toSet()),
                "{noop}",
                Optional.empty());
    }

    private static final Person ALL = person(Person.Role.ADMINISTRATOR);

    private MailObject mail(String... recipients) {
        return new MailObject(
                MailId.next(NOW, random),
                NOW,
                CLIENT,
                new Envelope(
                        ReversePath.of("taller@pena.example"),
                        Envelope.Parameters.NONE,
                        Stream.of(recipients).map(Recipient::of).toList()),
                Content.of("Subject: Entrega\r\n\r\nHola\r\n".getBytes(StandardCharsets.US_ASCII)));
    }

    private static Assessment assessment(MailObject mail) {
        Map<ForwardPath, Verdict> verdicts = new LinkedHashMap<>();
        mail.envelope().recipients().forEach(r -> verdicts.put(r.path(), new Verdict.Hold(Verdict.Reason.SCORE_HIGH)));
        return new Assessment(
                List.of(),
                new Score(2, 2, List.of()),
                AuthenticationResults.NONE,
                List.of(),
                verdicts,
                new MessageDigest(
                        Mailbox.parse("taller@pena.example"),
                        "Taller",
                        "Entrega parcial del pedido 7719",
                        "<7719@pena.example>",
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        List.of()),
                new Assessment.Versions("prices-1", 0, "1"),
                Duration.ofMillis(7));
    }

    private JournalEntry.Transaction journal(MailObject mail, Map<ForwardPath, CopyOutcome> outcomes) {
        var entry = new JournalEntry.Transaction(
                mail.id(),
                NOW.plusMillis(300),
                mail.client(),
                mail.envelope(),
                33_418,
                "key",
                Optional.of(assessment(mail)),
                outcomes,
                OK,
                Map.of(
                        "assess",
                        Duration.ofMillis(100),
                        "hold",
                        Duration.ofMillis(50),
                        "total",
                        Duration.ofMillis(300)));
        store.journal().append(entry).join();
        return entry;
    }

    private static Journal.Query about(String text, String recipient) {
        return new Journal.Query(text, "", recipient, Set.of(), Set.of(), Optional.empty(), Optional.empty(), 0, 10);
    }

    @Test
    void aStoryGoesFromTheClientToTheMailboxServersLastWords() throws Exception {
        MailObject mail = mail("almacen@metalsur.example");
        ForwardPath path = mail.envelope().recipients().getFirst().path();
        CopyId id = store.held()
                .hold(
                        mail,
                        assessment(mail),
                        "key",
                        List.of(new CopyToHold(
                                mail.envelope().recipients().getFirst(), Verdict.Reason.SCORE_HIGH, Optional.empty())))
                .publish()
                .getFirst();
        journal(mail, Map.of(path, new CopyOutcome.Held(Verdict.Reason.SCORE_HIGH)));
        Instant later = NOW.plusSeconds(3600);
        var decision = new Decision(Decision.Kind.RELEASE, "ines@example.com", later, later.plusSeconds(30), "");
        List<CopyEvent> events = List.of(
                new CopyEvent.Decided(id, later, decision),
                new CopyEvent.TookEffect(id, later.plusSeconds(30), Optional.empty()),
                new CopyEvent.ReleaseStarted(id, later.plusSeconds(30), 1),
                new CopyEvent.Postponed(id, later.plusSeconds(31), "mx:25", FULL, later.plusSeconds(331)),
                new CopyEvent.ReleaseStarted(id, later.plusSeconds(331), 2),
                new CopyEvent.Delivered(id, later.plusSeconds(332), "mx:25", OK));
        store.held().append(events);

        Story story = tracing.story(ALL, mail.id()).orElseThrow();

        assertThat(story.copies()).singleElement().satisfies(copy -> {
            assertThat(copy.recipient()).isEqualTo("almacen@metalsur.example");
            assertThat(copy.held()).isPresent();
            assertThat(copy.steps())
                    .startsWith(new Step.Received(mail.id().time(), CLIENT, 33_418))
                    .contains(
                            new Step.CameTo(NOW.plusMillis(150), new CopyOutcome.Held(Verdict.Reason.SCORE_HIGH)),
                            new Step.Replied(NOW.plusMillis(300), OK))
                    .endsWith(events.stream().map(Step.Happened::new).toArray(Step[]::new));
            assertThat(copy.steps().stream().map(Step::at)).isSorted();
        });
    }

    @Test
    void aCopyThatWasKeptAfterTheDeliveriesIsFoundUnderItsSiblingsName() throws Exception {
        MailObject mail = mail("uno@metalsur.example", "dos@metalsur.example");
        Recipient two = mail.envelope().recipients().getLast();
        var sibling =
                new MailObject(mail.id().sibling(), mail.received(), mail.client(), mail.envelope(), mail.content());
        store.held()
                .hold(
                        sibling,
                        assessment(mail),
                        "key",
                        List.of(new CopyToHold(two, Verdict.Reason.SERVER_DEFERRED, Optional.of(FULL))))
                .publish();
        JournalEntry.Transaction entry = journal(
                mail,
                Map.of(
                        mail.envelope().recipients().getFirst().path(),
                        new CopyOutcome.Delivered("mx:25", OK),
                        two.path(),
                        new CopyOutcome.Queued("mx:25", FULL)));
        assertThat(tracing.held(entry, two.path())).isPresent();
        assertThat(tracing.held(entry, mail.envelope().recipients().getFirst().path()))
                .isEmpty();
    }

    @Test
    void whoSeesSomeDomainsIsToldNothingOfTheOthers() throws Exception {
        MailObject mail = mail("almacen@metalsur.example", "secreto@huerta.example");
        Map<ForwardPath, CopyOutcome> outcomes = new LinkedHashMap<>();
        mail.envelope().recipients().forEach(r -> outcomes.put(r.path(), new CopyOutcome.Delivered("mx:25", OK)));
        journal(mail, outcomes);
        Person some = person(Person.Role.REVIEWER, "metalsur.example");
        Person none = person(Person.Role.REVIEWER, "sol.example");

        assertThat(tracing.find(ALL, about("secreto", "")).total()).isEqualTo(1);
        assertThat(tracing.find(some, about("secreto", "")).total()).isZero();
        assertThat(tracing.find(some, about("7719", "")).rows())
                .singleElement()
                .satisfies(entry -> assertThat(entry.toString()).contains("almacen@metalsur.example"));
        Story story = tracing.story(some, mail.id()).orElseThrow();
        assertThat(story.copies()).extracting(Story.Copy::recipient).containsExactly("almacen@metalsur.example");
        assertThat(story.copies().toString()).doesNotContain("secreto@huerta.example");
        assertThat(tracing.story(none, mail.id())).isEmpty();
        assertThat(tracing.find(none, about("", "")).rows()).isEmpty();
    }

    @Test
    void anAttemptThatWasTurnedAwayIsAStoryOfOneStepAndIsFoundByItsMisspeltAddress() throws Exception {
        var refusal = new JournalEntry.Refusal(
                MailId.next(NOW, random),
                NOW,
                CLIENT,
                Optional.of(ReversePath.of("taller@pena.example")),
                List.of("almacem@metalsur.example"),
                "RCPT",
                new Reply(550, "5.1.1", "No such mailbox"),
                "NO_SUCH_MAILBOX");
        store.journal().append(refusal).join();
        Tracing.Found found = tracing.find(ALL, about("", "almacen@metalsur.example"));
        assertThat(found.total()).isZero();
        assertThat(found.near())
                .containsExactly(new Journal.Near(Journal.Side.RECIPIENT, "almacem@metalsur.example", 1));
        Story story = tracing.story(ALL, refusal.id()).orElseThrow();
        assertThat(story.copies().getFirst().steps())
                .containsExactly(new Step.TurnedAway(
                        NOW, CLIENT, "RCPT", new Reply(550, "5.1.1", "No such mailbox"), "NO_SUCH_MAILBOX"));
    }
}
