package org.postigo.quarantine.digest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postigo.mail.DomainName;
import org.postigo.mail.Mailbox;
import org.postigo.mail.policy.ProtectedDomain;
import org.postigo.mail.record.Reply;
import org.postigo.quarantine.notice.Notice;
import org.postigo.quarantine.notice.Outbox;
import org.postigo.quarantine.notice.Outgoing.Sending;
import org.postigo.store.MemoryStore;
import org.postigo.store.Samples;
import org.postigo.store.audit.Audit;
import org.postigo.store.digests.Request;
import org.postigo.store.digests.Request.Wish;
import org.postigo.store.disk.RealDisk;
import org.postigo.store.held.CopyEvent;
import org.postigo.store.held.CopyId;
import org.postigo.store.held.Decision;

/** Who is told what came of something asked, when, and how often. */
class AnswersTest {
    private static final Mailbox NINA = Mailbox.of("nina@example.com");

    @TempDir
    private Path folder;

    private Instant now = Instant.parse("2026-11-25T12:00:00Z");
    private final Clock clock = new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    };
    private final MemoryStore store = new MemoryStore(clock);
    private final List<Notice> sent = new ArrayList<>();
    private Outbox outbox;
    private Answers answers;

    @BeforeEach
    void protectedInSpanish() throws Exception {
        store.domains()
                .put(
                        new ProtectedDomain(
                                DomainName.of("example.com"),
                                List.of(new ProtectedDomain.MailboxServer("mail.example", 25)),
                                "es",
                                ProtectedDomain.Mode.HOLD,
                                ProtectedDomain.Thresholds.DEFAULT,
                                Set.of()),
                        "test");
        restart();
    }

    private void restart() throws Exception {
        outbox = Outbox.open(
                folder.resolve("outbox"),
                new RealDisk(),
                notice -> {
                    sent.add(notice);
                    return new Sending.Sent("mail.example:25", "250 ok");
                },
                Audit.NONE,
                clock);
        answers =
                new Answers(store, new DigestLetter("filter.example", ZoneId.of("America/Mexico_City")), outbox, clock);
    }

    private void tick() throws Exception {
        answers.tick();
        outbox.tick();
    }

    private CopyId held() throws Exception {
        return Samples.held(store, now, "ana@example.org", "Pedido 12", "nina@example.com")
                .getFirst();
    }

    private void ask(CopyId copy, Wish wish, Mailbox who) throws Exception {
        store.requests().ask(Request.of(wish, who, copy, now, ""));
    }

    private void decide(CopyId copy, Decision.Kind kind, String by) throws Exception {
        store.held().append(List.of(new CopyEvent.Decided(copy, now, new Decision(kind, by, now, now, ""))));
    }

    private void takeEffect(CopyId copy, Decision.Kind kind) throws Exception {
        var events = new ArrayList<CopyEvent>(List.of(new CopyEvent.TookEffect(copy, now, Optional.empty())));
        if (kind.releases()) {
            events.add(new CopyEvent.ReleaseStarted(copy, now, 1));
            events.add(new CopyEvent.Delivered(copy, now, "mail.example:25", new Reply(250, "2.0.0", "ok")));
        }
        store.held().append(events);
    }

    private String answer(Wish wish, Decision.Kind kind) throws Exception {
        CopyId copy = held();
        ask(copy, wish, NINA);
        decide(copy, kind, "rosa@example.com");
        takeEffect(copy, kind);
        sent.clear();
        tick();
        assertThat(sent).hasSize(1);
        return sent.getFirst().text();
    }

    @Test
    void whoAskedIsToldOnceAndOnlyWhenTheDecisionHasTakenEffect() throws Exception {
        CopyId copy = held();
        ask(copy, Wish.RELEASE, NINA);
        ask(copy, Wish.ALLOW_SENDER, NINA);
        tick();
        decide(copy, Decision.Kind.RELEASE_AND_ALLOW, "rosa@example.com");
        tick();
        assertThat(sent).as("it can still be taken back").isEmpty();

        takeEffect(copy, Decision.Kind.RELEASE_AND_ALLOW);
        tick();
        tick();

        assertThat(sent).singleElement().satisfies(notice -> {
            assertThat(notice.to()).isEqualTo(NINA);
            assertThat(notice.language()).isEqualTo("es");
            assertThat(notice.origin()).isEqualTo(Notice.Origin.REPLIED);
            assertThat(notice.subject()).isEqualTo("Decidido: Pedido 12");
            assertThat(notice.text()).contains("en la lista blanca desde ahora", "Pedido 12");
            assertThat(notice.html().orElseThrow()).contains("en la lista blanca desde ahora");
        });
        assertThat(store.requests().open()).isEmpty();
    }

    @Test
    void everyWishHasItsAnswerToEveryDecision() throws Exception {
        assertThat(answer(Wish.RELEASE, Decision.Kind.RELEASE)).contains("ya se entregó");
        assertThat(answer(Wish.RELEASE, Decision.Kind.RESCUE)).contains("ya se entregó");
        assertThat(answer(Wish.RELEASE, Decision.Kind.RELEASE_AND_ALLOW)).contains("ya se entregó");
        assertThat(answer(Wish.RELEASE, Decision.Kind.SPAM)).contains("es spam");
        assertThat(answer(Wish.RELEASE, Decision.Kind.SPAM_AND_DENY)).contains("es spam");
        assertThat(answer(Wish.ALLOW_SENDER, Decision.Kind.RELEASE)).contains("no entró en la lista blanca");
        assertThat(answer(Wish.ALLOW_SENDER, Decision.Kind.SPAM)).contains("no entró en la lista blanca");
        assertThat(answer(Wish.ALLOW_SENDER, Decision.Kind.SPAM_AND_DENY)).contains("no entró en la lista blanca");
        assertThat(answer(Wish.REPORT_SPAM, Decision.Kind.RELEASE)).contains("no lo considera spam");
        assertThat(answer(Wish.REPORT_SPAM, Decision.Kind.RELEASE_AND_ALLOW)).contains("no lo considera spam");
        assertThat(answer(Wish.REPORT_SPAM, Decision.Kind.SPAM)).contains("ya lo aprendió");
        assertThat(answer(Wish.REPORT_SPAM, Decision.Kind.SPAM_AND_DENY)).contains("bloqueado");
    }

    @Test
    void aStopBetweenTheAnswerAndItsRecordWritesItOnce() throws Exception {
        CopyId copy = held();
        ask(copy, Wish.RELEASE, NINA);
        decide(copy, Decision.Kind.SPAM, "rosa@example.com");
        takeEffect(copy, Decision.Kind.SPAM);
        answers.tick();
        // As if the answer had been kept and the request not yet closed.
        ask(copy, Wish.RELEASE, NINA);
        restart();

        tick();

        assertThat(sent).hasSize(1);
    }

    @Test
    void nobodyElseIsToldAndNobodyOfTheirOwnDeed() throws Exception {
        CopyId strangers = held();
        ask(strangers, Wish.RELEASE, Mailbox.of("boss@elsewhere.example"));
        decide(strangers, Decision.Kind.SPAM, "rosa@example.com");
        takeEffect(strangers, Decision.Kind.SPAM);
        CopyId own = held();
        ask(own, Wish.RELEASE, NINA);
        decide(own, Decision.Kind.RELEASE, "nina@example.com");
        takeEffect(own, Decision.Kind.RELEASE);

        tick();

        assertThat(sent).isEmpty();
        assertThat(store.requests().open()).isEmpty();
    }
}
