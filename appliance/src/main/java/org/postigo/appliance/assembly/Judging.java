package org.postigo.appliance.assembly;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.postigo.classifier.check.Correspondence;
import org.postigo.classifier.text.Label;
import org.postigo.classifier.text.Learner;
import org.postigo.classifier.text.Memory;
import org.postigo.classifier.text.ModelFile;
import org.postigo.classifier.text.Silence;
import org.postigo.classifier.text.Source;
import org.postigo.classifier.text.TextModels;
import org.postigo.mail.MailObject;
import org.postigo.quarantine.Lesson;
import org.postigo.store.acquaintances.Acquaintances;
import org.postigo.store.held.HeldMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Learning: the text models in their file, and decisions made lessons for them. */
public final class Judging {
    private static final Logger LOG = LoggerFactory.getLogger(Judging.class);

    private Judging() {}

    /** Where a data folder keeps its text models. */
    public static Path file(Path data) {
        return data.resolve("models").resolve("text.model");
    }

    /**
     * The models of a file that must be there and sound.
     *
     * @throws IOException if they are not
     */
    public static TextModels read(Path file) throws IOException {
        return switch (ModelFile.read(file)) {
            case ModelFile.Loading.Loaded loaded -> loaded.models();
            case ModelFile.Loading.Absent() -> throw new IOException("there is no such file");
            case ModelFile.Loading.Damaged(String cause) -> throw new IOException(cause);
        };
    }

    /**
     * The learner where it left off; if its file is missing or of no use, from the lessons remembered beside it, and
     * what those lack is replayed from the decisions.
     */
    static Learner learner(Path file) throws IOException {
        Memory memory = Memory.open(file.resolveSibling(""), TextModels::empty);
        return switch (ModelFile.read(file)) {
            case ModelFile.Loading.Loaded(TextModels models, long folded) -> {
                if (memory.last() < folded) {
                    LOG.warn(
                            "Lessons up to {} are no longer remembered one by one: a decision among them can be taken"
                                    + " back only nearly, not exactly",
                            folded);
                    memory.rebase(models, folded);
                }
                if (memory.last() > folded) {
                    // Lessons since the models were saved: of mail that was read elsewhere nothing else remembers them.
                    yield new Learner(memory.fold(), memory.last(), memory);
                }
                yield new Learner(models, folded, memory);
            }
            case ModelFile.Loading.Absent() -> new Learner(memory.fold(), memory.last(), memory);
            case ModelFile.Loading.Damaged(String cause) -> {
                Path aside = file.resolveSibling(file.getFileName() + ".damaged");
                Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
                LOG.error(
                        "The text models in {} are damaged ({}); the file is kept as {}, and they are learnt again"
                                + " from all decisions: nothing is to be done",
                        file,
                        cause,
                        aside.getFileName());
                yield new Learner(memory.fold(), memory.last(), memory);
            }
        };
    }

    /** Hands one lesson to the learner and waits until it is learnt. */
    static void teach(Learner learner, Lesson lesson) {
        HeldMessage message = lesson.message();
        var mail = new MailObject(
                message.id(), message.received(), message.client(), message.envelope(), lesson.content());
        Label label = label(lesson.label());
        Source source = lesson.audited() ? Source.AUDIT : Source.DECISION;
        Optional<Label> before = lesson.replaces().map(Judging::label);
        try {
            if (before.isEmpty()) {
                learner.learn(lesson.position(), mail, label, source).join();
            } else if (before.get() != label) {
                learner.relearn(lesson.position(), mail, label, source).join();
            }
        } catch (CompletionException failed) {
            throw new IllegalStateException("could not learn " + lesson.copy(), failed.getCause());
        }
    }

    /** Hands a message that somebody moved to the learner and waits until it is learnt. */
    static void teach(Learner learner, long place, MailObject mail, boolean spam, boolean turned) {
        Label label = spam ? Label.SPAM : Label.HAM;
        try {
            (turned
                            ? learner.relearn(place, mail, label, Source.FEEDBACK)
                            : learner.learn(place, mail, label, Source.FEEDBACK))
                    .join();
        } catch (CompletionException failed) {
            throw new IllegalStateException("could not learn " + mail.id(), failed.getCause());
        }
    }

    /** Hands a message that nobody contested to the learner and waits until it is learnt. */
    static void teach(Learner learner, long place, Silence.Kept kept) {
        try {
            learner.learn(place, kept).join();
        } catch (CompletionException failed) {
            throw new IllegalStateException("could not learn " + kept.id(), failed.getCause());
        }
    }

    private static Label label(Lesson.Label label) {
        return switch (label) {
            case HAM -> Label.HAM;
            case SPAM -> Label.SPAM;
        };
    }

    /** What the classifier may know of earlier mail. */
    static Correspondence correspondence(Acquaintances acquaintances) {
        return (sender, signer, domain) -> {
            Acquaintances.History history = acquaintances.of(sender, signer, domain);
            return Optional.of(new Correspondence.History(history.delivered(), history.rescued(), history.spam()));
        };
    }
}
