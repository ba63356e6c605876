package org.postigo.classifier.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postigo.mail.MailObject;

class RefoldTest {
    @TempDir
    Path folder;

    private Learner learner(String name) throws IOException {
        Path own = Files.createDirectories(folder.resolve(name));
        Memory memory = Memory.open(own, TextModels::empty);
        return new Learner(memory.fold(), memory.last(), memory);
    }

    private static MailObject mail(int i, Label label) {
        return label == Label.HAM ? Letters.ham(i) : Letters.spam(i);
    }

    @Test
    void refoldedModelsAreThoseThatNeverLearntWhatWasTakenBack() throws IOException {
        for (int seed = 1; seed <= 4; seed++) {
            var random = new Random(seed);
            int lessons = 20 + random.nextInt(20);
            var labels = new ArrayList<Label>();
            var undone = new ArrayList<Integer>();
            for (int i = 0; i < lessons; i++) {
                labels.add(random.nextBoolean() ? Label.HAM : Label.SPAM);
                if (random.nextInt(4) == 0) {
                    undone.add(i);
                }
            }
            try (Learner with = learner("with" + seed);
                    Learner without = learner("without" + seed)) {
                for (int i = 0; i < lessons; i++) {
                    // One in three is said of the wrong kind of letter: hard lessons, which are learnt again.
                    Label wrong = i % 3 == 0 ? labels.get(i).opposite() : labels.get(i);
                    with.learn(i + 1, mail(i, wrong), labels.get(i));
                    if (!undone.contains(i)) {
                        without.learn(i + 1, mail(i, wrong), labels.get(i));
                    }
                }
                int number = lessons;
                for (int i : undone) {
                    Label wrong = i % 3 == 0 ? labels.get(i).opposite() : labels.get(i);
                    with.unlearn(++number, mail(i, wrong), labels.get(i));
                }
                with.learn(lessons * 2L, Letters.ham(999), Label.HAM).join();
                without.learn(lessons * 2L, Letters.ham(999), Label.HAM).join();
                with.refold().join();
                assertThat(Letters.same(with.models(), without.models()))
                        .as("seed %d", seed)
                        .isTrue();
            }
        }
    }

    @Test
    void aRefoldOfNothingTakenBackChangesNothing() throws IOException {
        try (Learner learner = learner("a")) {
            for (int i = 1; i <= 30; i++) {
                learner.learn(i, mail(i, i % 2 == 0 ? Label.HAM : Label.SPAM), i % 5 < 2 ? Label.HAM : Label.SPAM);
            }
            TextModels before = TextModels.empty();
            for (int i = 1; i <= 30; i++) {
                before.learn(Letters.lesson(
                        i, mail(i, i % 2 == 0 ? Label.HAM : Label.SPAM), i % 5 < 2 ? Label.HAM : Label.SPAM));
            }
            learner.learn(31, Letters.ham(1), Label.HAM).join();
            before.learn(Letters.lesson(31, Letters.ham(1), Label.HAM));
            learner.refold().join();
            assertThat(Letters.same(learner.models(), before)).isTrue();
        }
    }

    @Test
    void lessonsGoOnWhileARefoldRuns() throws IOException {
        try (Learner one = learner("one");
                Learner other = learner("other")) {
            for (int i = 1; i <= 40; i++) {
                one.learn(i, mail(i, i % 2 == 0 ? Label.HAM : Label.SPAM), i % 2 == 0 ? Label.HAM : Label.SPAM);
                if (i != 7) {
                    other.learn(i, mail(i, i % 2 == 0 ? Label.HAM : Label.SPAM), i % 2 == 0 ? Label.HAM : Label.SPAM);
                }
            }
            one.unlearn(41, Letters.spam(7), Label.SPAM).join();
            var refold = one.refold();
            one.learn(42, Letters.ham(500), Label.SPAM);
            other.learn(42, Letters.ham(500), Label.SPAM).join();
            refold.join();
            one.refold().join();
            assertThat(Letters.same(one.models(), other.models())).isTrue();
        }
    }

    @Test
    void lostModelsAreFoldedFromWhatIsRemembered() throws IOException {
        TextModels expected = TextModels.empty();
        try (Learner learner = learner("x")) {
            for (int i = 1; i <= 12; i++) {
                learner.learn(i, Letters.spam(i), Label.SPAM).join();
                expected.learn(Letters.lesson(i, Letters.spam(i), Label.SPAM));
            }
        }
        try (Learner again = learner("x")) {
            assertThat(again.folded()).isEqualTo(12);
            assertThat(Letters.same(again.models(), expected)).isTrue();
        }
    }

    @Test
    void aSourceIsForgottenAsAWhole() throws IOException {
        try (Learner learner = learner("s");
                Learner without = learner("t")) {
            for (int i = 1; i <= 20; i++) {
                Source source = i % 2 == 0 ? Source.UNCONTESTED : Source.DECISION;
                learner.learn(i, Letters.ham(i), Label.HAM, source);
                if (source == Source.DECISION) {
                    without.learn(i, Letters.ham(i), Label.HAM, source).join();
                }
            }
            learner.forget(21, Source.UNCONTESTED).join();
            learner.refold().join();
            assertThat(Letters.same(learner.models(), without.models())).isTrue();
        }
    }

    @Test
    void aTornOrDamagedEndIsCutOff() throws IOException {
        Path file = folder.resolve("text.lessons");
        try (LessonLog log = LessonLog.open(file)) {
            for (int i = 1; i <= 5; i++) {
                log.append(List.of(
                        new LessonLog.Entry(LessonLog.Kind.LEARN, Letters.lesson(i, Letters.spam(i), Label.SPAM))));
            }
        }
        byte[] whole = Files.readAllBytes(file);
        var random = new Random(5);
        for (int i = 0; i < 40; i++) {
            byte[] damaged = java.util.Arrays.copyOf(whole, whole.length - random.nextInt(whole.length / 6));
            int at = whole.length / 2 + random.nextInt(damaged.length - whole.length / 2);
            damaged[at] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, damaged);
            try (LessonLog log = LessonLog.open(file)) {
                assertThat(log.last()).isBetween(2L, 4L);
                var seen = new ArrayList<Long>();
                log.read(entry -> seen.add(entry.lesson().number()));
                assertThat(seen).hasSize((int) log.last());
            }
        }
        Files.writeString(file, "something else altogether");
        assertThatThrownBy(() -> LessonLog.open(file)).isInstanceOf(IOException.class);
    }

    @Test
    void theOlderHalfOfALargeLogMovesIntoTheBase() throws IOException {
        TextModels expected = TextModels.empty();
        try (Memory memory = Memory.open(folder, TextModels::empty)) {
            for (int i = 1; i <= 20; i++) {
                Lesson lesson = Letters.lesson(i, mail(i, i % 2 == 0 ? Label.HAM : Label.SPAM), Label.SPAM);
                memory.log().append(List.of(new LessonLog.Entry(LessonLog.Kind.LEARN, lesson)));
                expected.learn(lesson);
            }
            long before = memory.log().size();
            memory.compact(before - 1);
            assertThat(memory.after()).isBetween(8L, 12L);
            assertThat(memory.log().size()).isLessThan(before * 2 / 3);
            assertThat(Letters.same(memory.fold(), expected)).isTrue();
        }
        try (Memory again = Memory.open(folder, TextModels::empty)) {
            assertThat(again.last()).isEqualTo(20);
            assertThat(Letters.same(again.fold(), expected)).isTrue();
        }
    }
}
