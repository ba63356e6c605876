package org.postigo.classifier.text;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.postigo.mail.MailObject;
import org.postigo.mail.message.MessageParser;
import org.postigo.mail.message.ParseOutcome;
import org.postigo.mail.message.ParsedMessage;

/**
 * The one writer of the text models: folds lessons in the order they are given, on a thread of its own. The mail path
 * never waits for it and reads the models meanwhile.
 *
 * <p>Lessons bear the number of the event they come from. One that is already folded is passed over, so that after a
 * restart all events since the saved models, or simply all events, may be replayed.
 */
public final class Learner implements AutoCloseable {
    private final TextModels models;
    private final MessageParser parser = new MessageParser();
    private final ExecutorService writer = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("learner").daemon().factory());
    private volatile long folded;

    /**
     * Goes on with models.
     *
     * @param folded number of the last lesson they hold; 0 for empty ones
     */
    public Learner(TextModels models, long folded) {
        this.models = models;
        this.folded = folded;
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
     * Learns what a message is.
     *
     * @param number of the event, above 0 and higher than all before it
     * @return done once folded; fails with an {@link IOException} if the content cannot be read, and then the lesson is
     *     lost until a refold
     */
    public CompletableFuture<Void> learn(long number, MailObject mail, Label label) {
        return learn(number, mail, label, Source.DECISION);
    }

    /** Learns what a message is, counting as much as its source does. */
    public CompletableFuture<Void> learn(long number, MailObject mail, Label label, Source source) {
        return lesson(number, mail, features -> models.learn(new Lesson(number, features, label, source)));
    }

    /** Takes a lesson back: exactly from words, compensating from octets. Numbered as lessons are. */
    public CompletableFuture<Void> unlearn(long number, MailObject mail, Label label) {
        return lesson(number, mail, features -> models.unlearn(features, label, Source.DECISION));
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
            ModelFile.write(file, models, number);
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    /** Learns a message that has been taken apart already. */
    public CompletableFuture<Void> learn(long number, MailObject mail, ParsedMessage message, Label label) {
        return fold(
                number,
                () -> models.learn(new Lesson(number, Features.of(views(mail, message)), label, Source.DECISION)));
    }

    /** Takes back that a message is the opposite, and learns what it is: a decision that was turned round. */
    public CompletableFuture<Void> relearn(long number, MailObject mail, Label label) {
        return lesson(number, mail, features -> {
            models.unlearn(features, label.opposite(), Source.DECISION);
            models.learn(new Lesson(number, features, label, Source.DECISION));
        });
    }

    private CompletableFuture<Void> lesson(long number, MailObject mail, Consumer<Features> change) {
        return fold(number, () -> change.accept(Features.of(views(mail, read(mail)))));
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
        return switch (parser.parse(mail.content())) {
            case ParseOutcome.Parsed(ParsedMessage whole) -> whole;
            case ParseOutcome.TooComplex(String budget, ParsedMessage soFar) -> soFar;
        };
    }

    private static Views views(MailObject mail, ParsedMessage message) throws IOException {
        return Views.of(
                mail.content().head(Views.HEAD), message, mail.envelope().reversePath());
    }

    /** Folds what was given and ends. */
    @Override
    public void close() {
        writer.close();
    }
}
