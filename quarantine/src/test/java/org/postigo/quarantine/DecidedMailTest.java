package org.postigo.quarantine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.postigo.mail.DomainName;
import org.postigo.mail.MailId;
import org.postigo.mail.auth.ProvenIdentity;
import org.postigo.mail.finding.Assessment;
import org.postigo.mail.finding.Finding;
import org.postigo.mail.finding.FindingKey;
import org.postigo.mail.finding.Verdict;
import org.postigo.mail.record.CopyOutcome;
import org.postigo.mail.record.JournalEntry;
import org.postigo.mail.record.Reply;
import org.postigo.quarantine.Lesson.Label;
import org.postigo.store.acquaintances.Acquaintances;
import org.postigo.store.held.CopyId;
import org.postigo.store.held.CopyState;
import org.postigo.store.held.Decision.Kind;
import org.postigo.store.held.HeldCopy;
import org.postigo.store.held.HeldMessage;
import org.postigo.store.journal.Journal;

class DecidedMailTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final ProvenIdentity SIGNED = new ProvenIdentity.SignedDomain(DomainName.of("proveedor.example"));
    private static final List<Finding> FACTS = List.of(Finding.Fact.of(FindingKey.SPF_PASS));

    private final Bench bench = new Bench();
    private final List<JournalEntry> entries = new ArrayList<>();
    private long spamOfSender;
    private final DecidedMail decided = new DecidedMail(
            bench.held,
            new Entries(entries),
            (sender, signer, domain) -> new Acquaintances.History(1, 0, 0, spamOfSender, Optional.empty()));

    private record Entries(List<JournalEntry> rows) implements Journal {
        @Override
        public List<Near> near(Query query, int limit) {
            return List.of();
        }

        @Override
        public CompletableFuture<Void> append(JournalEntry entry) {
            throw new UnsupportedOperationException("training only reads");
        }

        @Override
        public Optional<JournalEntry> find(MailId id) {
            throw new UnsupportedOperationException("training reads all");
        }

        @Override
        public void scan(Instant from, Scanner scanner) {
            throw new UnsupportedOperationException("training asks for pages");
        }

        @Override
        public long before(Instant from) {
            throw new UnsupportedOperationException("training asks for pages");
        }

        @Override
        public long follow(long place, Scanner scanner) {
            throw new UnsupportedOperationException("training asks for pages");
        }

        @Override
        public Page query(Query query) {
            List<JournalEntry> within = rows.stream()
                    .filter(entry -> !entry.at().isBefore(query.from().orElseThrow())
                            && entry.at().isBefore(query.until().orElseThrow()))
                    .toList();
            return new Page(
                    within.stream().skip(query.offset()).limit(query.limit()).toList(), within.size());
        }
    }

    private static HeldMessage with(HeldMessage message, List<Finding> findings, Verdict verdict) {
        Assessment was = message.assessment();
        var verdicts = new java.util.HashMap<>(was.verdicts());
        verdicts.replaceAll((path, before) -> verdict);
        return new HeldMessage(
                message.id(),
                message.received(),
                message.client(),
                message.envelope(),
                new Assessment(
                        findings,
                        was.score(),
                        was.authentication(),
                        was.proven(),
                        verdicts,
                        was.digest(),
                        was.versions(),
                        was.took()),
                message.size(),
                message.sha256(),
                message.retryKey());
    }

    private CopyId held(int number, List<Finding> findings) {
        HeldCopy copy = Bench.copy(
                number, "compras@metalsur.example", "ventas@proveedor.example", "", new CopyState.Unread(), SIGNED);
        var changed = new HeldCopy(
                copy.id(),
                with(copy.message(), findings, new Verdict.Hold(Verdict.Reason.SCORE_HIGH)),
                copy.recipient(),
                copy.reason(),
                copy.state());
        bench.held.put(changed);
        return copy.id();
    }

    private void decide(CopyId id, Kind kind) throws Exception {
        bench.quarantine.decide(Bench.INES, List.of(id), Choice.of(kind));
        bench.undoTimePasses();
        bench.releases.tick();
    }

    private void delivered(int number, Duration ago, Verdict verdict, ProvenIdentity... proven) {
        HeldMessage message = with(
                Bench.copy(
                                number,
                                "compras@metalsur.example",
                                "ventas@proveedor.example",
                                "",
                                new CopyState.Unread(),
                                proven)
                        .message(),
                FACTS,
                verdict);
        var reply = new Reply(250, "2.0.0", "Ok");
        entries.add(new JournalEntry.Transaction(
                message.id(),
                NOW.minus(ago),
                message.client(),
                message.envelope(),
                40,
                "00",
                Optional.of(message.assessment()),
                Map.of(
                        message.envelope().recipients().getFirst().path(),
                        new CopyOutcome.Delivered("mail.example:25", reply)),
                reply,
                Map.of()));
    }

    private static Verdict low() {
        return new Verdict.Deliver(Verdict.Reason.SCORE_LOW);
    }

    @Test
    void everyDecisionBringsTheFactsOfItsMessage() throws Exception {
        decide(held(1, FACTS), Kind.SPAM);
        decide(held(2, FACTS), Kind.RELEASE);
        decide(held(3, FACTS), Kind.NOT_SURE);

        assertThat(decided.reviewed(100)).extracting(DecidedMail.Row::label).containsExactly(Label.SPAM, Label.HAM);
        assertThat(decided.reviewed(100).getFirst().findings()).isEqualTo(FACTS);
        assertThat(decided.reviewed(1)).extracting(DecidedMail.Row::label).containsExactly(Label.HAM);
    }

    @Test
    void whatIsNotYetInEffectTeachesNothing() throws Exception {
        bench.quarantine.decide(Bench.INES, List.of(held(1, FACTS)), Choice.of(Kind.SPAM));
        bench.releases.tick();
        assertThat(decided.reviewed(100)).isEmpty();
    }

    @Test
    void onlyTheLastDecisionOfACopyCounts() throws Exception {
        CopyId id = held(1, FACTS);
        bench.next.add((_, _) -> new Deliverer.Delivery.Refused("mail.example:25", new Reply(550, "5.1.1", "no")));
        decide(id, Kind.RELEASE);
        decide(id, Kind.SPAM);
        assertThat(decided.reviewed(100)).extracting(DecidedMail.Row::label).containsExactly(Label.SPAM);
    }

    @Test
    void aMessageThatNobodyJudgedTeachesNothing() throws Exception {
        decide(held(1, List.of()), Kind.SPAM);
        assertThat(decided.reviewed(100)).isEmpty();
    }

    @Test
    void deliveredMailOfProvenIdentityCountsAfterAWeek() {
        delivered(1, Duration.ofDays(8), low(), SIGNED);
        delivered(2, Duration.ofDays(6), low(), SIGNED);
        assertThat(decided.uncontested(NOW, 100)).singleElement().satisfies(row -> {
            assertThat(row.label()).isEqualTo(Label.HAM);
            assertThat(row.at()).isEqualTo(NOW.minus(Duration.ofDays(8)));
        });
    }

    @Test
    void withoutAProvenDomainNothingCountsAsUncontested() {
        delivered(1, Duration.ofDays(8), low());
        delivered(
                2,
                Duration.ofDays(8),
                low(),
                new ProvenIdentity.ClientAddress(java.net.InetAddress.getLoopbackAddress()));
        assertThat(decided.uncontested(NOW, 100)).isEmpty();
    }

    @Test
    void whatAnEntryLetPassOrOneHasCalledSpamIsNotUncontested() {
        delivered(1, Duration.ofDays(8), new Verdict.Deliver(Verdict.Reason.ALLOWED), SIGNED);
        delivered(2, Duration.ofDays(8), new Verdict.Deliver(Verdict.Reason.OBSERVED), SIGNED);
        assertThat(decided.uncontested(NOW, 100)).isEmpty();

        delivered(3, Duration.ofDays(8), low(), SIGNED);
        spamOfSender = 1;
        assertThat(decided.uncontested(NOW, 100)).isEmpty();
    }

    @Test
    void allPagesOfTheJournalAreRead() {
        for (int i = 0; i < 1_500; i++) {
            delivered(i, Duration.ofDays(8).plusSeconds(i), low(), SIGNED);
        }
        assertThat(decided.uncontested(NOW, 5_000)).hasSize(1_500);
        assertThat(decided.uncontested(NOW, 1_200)).hasSize(1_200);
    }
}
