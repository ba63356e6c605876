package org.postigo.appliance.workshop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postigo.classifier.text.Silence;
import org.postigo.mail.Content;
import org.postigo.mail.DomainName;
import org.postigo.mail.ForwardPath;
import org.postigo.mail.MailId;
import org.postigo.mail.MailObject;
import org.postigo.mail.auth.ProvenIdentity;
import org.postigo.mail.finding.Assessment;
import org.postigo.mail.finding.Verdict;
import org.postigo.mail.record.CopyOutcome;
import org.postigo.mail.record.JournalEntry;
import org.postigo.mail.record.Reply;
import org.postigo.quarantine.Backoff;
import org.postigo.quarantine.Choice;
import org.postigo.quarantine.Deliverer;
import org.postigo.quarantine.Quarantine;
import org.postigo.quarantine.Releases;
import org.postigo.store.MemoryStore;
import org.postigo.store.Samples;
import org.postigo.store.held.CopyId;
import org.postigo.store.held.Decision.Kind;
import org.postigo.store.held.HeldMail;
import org.postigo.store.people.Person;

class SilentLessonsTest {
    private static final Duration WEEK = Duration.ofDays(7);
    private static final DomainName METALSUR = DomainName.of("metalsur.example");
    private static final ProvenIdentity SIGNED = new ProvenIdentity.SignedDomain(DomainName.of("proveedor.example"));
    private static final Person INES =
            new Person("ines@filtro.example", "Inés", Person.Role.ADMINISTRATOR, Set.of(), "{noop}x", Optional.empty());

    @TempDir
    private Path folder;

    private Instant now = Instant.parse("2026-11-23T12:00:00Z");
    private final Clock clock = new Clock() {
        @Override
        public java.time.ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    };
    private final MemoryStore store = new MemoryStore(clock);
    private final Quarantine quarantine = new Quarantine(store.held(), store.domains(), clock, Duration.ofSeconds(30));
    private final Releases releases = new Releases(
            store.held(),
            store.lists(),
            (copy, content) -> new Deliverer.Delivery.Accepted("mail.example:25", new Reply(250, "2.0.0", "Ok")),
            clock,
            Backoff.DEFAULT,
            Runnable::run,
            4);
    private final List<MailId> taught = new ArrayList<>();
    private long spam = 100;
    private double lot = 0.1;

    private SilentLessons open(double share) throws IOException {
        return new SilentLessons(
                Silence.open(folder.resolve("text.silence")),
                new SilentLessons.School() {
                    @Override
                    public void teach(Silence.Kept kept) {
                        taught.add(kept.id());
                    }

                    @Override
                    public long spam() {
                        return spam;
                    }

                    @Override
                    public long ham() {
                        return 0;
                    }
                },
                store.held(),
                store.journal(),
                store.acquaintances(),
                share,
                () -> lot,
                clock);
    }

    private MailObject letter(int number, String... recipients) {
        String[] to = recipients.length == 0 ? new String[] {"compras@metalsur.example"} : recipients;
        byte[] content = ("Message-ID: <" + number + "@proveedor.example>\r\n\r\nOferta de tornillos número " + number
                        + " para este mes\r\n")
                .getBytes(StandardCharsets.UTF_8);
        return Samples.mail(now, "ventas@proveedor.example", to, content);
    }

    private static Assessment said(MailObject mail, Verdict verdict, ProvenIdentity... proven) {
        Assessment some = Samples.assessment(mail, "Oferta", -3, proven);
        Map<ForwardPath, Verdict> verdicts = new LinkedHashMap<>(some.verdicts());
        verdicts.replaceAll((path, before) -> verdict);
        return new Assessment(
                some.findings(),
                some.score(),
                some.authentication(),
                some.proven(),
                verdicts,
                some.digest(),
                some.versions(),
                some.took());
    }

    private static Assessment low(MailObject mail) {
        return said(mail, new Verdict.Deliver(Verdict.Reason.SCORE_LOW), SIGNED);
    }

    /** Goes through the gate, and is read by whoever waits for it before this returns. */
    private MailObject passes(MailObject mail, Assessment said) throws Exception {
        return passes(mail, said, Samples.delivered(mail, said));
    }

