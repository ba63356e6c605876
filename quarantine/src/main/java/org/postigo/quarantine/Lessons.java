package org.postigo.quarantine;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.postigo.mail.finding.Verdict;
import org.postigo.store.held.Decision;
import org.postigo.store.held.HeldMail;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns decisions that took effect into lessons: a fold over the log, so that a model can be taught again from nothing
 * by starting at 0. A lesson whose content cannot be read is left out and counted; everything after it goes on.
 */
public final class Lessons implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Lessons.class);
    private static final int BATCH = 100;

    private final HeldMail held;
    private final Teacher teacher;
    private final ReentrantLock oneTeacher = new ReentrantLock();
    private volatile long position;
    private volatile long leftOut;
    private @Nullable ScheduledFuture<?> ticking;

    /**
     * Does nothing before {@link #start} or {@link #catchUp}.
     *
     * @param after position of the last lesson the teacher already knows, 0 for none
     */
    public Lessons(HeldMail held, Teacher teacher, long after) {
        this.held = held;
        this.teacher = teacher;
        this.position = after;
    }

    /** Catches up at this interval until {@link #close}. */
    public void start(ScheduledExecutorService scheduler, Duration every) {
        ticking = scheduler.scheduleWithFixedDelay(
                () -> {
                    try {
                        catchUp();
                    } catch (IOException | RuntimeException e) {
                        LOG.error("learning stands at {}; tried again in {}", position, every, e);
                    }
                },
                0,
                every.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /**
     * Teaches everything that is new, in order; returns how many lessons that were.
     *
     * @throws IOException if the log cannot be read
     */
    public int catchUp() throws IOException {
        oneTeacher.lock();
        try {
            int taught = 0;
            for (List<HeldMail.Effect> batch = held.effects(position, BATCH);
                    !batch.isEmpty();
                    batch = held.effects(position, BATCH)) {
                for (HeldMail.Effect effect : batch) {
                    taught += teach(effect) ? 1 : 0;
                    position = effect.position();
                }
            }
            return taught;
        } finally {
            oneTeacher.unlock();
        }
    }

    /** Teaches something that is no decision, at its place in the order of lessons. */
    @FunctionalInterface
    public interface FromElsewhere {
        /** Teaches it; whatever was decided before this place has been taught. */
        void teach(long place) throws IOException;
    }

    /**
     * Takes a place among the lessons, teaches every decision before it, and then this.
     *
     * @return the place
     * @throws IOException if the log cannot be read or written, or whoever teaches it throws that
     */
    public long insert(FromElsewhere lesson) throws IOException {
        oneTeacher.lock();
        try {
            long place = held.place();
            for (List<HeldMail.Effect> batch = held.effects(position, BATCH);
                    !batch.isEmpty() && batch.getFirst().position() < place;
                    batch = held.effects(position, BATCH)) {
                for (HeldMail.Effect effect : batch) {
                    if (effect.position() < place) {
                        teach(effect);
                        position = effect.position();
                    }
                }
            }
            position = place;
            lesson.teach(place);
            return place;
        } finally {
            oneTeacher.unlock();
        }
    }

    private boolean teach(HeldMail.Effect effect) {
        Optional<Lesson.Label> label = label(effect.decision());
        if (label.isEmpty()) {
            return false;
        }
        try {
            teacher.teach(new Lesson(
                    effect.position(),
                    effect.at(),
                    effect.copy().id(),
                    effect.copy().recipient().path().domain(),
                    effect.copy().reason() == Verdict.Reason.SAMPLED,
                    label.get(),
                    effect.replaced().flatMap(Lessons::label),
                    effect.copy().message(),
                    held.content(effect.copy().message())));
            return true;
        } catch (HeldMail.NoLongerKept over) {
            // Only where lessons are taught again from nothing: a copy stays until it was learnt from.
            leftOut++;
            LOG.warn("lesson {} is left out: {}", effect.position(), over.getMessage());
            return false;
        } catch (IOException | RuntimeException e) {
            leftOut++;
            LOG.error(
                    "lesson {} of {} is left out",
                    effect.position(),
                    effect.copy().id(),
                    e);
            return false;
        }
    }

    private static Optional<Lesson.Label> label(Decision decision) {
        return switch (decision.kind()) {
            case RELEASE, RELEASE_AND_ALLOW -> Optional.of(Lesson.Label.HAM);
            case SPAM, SPAM_AND_DENY -> Optional.of(Lesson.Label.SPAM);
            case RESCUE, NOT_SURE -> Optional.empty();
        };
    }

    /** Position of the last decision that was seen. */
    public long position() {
        return position;
    }

    /** Lessons that could not be taught since the start. */
    public long leftOut() {
        return leftOut;
    }

    /** Stops catching up, after the lesson that is being taught. */
    @Override
    public void close() {
        if (ticking != null) {
            ticking.cancel(false);
        }
        oneTeacher.lock();
        oneTeacher.unlock();
    }
}
