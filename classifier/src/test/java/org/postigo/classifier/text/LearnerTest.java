package org.postigo.classifier.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postigo.mail.Content;
import org.postigo.mail.MailObject;

class LearnerTest {
    @TempDir
    Path folder;

    private static void teach(Learner learner, int from, int to) {
        for (int i = from; i <= to; i++) {
            if (i % 2 == 0) {
                learner.learn(i, Letters.ham(i), Label.HAM);
            } else {
                learner.learn(i, Letters.spam(i), Label.SPAM);
            }
        }
    }

    private static void assertSame(TextModels one, TextModels other) {
        assertThat(Letters.same(one, other)).isTrue();
    }

    @Test
    void savedModelsAndTheLessonsSinceAreTheSameAsAllLessonsAtOnce() throws IOException {
        Path file = folder.resolve("text.model");
        try (var first = new Learner(TextModels.empty(), 0)) {
            teach(first, 1, 12);
            first.save(file).join();
        }
        var loaded = (ModelFile.Loading.Loaded) ModelFile.read(file);
        assertThat(loaded.folded()).isEqualTo(12);
        try (var again = new Learner(loaded.models(), loaded.folded());
                var whole = new Learner(TextModels.empty(), 0)) {
            teach(again, 1, 20); // the first twelve are passed over
            teach(whole, 1, 20);
            again.save(folder.resolve("a")).join();
            whole.save(folder.resolve("b")).join();
            assertThat(again.folded()).isEqualTo(20);
            assertSame(again.models(), whole.models());
        }
        assertThat(folder.resolve("a")).hasSameBinaryContentAs(folder.resolve("b"));
    }

    @Test
    void aDecisionTurnedRoundCountsAsIfItHadBeenRightAtOnce() {
        try (var turned = new Learner(TextModels.empty(), 0);
                var right = new Learner(TextModels.empty(), 0)) {
            turned.learn(1, Letters.ham(1), Label.SPAM);
            turned.relearn(2, Letters.ham(1), Label.HAM).join();
            right.learn(1, Letters.ham(1), Label.HAM).join();
            assertThat(Arrays.equals(
                            turned.models().counts().counts(),
                            right.models().counts().counts()))
                    .isTrue();
            assertThat(turned.models().lessons().spam()).isZero();
            assertThat(turned.models().lessons().ham()).isEqualTo(1);
        }
    }

    @Test
    void aLessonTakenBackIsGone() {
        try (var learner = new Learner(TextModels.empty(), 0)) {
            learner.learn(1, Letters.spam(1), Label.SPAM);
            learner.unlearn(2, Letters.spam(1), Label.SPAM).join();
            assertThat(Arrays.equals(learner.models().counts().counts(), new Bayes().counts()))
                    .isTrue();
        }
    }

    @Test
    void unreadableContentFailsItsLessonAndNoOther() {
        MailObject good = Letters.spam(1);
        MailObject bad = new MailObject(good.id(), good.received(), good.client(), good.envelope(), new Content() {
            @Override
            public long size() {
                return 10;
            }

            @Override
            public InputStream open() throws IOException {
                throw new IOException("gone");
            }
        });
        try (var learner = new Learner(TextModels.empty(), 0)) {
            CompletableFuture<Void> failing = learner.learn(1, bad, Label.SPAM);
            learner.learn(2, good, Label.SPAM).join();
            assertThatThrownBy(failing::join)
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(IOException.class);
            assertThat(learner.folded()).isEqualTo(2);
            assertThat(learner.models().lessons().spam()).isEqualTo(1);
        }
    }

    @Test
    void readersScoreWhileLessonsAreLearnt() throws Exception {
        try (var learner = new Learner(TextModels.empty(), 0)) {
            teach(learner, 1, 40);
            Views views = Letters.views(Letters.spam(99));
            var done = new AtomicBoolean();
            var scores = new java.util.concurrent.atomic.AtomicInteger();
            Thread reader = Thread.ofPlatform().start(() -> {
                do {
                    TextModels.Opinion opinion = learner.models().opinion(views);
                    if (Double.isFinite(opinion.words()) && Double.isFinite(opinion.bytes())) {
                        scores.incrementAndGet();
                    }
                } while (!done.get());
            });
            teach(learner, 41, 400);
            learner.learn(401, Letters.spam(401), Label.SPAM).join();
            done.set(true);
            reader.join();
            assertThat(scores.get()).isPositive();
            assertThat(learner.models().lessons().changes()).isEqualTo(401);
        }
    }
}
