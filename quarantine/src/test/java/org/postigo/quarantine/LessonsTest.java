package org.postigo.quarantine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postigo.mail.record.Reply;
import org.postigo.quarantine.Lesson.Label;
import org.postigo.store.held.CopyId;
import org.postigo.store.held.Decision.Kind;

class LessonsTest {
    private final Bench bench = new Bench();
    private final List<Lesson> taught = new ArrayList<>();
    private final Lessons lessons = new Lessons(bench.held, taught::add, 0);

    private void decide(CopyId id, Kind kind) throws IOException {
        bench.quarantine.decide(Bench.INES, List.of(id), Choice.of(kind));
        bench.undoTimePasses();
        bench.releases.tick();
    }

    @Test
    void nothingIsLearntBeforeTheUndoTimeHasPassed() throws Exception {
        bench.quarantine.decide(Bench.INES, List.of(bench.unread(1)), Choice.of(Kind.SPAM));
        bench.releases.tick();

        assertThat(lessons.catchUp()).isZero();
    }

    @Test
    void decisionsAreTaughtOnceInTheirOrder() throws Exception {
        decide(bench.unread(1), Kind.SPAM);
        decide(bench.unread(2), Kind.RELEASE);
        decide(bench.unread(3), Kind.NOT_SURE);

        assertThat(lessons.catchUp()).isEqualTo(2);
        assertThat(lessons.catchUp()).isZero();

        assertThat(taught).extracting(Lesson::label).containsExactly(Label.SPAM, Label.HAM);
        assertThat(taught).extracting(Lesson::position).isSorted();
        assertThat(taught.getFirst().content().bytes()).isNotEmpty();
    }

    @Test
    void allLessonsCanBeTaughtAgainFromTheLog() throws Exception {
        decide(bench.unread(1), Kind.SPAM);
        decide(bench.unread(2), Kind.RELEASE);
        lessons.catchUp();
        var again = new ArrayList<Lesson>();

        new Lessons(bench.held, again::add, 0).catchUp();

        assertThat(again)
                .extracting(Lesson::position, Lesson::copy, Lesson::label)
                .isEqualTo(taught.stream()
                        .map(l -> org.assertj.core.groups.Tuple.tuple(l.position(), l.copy(), l.label()))
                        .toList());
    }

    @Test
    void aSecondOpinionOnOneCopySaysWhatItReplaces() throws Exception {
        CopyId id = bench.unread(1);
        bench.next.add((_, _) -> new Deliverer.Delivery.Refused("mail.example:25", new Reply(550, "5.1.1", "no")));
        decide(id, Kind.RELEASE);
        decide(id, Kind.SPAM);
        lessons.catchUp();

        assertThat(taught).extracting(Lesson::label).containsExactly(Label.HAM, Label.SPAM);
        assertThat(taught).extracting(Lesson::replaces).containsExactly(Optional.empty(), Optional.of(Label.HAM));
    }

    @Test
    void aLessonThatCannotBeReadIsCountedAndDoesNotStopTheOthers() throws Exception {
        decide(bench.unread(1), Kind.SPAM);
        bench.held.contentTrouble = Optional.of(new IOException("gone"));
        lessons.catchUp();
        bench.held.contentTrouble = Optional.empty();
        decide(bench.unread(2), Kind.SPAM);
        lessons.catchUp();

        assertThat(taught).hasSize(1);
        assertThat(lessons.leftOut()).isEqualTo(1);
    }
}
