package org.postigo.appliance.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postigo.classifier.text.Learner;
import org.postigo.classifier.text.Memory;
import org.postigo.classifier.text.Source;
import org.postigo.classifier.text.TextModels;
import org.postigo.mail.MailObject;
import org.postigo.mail.Recipient;
import org.postigo.mail.finding.Verdict;
import org.postigo.mail.record.Reply;
import org.postigo.quarantine.Backoff;
import org.postigo.quarantine.Choice;
import org.postigo.quarantine.Deliverer;
import org.postigo.quarantine.Lessons;
import org.postigo.quarantine.Quarantine;
import org.postigo.quarantine.Releases;
import org.postigo.store.MemoryStore;
import org.postigo.store.Samples;
import org.postigo.store.held.CopyId;
import org.postigo.store.held.Decision.Kind;
import org.postigo.store.held.HeldMail;
import org.postigo.store.people.Person;

/** From a decision in the desk to the text models. */
class JudgingTest {
    private static final Instant START = Instant.parse("2026-11-23T12:00:00Z");
    private static final Person INES =
            new Person("ines@filtro.example", "Inés", Person.Role.ADMINISTRATOR, Set.of(), "{noop}x", Optional.empty());

    private Instant now = START;
    private Reply answer = new Reply(250, "2.0.0", "Ok");
    private final Clock clock = new Moving();
    private final MemoryStore store = new MemoryStore(clock);
    private final Quarantine quarantine = new Quarantine(store.held(), store.domains(), clock, Duration.ofSeconds(30));
    private final Releases releases = new Releases(
            store.held(),
            store.lists(),
            (copy, content) -> answer.positive()
                    ? new Deliverer.Delivery.Accepted("mail.example:25", answer)
                    : new Deliverer.Delivery.Refused("mail.example:25", answer),
            clock,
            Backoff.DEFAULT,
            Runnable::run,
            4);

    /** Stands where the test puts it. */
    private final class Moving extends Clock {
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
    }

    private CopyId held(String subject) throws Exception {
        return Samples.held(store, now, "a@proveedor.example", subject, "b@metalsur.example")
                .getFirst();
    }

    /** A copy of delivered mail that was drawn for reviewers. */
    private CopyId drawn(String subject) throws Exception {
        MailObject mail = Samples.mail(now, "a@proveedor.example", subject, "b@metalsur.example");
        Recipient first = mail.envelope().recipients().getFirst();
        return store.held()
                .hold(
                        mail,
                        Samples.assessment(mail, subject, -2),
                        "key-" + mail.id(),
                        List.of(new HeldMail.CopyToHold(first, Verdict.Reason.SAMPLED, Optional.empty())))
                .publish()
                .getFirst();
    }

    private void decide(CopyId id, Kind kind) throws Exception {
        quarantine.decide(INES, List.of(id), Choice.of(kind));
    }

    private void undoTimePasses() {
        now = now.plusSeconds(30);
        releases.tick();
    }

    private Lessons lessonsFor(Learner learner) {
        return new Lessons(store.held(), lesson -> Judging.teach(learner, lesson), learner.folded());
    }

    @Test
    void aDecisionIsLearntWithTheNextLookAfterItsUndoTimeAndNotBefore() throws Exception {
        try (var learner = new Learner(TextModels.empty(), 0)) {
            Lessons lessons = lessonsFor(learner);
            decide(held("premio"), Kind.SPAM);
            releases.tick();
            lessons.catchUp();
            assertThat(learner.models().lessons().spam()).isZero();

            undoTimePasses();
            lessons.catchUp();
            assertThat(learner.models().lessons().spam()).isEqualTo(1);
        }
    }

    @Test
    void whatWasTakenBackInTimeIsNeverLearnt() throws Exception {
        try (var learner = new Learner(TextModels.empty(), 0)) {
            CopyId id = held("factura");
            decide(id, Kind.SPAM);
            quarantine.undo(INES, List.of(id));
            undoTimePasses();
            lessonsFor(learner).catchUp();
            assertThat(learner.models().lessons().changes()).isZero();
        }
    }

    @Test
    void aDecisionTurnedRoundUnlearnsTheFirst() throws Exception {
        try (var learner = new Learner(TextModels.empty(), 0)) {
            CopyId id = held("factura");
            answer = new Reply(550, "5.1.1", "no such mailbox");
            decide(id, Kind.RELEASE);
            undoTimePasses();
            Lessons lessons = lessonsFor(learner);
            lessons.catchUp();
            assertThat(learner.models().lessons().ham()).isEqualTo(1);

            decide(id, Kind.SPAM);
            undoTimePasses();
            lessons.catchUp();
            assertThat(learner.models().lessons().ham()).isZero();
            assertThat(learner.models().lessons().spam()).isEqualTo(1);
        }
    }

    @Test
    void whatAnAuditTaughtCanBeForgottenWithoutWhatHeldMailTaught(@TempDir Path folder) throws Exception {
        Memory memory = Memory.open(folder, TextModels::empty);
        try (var learner = new Learner(memory.fold(), memory.last(), memory)) {
            decide(held("premio"), Kind.SPAM);
            decide(drawn("boletín"), Kind.SPAM);
            decide(drawn("factura"), Kind.RELEASE);
            undoTimePasses();
            Lessons lessons = lessonsFor(learner);
            lessons.catchUp();
            assertThat(learner.models().lessons().spam()).isEqualTo(2);
            assertThat(learner.models().lessons().ham()).isEqualTo(1);

            lessons.insert(place -> learner.forget(place, Source.AUDIT).join());
            learner.refold().join();
            assertThat(learner.models().lessons().spam()).isEqualTo(1);
            assertThat(learner.models().lessons().ham()).isZero();
        }
    }

    @Test
    void heldMailThatNobodyDecidedTeachesNothing() throws Exception {
        try (var learner = new Learner(TextModels.empty(), 0)) {
            held("premio");
            undoTimePasses();
            lessonsFor(learner).catchUp();
            assertThat(learner.models().lessons().changes()).isZero();
        }
    }

    @Test
    void aRestartGoesOnWhereTheModelsEndAndFromNothingReplaysAll() throws Exception {
        try (var learner = new Learner(TextModels.empty(), 0)) {
            decide(held("premio"), Kind.SPAM);
            decide(held("factura"), Kind.RELEASE);
            undoTimePasses();
            lessonsFor(learner).catchUp();
            // Another Lessons over the same models stands for a restart.
            assertThat(lessonsFor(learner).catchUp()).isZero();
            try (var fromNothing = new Learner(TextModels.empty(), 0)) {
                assertThat(lessonsFor(fromNothing).catchUp()).isEqualTo(2);
                assertThat(fromNothing.models().lessons())
                        .isEqualTo(learner.models().lessons());
                assertThat(fromNothing.folded()).isEqualTo(learner.folded());
            }
        }
    }
}
