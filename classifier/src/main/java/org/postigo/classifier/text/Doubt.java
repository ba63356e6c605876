package org.postigo.classifier.text;

import java.util.Optional;

/**
 * Doubt of labels. Of each lesson kept in the {@link Ring} it is known what it added itself, so what all other lessons say
 * of its message can be told at any time. Where too many kept lessons are contradicted by all others, labels are doubted.
 *
 * <p>From then on every lesson is kept for a while, and what is learnt from it is what is believed of it: its label, if
 * wrong labels are as frequent as they seem, together with the opinion of all other lessons, and that anew each time it is
 * learnt again, when more is known (expectation-maximisation over the kept lessons, each judged out of its own sample;
 * after Northcutt and others, "Confident learning", JAIR 2021). A second count of words holds what is believed.
 *
 * <p>One writer, any number of readers without a lock.
 */
final class Doubt {
    /** Log-odds at which the others' contradiction counts. */
    private static final double FIRM = 1;
    /**
     * Contradicted lessons, beyond {@link #SHARE} of all, that doubt begins with: a site whose spam looks like its ham has a
     * dozen of them in its first fifty.
     */
    private static final double FEW = 18;
    /** Share of contradicted lessons above which labels are doubted: hard mail alone makes half of it at times. */
    private static final double SHARE = 0.03;
    /** Share of lessons believed wrong below which labels are believed again. */
    private static final double NONE = 0.015;
    /** Contradicted lessons at which the first scores count half. */
    private static final double HALF = 6;
    /** Lessons until contradictions no longer lessen scores. */
    private static final double FIRST = 200;
    /** Share of wrong labels that is guessed at first, and the lessons that this guess counts as. */
    private static final double GUESS = 0.2;

    private static final double GUESSED = 20;
    /** Messages of the rarer class, as is believed, until the opinion of others counts half. */
    private static final double OTHERS_EARLY = 50;
    /** The same for the counts of words. */
    private static final double COUNTS_EARLY = 20;
    /** What the regressions' opinion is to be multiplied with where a label is judged. */
    private static final double SURE = 1.2;
    /** Weight of the counts beside the regressions, where a label is judged. */
    private static final double JUDGING = 0.3;
    /** The same where a message is scored. */
    private static final double SCORING = 0.4;
    /** Parts of a message in the counts. */
    static final int UNIT = 16;

    private long learnt;
    private volatile Optional<Bayes> believed;

    Doubt() {
        this(0, Optional.empty());
    }

    /**
     * Goes on with these.
     *
     * @param learnt lessons so far
     * @param believed counts of what is believed, in {@link #UNIT}ths, if labels are doubted
     */
    Doubt(long learnt, Optional<Bayes> believed) {
        this.learnt = learnt;
        this.believed = believed;
    }

    /** Whether labels are doubted. */
    boolean raised() {
        return believed.isPresent();
    }

    /** Lessons learnt. */
    long learnt() {
        return learnt;
    }

    /** Counts of what is believed, in {@link #UNIT}ths; empty while labels are. */
    Optional<Bayes> believed() {
        return believed;
    }

    /** Notes that a lesson comes. */
    void count() {
        learnt++;
    }

    /** Whether all others firmly contradict what a lesson says. */
    static boolean contradicted(Lesson lesson, Scores others) {
        double opinion = others.mean();
        return lesson.source().said() && (lesson.label() == Label.SPAM ? -opinion : opinion) > FIRM;
    }

    /**
     * Looks whether labels are to be doubted.
     *
     * @param counts of what was said, which doubt begins with
     * @return whether doubt has just begun
     */
    boolean begins(Ring ring, Bayes counts) {
        if (raised()) {
            if (ring.flipped() < NONE * ring.size()) {
                believed = Optional.empty();
            }
            return false;
        }
        if (ring.contradicted() >= FEW + SHARE * (learnt - ring.at(0).number() + 1)) {
            ring.believeLabels();
            believed = Optional.of(counts.in(UNIT));
            return true;
        }
        return false;
    }

    /**
     * What scores are worth while it is not known yet whether labels are to be doubted, from 0 to 1: the first few lessons
     * may contradict each other because some are wrong, or because the mail is hard, and either way little is known.
     */
    double worth(Ring ring) {
        double early = Math.max(0, 1 - learnt / FIRST);
        double contradicted = raised() || early == 0 ? 0 : ring.contradicted();
        return 1 - early * contradicted / (contradicted + HALF);
    }

    /** Share of wrong labels among the kept lessons. */
    static double wrong(Ring ring) {
        return Math.clamp((ring.flipped() + GUESS * GUESSED) / (ring.size() + GUESSED), 0.005, 0.3);
    }

    /**
     * Probability of spam of a lesson's message.
     *
     * @param others what all other lessons say of it
     * @param wrong share of wrong labels
     * @param counts of what is believed of all others
     */
    static double judge(Lesson lesson, Scores others, double wrong, Bayes counts) {
        double said = lesson.label() == Label.SPAM ? 1 - wrong : wrong;
        double rarer = rarer(counts);
        double opinion = SURE * others.trusted()
                + JUDGING
                        * share(rarer, COUNTS_EARLY)
                        * counts.score(lesson.features().words());
        double both = 1 / (1 + Math.exp(-Math.log(said / (1 - said)) - opinion));
        double trust = share(rarer, OTHERS_EARLY);
        return trust * both + (1 - trust) * said;
    }

    /** Weight of the counts in a score. */
    static double weight(Bayes counts) {
        return SCORING * share(rarer(counts), COUNTS_EARLY);
    }

    private static double rarer(Bayes counts) {
        return (double) Math.min(counts.spam(), counts.ham()) / UNIT;
    }

    private static double share(double rarer, double half) {
        return rarer / (rarer + half);
    }

    /** Counts a message as what is believed of it, or no longer ({@code times} −1). */
    static void count(Bayes counts, Lesson lesson, double believed, int times) {
        if (lesson.source().said()) {
            int spam = (int) Math.rint(believed * UNIT);
            counts.add(lesson.features().words(), times * spam, times * (UNIT - spam));
        }
    }

    /**
     * What a lesson adds to a score in the end: the {@code a} with a = most · (target − probability(others + a)), which is
     * where a regression held back by a Gaussian prior of variance {@code most} comes to rest (the dual step of Jaakkola and
     * Haussler, 1999). However often it is learnt again it adds no more, so a wrong label does bounded harm.
     *
     * @param others log-odds by all other lessons
     * @param target probability of spam to be learnt
     */
    static double settled(double others, double target, double most) {
        double low = -most;
        double high = most;
        double at = 0;
        for (int i = 0; i < 30 && high - low > 1e-3; i++) {
            double probability = 1 / (1 + Math.exp(-others - at));
            double excess = at - most * (target - probability);
            if (excess > 0) {
                high = at;
            } else {
                low = at;
            }
            double next = at - excess / (1 + most * probability * (1 - probability));
            if (Math.abs(next - at) < 1e-3) {
                return next;
            }
            at = next > low && next < high ? next : (low + high) / 2;
        }
        return at;
    }
}