    private MailObject passes(MailObject mail, Assessment said, JournalEntry entry) throws Exception {
        try (SilentLessons lessons = open(0.3)) {
            assertThat(lessons.drawn(mail, said)).isSameAs(said);
            store.journal().append(entry).join();
            lessons.record(entry);
        }
        return mail;
    }

    private int waiting() throws Exception {
        try (SilentLessons lessons = open(0.3)) {
            return (int) lessons.state().waiting();
        }
    }

    /** Somebody of the domain decides on something else. */
    private void somebodySpeaks(String recipient) throws Exception {
        CopyId id = Samples.held(store, now, "otro@spam.example", "premio", recipient)
                .getFirst();
        quarantine.decide(INES, List.of(id), Choice.of(Kind.SPAM));
        now = now.plusSeconds(31);
        releases.tick();
    }

    private int tick() throws Exception {
        try (SilentLessons lessons = open(0.3)) {
            return lessons.tick();
        }
    }

    @Test
    void aWeekWithoutAWordTeachesThatItWasGoodAndOnlyOnce() throws Exception {
        MailObject mail = letter(1);
        passes(mail, low(mail));
        somebodySpeaks("b@metalsur.example");
        now = mail.received().plus(WEEK);
        assertThat(tick()).isZero();
        now = now.plusSeconds(1);
        assertThat(tick()).isEqualTo(1);
        assertThat(tick()).isZero();
        assertThat(taught).containsExactly(mail.id());
    }

    @Test
    void whatSomebodyJudgesWhileItWaitsIsNeverLearnt() throws Exception {
        MailObject mail = letter(1);
        passes(mail, low(mail));
        MailObject other = letter(2);
        passes(other, low(other));
        try (SilentLessons lessons = open(0.3)) {
            // As it stands in the junk folder: under another name, with the mailbox server's own fields before it.
            byte[] octets = ("Return-Path: <ventas@proveedor.example>\r\n"
                            + new String(mail.content().bytes(), StandardCharsets.UTF_8))
                    .getBytes(StandardCharsets.UTF_8);
            lessons.judged(letter(3).id(), Content.of(octets), METALSUR);
            assertThat(lessons.state()).isEqualTo(new SilentLessons.State(1, 0, 1));
        }
        now = now.plus(WEEK).plusSeconds(60);
        somebodySpeaks("b@metalsur.example");
        assertThat(tick()).isEqualTo(1);
        assertThat(taught).containsExactly(other.id());
    }

    @Test
    void whatReviewersAreAskedAboutNoLongerWaits() throws Exception {
        MailObject drawn = letter(1);
        passes(drawn, low(drawn));
        MailObject held = letter(2);
        passes(held, low(held));
        try (SilentLessons lessons = open(0.3);
                AutoCloseable listening = store.held().listen(lessons::shown)) {
            hold(held, Verdict.Reason.SCORE_HIGH);
            assertThat(lessons.state().waiting()).isEqualTo(2);
            hold(drawn, Verdict.Reason.SAMPLED);
            assertThat(lessons.state()).isEqualTo(new SilentLessons.State(1, 0, 1));
        }
    }

    private void hold(MailObject mail, Verdict.Reason reason) throws Exception {
        var copy = new HeldMail.CopyToHold(mail.envelope().recipients().getFirst(), reason, Optional.empty());
        store.held().hold(mail, low(mail), "key-" + mail.id(), List.of(copy)).publish();
    }

    @Test
    void whereNobodySpeaksSilenceSaysNothing() throws Exception {
        MailObject mail = letter(1, "compras@metalsur.example", "taller@callada.example");
        passes(mail, low(mail));
        somebodySpeaks("b@metalsur.example");
        now = now.plus(WEEK);
        assertThat(tick()).isZero();
        assertThat(waiting()).isEqualTo(1);

        somebodySpeaks("jefe@callada.example");
        assertThat(tick()).isEqualTo(1);
    }

    @Test
    void whatNobodySpokeBesideForTwoWeeksIsGivenUp() throws Exception {
        somebodySpeaks("b@metalsur.example");
        MailObject mail = letter(1);
        passes(mail, low(mail));
        now = now.plus(WEEK.multipliedBy(2)).plusSeconds(1);
        assertThat(tick()).isZero();
        assertThat(waiting()).isZero();
        somebodySpeaks("b@metalsur.example");
        assertThat(tick()).isZero();
    }

