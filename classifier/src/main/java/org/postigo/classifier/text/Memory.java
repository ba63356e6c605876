package org.postigo.classifier.text;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a refold needs: a base, which is models that held every lesson up to some number, and the {@link LessonLog} of
 * all lessons since. When the log grows too large its older half moves into the base; a lesson in there can be taken
 * back only by compensation.
 *
 * <p>Files in one folder: {@code text.base} (a {@link ModelFile}; absent until there is something in it) and {@code
 * text.lessons}.
 */
public final class Memory implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Memory.class);
    /** About 6,000 lessons. */
    static final long MOST = 64L << 20;

    private final Path base;
    private final LessonLog log;
    private final Supplier<TextModels> beginning;
    private volatile long after;

    private Memory(Path base, LessonLog log, Supplier<TextModels> beginning, long after) {
        this.base = base;
        this.log = log;
        this.beginning = beginning;
        this.after = after;
    }

    /**
     * Opens what is remembered in a folder.
     *
     * @param beginning makes models that hold no lesson of this site: empty ones, or a starter
     * @throws IOException if the disk fails, or the log is of another version
     */
    public static Memory open(Path folder, Supplier<TextModels> beginning) throws IOException {
        Path base = folder.resolve("text.base");
        LessonLog log = LessonLog.open(folder.resolve("text.lessons"));
        long after = switch (ModelFile.read(base)) {
            case ModelFile.Loading.Loaded(TextModels models, long folded) -> folded;
            case ModelFile.Loading.Absent() -> 0;
            case ModelFile.Loading.Damaged(String cause) -> {
                LOG.error(
                        "{} is damaged ({}) and left out together with the lessons behind it: the models are learnt again"
                                + " from all decisions; nothing is to be done",
                        base,
                        cause);
                Files.delete(base);
                log.dropUpTo(Long.MAX_VALUE);
                yield 0;
            }
        };
        return new Memory(base, log, beginning, after);
    }

    /** Number of the last lesson that can no longer be taken back exactly. */
    long after() {
        return after;
    }

    LessonLog log() {
        return log;
    }

    /** Number of the last lesson remembered. */
    public long last() {
        return Math.max(after, log.last());
    }

    /** All lessons up to a number folded anew, without those taken back by then. Any thread may. */
    TextModels fold(long upTo) throws IOException {
        TextModels models = switch (ModelFile.read(base)) {
            case ModelFile.Loading.Loaded(TextModels loaded, long folded) -> loaded;
            case ModelFile.Loading.Absent() -> beginning.get();
            case ModelFile.Loading.Damaged(String cause) -> throw new IOException(base + ": " + cause);
        };
        Refold.fold(log, after, upTo, models);
        return models;
    }

    /** All lessons folded anew: what to go on with when the models themselves are lost. */
    public TextModels fold() throws IOException {
        return fold(Long.MAX_VALUE);
    }

    /**
     * Forgets single lessons and goes on from these models.
     *
     * @param folded number of the last lesson they hold
     */
    public void rebase(TextModels models, long folded) throws IOException {
        ModelFile.write(base, models, folded);
        after = folded;
        log.dropUpTo(folded);
    }

    /** Moves the older half of a log that is too large into the base. */
    void compact(long most) throws IOException {
        if (log.size() > most) {
            long middle = log.middle();
            rebase(fold(middle), middle);
        }
    }

    @Override
    public void close() throws IOException {
        log.close();
    }
}
