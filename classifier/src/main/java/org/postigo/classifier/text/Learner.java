package org.postigo.classifier.text;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.postigo.mail.Content;
import org.postigo.mail.MailObject;
import org.postigo.mail.message.MessageParser;
import org.postigo.mail.message.ParseOutcome;
import org.postigo.mail.message.ParsedMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one writer of the text models: folds lessons in the order they are given, on a thread of its own. The mail path
 * never waits for it and reads the models meanwhile.
 *
 * <p>Lessons bear the number of the event they come from. One that is already folded is passed over, so that after a
 * restart all events since the saved models, or simply all events, may be replayed.
 *
 * <p>Taking a lesson back counts at once: exactly in the counts of words, as near as can be in the regressions. With a
 * {@link Memory} everything is then folded anew in the background without that lesson, and the models become what they
 * would be if it had never been.
 */
public final class Learner implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Learner.class);

    private final TextModels models;
    private final Optional<Memory> memory;
    private final MessageParser parser = new MessageParser();
    private final ExecutorService writer = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("learner").daemon().factory());
    private final ExecutorService refolder = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("refolder").daemon().factory());
    private final AtomicBoolean refoldDue = new AtomicBoolean();
    private volatile long folded;

    /**
     * Goes on with models, and remembers nothing for a refold.
     *
     * @param folded number of the last lesson they hold; 0 for empty ones
     */
    public Learner(TextModels models, long folded) {
        this(models, folded, Optional.empty());
    }

    /**
     * Goes on with models.
     *
     * @param folded number of the last lesson they hold; 0 for empty ones
     * @param memory of those lessons, closed with this; must not have lost any of them
     */
    public Learner(TextModels models, long folded, Memory memory) {
        this(models, folded, Optional.of(memory));
    }

    private Learner(TextModels models, long folded, Optional<Memory> memory) {
        this.models = models;
        this.folded = folded;
        this.memory = memory;
    }

    /** The models that are written to; read by {@link TextCheck}. */
    public TextModels models() {
        return models;
    }

    /** Number of the last lesson folded. */
    public long folded() {
        return folded;
    }

    /**
     * Learns what a message is, by a reviewer's decision.
     *
     * @param number of the event, above 0 and higher than all before it
     * @return done once folded; fails with an {@link IOException} if the content cannot be read, and then the lesson is
     *     lost
     */
    public CompletableFuture<Void> learn(long number, MailObject mail, Label label) {
        return learn(number, mail, label, Source.DECISION);
    }

    /** Learns what a message is, counting as much as its source does. */
    public CompletableFuture<Void> learn(long number, MailObject mail, Label label, Source source) {
        return fold(
                number,
                () -> learn(new Lesson(number, features(mail, read(mail)), label, source, Shade.domains(mail))));
    }

    /** Learns that a message was not contested, which nobody said; counts as {@link Source#UNCONTESTED} does. */
    public CompletableFuture<Void> learn(long number, Silence.Kept kept) {
        return fold(
                number,
                () -> learn(new Lesson(number, kept.features(), Label.HAM, Source.UNCONTESTED, kept.domains())));
    }

    /** Learns a message that has been taken apart already. */
    public CompletableFuture<Void> learn(long number, MailObject mail, ParsedMessage message, Label label) {
        return fold(
                number,
                () -> learn(new Lesson(number, features(mail, message), label, Source.DECISION, Shade.domains(mail))));
    }

    /** Takes a decision back. Numbered as lessons are. */
    public CompletableFuture<Void> unlearn(long number, MailObject mail, Label label) {
        return unlearn(number, mail, label, Source.DECISION);
    }

    /** Takes a lesson of this source back. Numbered as lessons are. */
    public CompletableFuture<Void> unlearn(long number, MailObject mail, Label label, Source source) {
        return fold(
                number,
                () -> unlearn(new Lesson(number, features(mail, read(mail)), label, source, Shade.domains(mail))));
    }

    /** Takes back that a message is the opposite, and learns what it is: a decision that was turned round. */
    public CompletableFuture<Void> relearn(long number, MailObject mail, Label label) {
        return relearn(number, mail, label, Source.DECISION);
    }

    /** The same of a lesson of this source. */
    public CompletableFuture<Void> relearn(long number, MailObject mail, Label label, Source source) {
        return fold(number, () -> {
            Features features = features(mail, read(mail));
            unlearn(new Lesson(number, features, label.opposite(), source, Shade.domains(mail)));
            learn(new Lesson(number, features, label, source, Shade.domains(mail)));
        });
    }

    /**
     * Takes back every lesson of a source; counts after the refold that this begins.
     *
     * @return done once noted; fails with an {@link IllegalStateException} where nothing is remembered for a refold
     */
    public CompletableFuture<Void> forget(long number, Source source) {
        return fold(number, () -> {
            if (memory.isEmpty()) {
                throw new IllegalStateException("no lesson is remembered");
            }
            remember(LessonLog.Kind.FORGET, new Lesson(number, Features.NONE, Label.HAM, source, new int[0]));
            refoldLater();
        });
    }

    private void learn(Lesson lesson) throws IOException {
        remember(LessonLog.Kind.LEARN, lesson);
        models.learn(lesson);
    }

    private void unlearn(Lesson lesson) throws IOException {
        remember(LessonLog.Kind.TAKE_BACK, lesson);
        models.unlearn(lesson);
        refoldLater();
    }

    private void remember(LessonLog.Kind kind, Lesson lesson) throws IOException {
        if (memory.isPresent()) {
            memory.get().log().append(List.of(new LessonLog.Entry(kind, lesson)));
        }
    }

    private void refoldLater() {
        if (memory.isPresent() && !refoldDue.getAndSet(true)) {
            Memory known = memory.get();
            var unused = CompletableFuture.runAsync(
                            () -> {
                                if (refoldDue.get()) {
                                    refold(known);
                                }
                            },
                            refolder)
                    .exceptionally(failed -> {
                        LOG.error(
                                "The text models could not be folded anew after a lesson was taken back; they stay as"
                                        + " they are, which is nearly right, and the next one taken back tries again",
                                failed);
                        return null;
                    });
        }
    }

    /**
     * Folds all lessons that still count anew, while the models go on learning and being read, and makes the models what
     * came of it. Not to be waited for by the mail path.
     *
     * @return done when the models have become that; fails where nothing is remembered or the log cannot be read
     */
    public CompletableFuture<Void> refold() {
        return memory.map(known -> CompletableFuture.runAsync(() -> refold(known), refolder))
                .orElseGet(() -> CompletableFuture.failedFuture(new IllegalStateException("no lesson is remembered")));
    }

    /** One at a time, by the refolder: an older fold must not replace a newer. Begins and ends between two lessons. */
    private void refold(Memory known) {
        long begun = CompletableFuture.supplyAsync(
                        () -> {
                            refoldDue.set(false);
                            return folded;
                        },
                        writer)
                .join();
        TextModels anew = folded(known, begun);
        CompletableFuture.runAsync(
                        () -> {
                            if (refoldDue.getAndSet(false)) { // Something was taken back meanwhile: once more.
                                models.become(folded(known, folded));
                            } else {
                                models.become(caughtUp(known, begun, anew));
                            }
                        },
                        writer)
                .join();
    }

    private static TextModels folded(Memory known, long upTo) {
        try {
            return known.fold(upTo);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** With what came since. */
    private TextModels caughtUp(Memory known, long begun, TextModels anew) {
        try {
            Refold.fold(known.log(), begun, folded, anew);
            return anew;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Saves the models as they are after all lessons given so far. */
    public CompletableFuture<Void> save(Path file) {
        return CompletableFuture.runAsync(() -> write(file, folded), writer);
    }

    /** Saves the models as a start for others: they count as holding no lesson of any log. */
    public CompletableFuture<Void> saveAsStart(Path file) {
        return CompletableFuture.runAsync(() -> write(file, 0), writer);
    }

    private void write(Path file, long number) {
        try {
            if (memory.isPresent()) {
                memory.get().log().force(); // The models must never know a lesson that the log has lost.
                memory.get().compact(Memory.MOST);
            }
            ModelFile.write(file, models, number);
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    /** Something to be done by the writer. */
    private interface Fold {
        void run() throws IOException;
    }

    private CompletableFuture<Void> fold(long number, Fold fold) {
        return CompletableFuture.runAsync(
                () -> {
                    if (number <= folded) {
                        return;
                    }
                    try {
                        fold.run();
                    } catch (IOException e) {
                        throw new CompletionException(e);
                    } finally {
                        folded = number;
                    }
                },
                writer);
    }

    private ParsedMessage read(MailObject mail) throws IOException {
        return read(parser, mail.content());
    }

    static ParsedMessage read(MessageParser parser, Content content) throws IOException {
        return switch (parser.parse(content)) {
            case ParseOutcome.Parsed(ParsedMessage whole) -> whole;
            case ParseOutcome.TooComplex(String budget, ParsedMessage soFar) -> soFar;
        };
    }

    static Features features(MailObject mail, ParsedMessage message) throws IOException {
        return Features.of(Views.of(
                mail.content().head(Views.HEAD), message, mail.envelope().reversePath()));
    }

    /** Folds what was given, ends a refold that is due, and ends. */
    @Override
    public void close() {
        refolder.close();
        writer.close();
        memory.ifPresent(known -> {
            try {
                known.close();
            } catch (IOException e) {
                LOG.warn("The log of lessons could not be closed", e);
            }
        });
    }
}