    @Test
    void neverIsMoreGoodMailTaughtThanSpamIsKnown() throws Exception {
        for (int number = 1; number <= 5; number++) {
            MailObject mail = letter(number);
            passes(mail, low(mail));
        }
        somebodySpeaks("b@metalsur.example");
        now = now.plus(WEEK);
        spam = 3;
        assertThat(tick()).isEqualTo(3);
        spam = 4;
        assertThat(tick()).isEqualTo(1);
        assertThat(tick()).isZero();
    }

    @Test
    void aSenderWhomSomebodyCalledASpammerSinceTeachesNothing() throws Exception {
        MailObject mail = letter(1);
        passes(mail, low(mail));
        MailObject held = letter(2);
        CopyId id = store.held()
                .hold(held, Samples.assessment(held, "Oferta", 2, SIGNED), "key-" + held.id(), Samples.copies(held))
                .publish()
                .getFirst();
        quarantine.decide(INES, List.of(id), Choice.of(Kind.SPAM));
        now = now.plusSeconds(31);
        releases.tick();
        now = now.plus(WEEK);
        assertThat(tick()).isZero();
        assertThat(waiting()).isZero();
    }

    @Test
    void ourOwnWordAloneIsNoReasonToWait() throws Exception {
        MailObject allowed = letter(1);
        passes(allowed, said(allowed, new Verdict.Deliver(Verdict.Reason.ALLOWED), SIGNED));
        MailObject unproven = letter(2);
        passes(unproven, said(unproven, new Verdict.Deliver(Verdict.Reason.SCORE_LOW)));
        MailObject refused = letter(3);
        JournalEntry.Transaction delivered = Samples.delivered(refused, low(refused));
        Map<ForwardPath, CopyOutcome> outcomes = new LinkedHashMap<>(delivered.outcomes());
        outcomes.replaceAll(
                (path, before) -> new CopyOutcome.Deferred("mail.example:25", new Reply(451, "4.3.0", "later")));
        passes(
                refused,
                low(refused),
                new JournalEntry.Transaction(
                        delivered.id(),
                        delivered.at(),
                        delivered.client(),
                        delivered.envelope(),
                        delivered.size(),
                        delivered.retryKey(),
                        delivered.assessment(),
                        outcomes,
                        delivered.reply(),
                        delivered.timings()));
        lot = 0.31;
        MailObject notDrawn = letter(4);
        passes(notDrawn, low(notDrawn));
        assertThat(waiting()).isZero();
    }

    @Test
    void aBusyHourDoesNotStandForTheWholeWeek() throws Exception {
        try (SilentLessons lessons = open(1)) {
            for (int number = 1; number <= 100; number++) {
                MailObject mail = letter(number);
                lessons.drawn(mail, low(mail));
                lessons.record(Samples.delivered(mail, low(mail)));
                now = now.plusSeconds(3);
            }
        }
        assertThat(waiting()).isBetween(12, 13);
    }

    @Test
    void thoseOfWhichNothingIsHeardAgainDoNotKeepOthersOut() throws Exception {
        try (SilentLessons lessons = open(1)) {
            for (int number = 1; number <= 100; number++) {
                MailObject lost = letter(number);
                lessons.drawn(lost, low(lost));
                now = now.plusSeconds(300);
            }
            MailObject mail = letter(101);
            lessons.drawn(mail, low(mail));
            lessons.record(Samples.delivered(mail, low(mail)));
        }
        assertThat(waiting()).isEqualTo(1);
    }

    @Test
    void switchedOffNothingIsTakenInAndWhatWaitedIsGivenUp() throws Exception {
        MailObject mail = letter(1);
        passes(mail, low(mail));
        somebodySpeaks("b@metalsur.example");
        try (SilentLessons off = open(0)) {
            MailObject later = letter(2);
            off.drawn(later, low(later));
            off.record(Samples.delivered(later, low(later)));
            now = now.plus(WEEK).plusSeconds(1);
            assertThat(off.tick()).isZero();
            assertThat(off.state().waiting()).isZero();
        }
        assertThat(taught).isEmpty();
    }

    @Test
    void whatWaitsIsForgottenWhenToldSo() throws Exception {
        MailObject mail = letter(1);
        passes(mail, low(mail));
        try (SilentLessons lessons = open(0.3)) {
            lessons.forget();
        }
        assertThat(waiting()).isZero();
    }
}
