package org.postigo.classifier.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The text models together: counts of words and pairs by {@link Bayes}, and a regression on the {@link Weights} of each
 * {@link View}. Read by any number of threads without a lock; changed by one, the {@link Learner}.
 *
 * <p>Regressions learn fast (a long step), towards soft targets, and learn hard lessons again: after each lesson some of
 * the {@link Ring}, drawn by chance, which the lesson's number decides. Soft targets keep what is known from being
 * pushed further and further, and so leave room for what is not.
 *
 * <p>As long as hardly any good mail has been seen everything looks like spam, to any model. The log-odds are then
 * lowered, all alike: their order stays, and nobody's mail is held for want of examples.
 */
public final class TextModels {
    /** Step length. With replay and soft targets any from 8 to 20 does; without both 4 is best. */
    private static final double RATE = 12;
    /** How sure to become of what is spam: 0.95. */
    private static final double SOFT = 0.05;
    /** A lesson that was missed by more than this, in probability, by any view is hard. */
    private static final double HARD = 0.1;
    /** Hard lessons learnt again after each lesson. */
    private static final int AGAIN = 4;
    /** Step length, as a share, of a lesson taken back whose own steps are no longer known. */
    private static final double BLIND = 1.0 / 12;

    /** Log-odds of soft targets are 2.9 at most, which comes true in 0.997 of all cases: 5.8. */
    private static final double SCALE = 2;
    /** Weight of the counts beside the regression on words. */
    private static final double COUNTS = 0.3;
    /** Messages of the rarer class until the counts have half their weight. */
    private static final double COUNTS_EARLY = 20;
    /** By how much scores are lowered before any good mail is known; halved after five such messages. */
    private static final double LOWERED = 2;

    private static final double LOWERED_UNTIL = 5;

    private final Bayes counts;
    private final Weights[] weights;
    private final Ring ring;

    /** Written after each lesson and read before each score: publishes the arrays. */
    private volatile Lessons lessons;

    /**
     * How much was learnt.
     *
     * @param spam messages
     * @param ham messages
     * @param changes lessons and takings back since the models were empty; the models' version
     */
    public record Lessons(int spam, int ham, long changes) {}

    /**
     * What the models say, in log-odds of spam.
     *
     * @param words by words and pairs
     * @param bytes by octets, the mean of three views
     */
    public record Opinion(double words, double bytes) {}

    /**
     * A word and what it added to the opinion by words.
     *
     * @param word as in {@link Views#words}
     * @param logOdds its share; negative speaks for good mail
     */
    public record Weighed(String word, double logOdds) {}

    /** Goes on with these, which it owns from now on. */
    TextModels(Bayes counts, Weights[] weights, Ring ring, Lessons lessons) {
        this.counts = counts;
        this.weights = weights.clone();
        this.ring = ring;
        this.lessons = lessons;
    }

    /** Models that know nothing and say so. */
    public static TextModels empty() {
        var weights = new Weights[View.COUNT];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = new Weights();
        }
        return new TextModels(new Bayes(), weights, new Ring(), new Lessons(0, 0, 0));
    }

    /** How much was learnt so far. */
    public Lessons lessons() {
        return lessons;
    }

    /** What the models say of a message. */
    public Opinion opinion(Views views) {
        return opinion(Features.of(views));
    }

    Opinion opinion(Features features) {
        Lessons so = lessons;
        double share = counted(so);
        double words = (score(View.WORDS, features) + share * counts.score(features.words())) / (1 + share);
        double bytes = (score(View.HEADER, features) + score(View.RAW, features) + score(View.SHOWN, features)) / 3;
        double lowered = lowered(so);
        return new Opinion(SCALE * words - lowered, SCALE * bytes - lowered);
    }

    private double score(View view, Features features) {
        return weights[view.ordinal()].score(view.places(features), view.size(features));
    }

    private static double counted(Lessons so) {
        double rarer = Math.min(so.spam(), so.ham());
        return COUNTS * rarer / (rarer + COUNTS_EARLY);
    }

    private static double lowered(Lessons so) {
        return so.spam() == 0 ? 0 : LOWERED * LOWERED_UNTIL / (LOWERED_UNTIL + so.ham());
    }

    /** The words that counted most in the opinion, by falling weight, whichever way they speak. */
    public List<Weighed> telling(Views views, int max) {
        List<String> words = views.words();
        Features features = Features.of(views);
        double share = counted(lessons);
        double ofCounts = share * counts.share(features.words());
        Set<String> seen = HashSet.newHashSet(words.size());
        var weighed = new ArrayList<Weighed>();
        for (String word : words) {
            if (seen.add(word)) {
                int place = Features.place(Hash.of(word));
                double logOdds = SCALE
                        * (weights[View.WORDS.ordinal()].share(place, features.single())
                                + ofCounts * counts.logOdds(place))
                        / (1 + share);
                if (logOdds != 0) {
                    weighed.add(new Weighed(word, logOdds));
                }
            }
        }
        weighed.sort(Comparator.comparingDouble((Weighed w) -> -Math.abs(w.logOdds())));
        return List.copyOf(weighed.subList(0, Math.min(max, weighed.size())));
    }

    /** Learns a message. Only the single writer calls this. */
    void learn(Lesson lesson) {
        var entry = new Ring.Entry(lesson, new int[View.COUNT]);
        if (step(entry) > HARD) {
            ring.add(entry);
        }
        for (int i = 0; i < AGAIN && ring.size() > 0; i++) {
            long draw = Hash.mix(lesson.number() * AGAIN + i);
            step(ring.at((int) Math.floorMod(draw, (long) ring.size())));
        }
        if (lesson.source().said()) {
            counts.learn(lesson.features().words(), lesson.label());
        }
        publish();
    }

    /** One step of every view towards the label; by how much the worst view missed it before. */
    private double step(Ring.Entry entry) {
        Lesson lesson = entry.lesson();
        double target = lesson.label() == Label.SPAM ? 1 - SOFT : SOFT;
        double worst = 0;
        for (View view : View.all()) {
            double missed = target - probability(score(view, lesson.features()));
            entry.added()[view.ordinal()] +=
                    step(view, lesson.features(), RATE * lesson.source().weight() * missed);
            worst = Math.max(worst, Math.abs(missed));
        }
        return worst;
    }

    private int step(View view, Features features, double change) {
        return weights[view.ordinal()].step(view.places(features), view.size(features), change);
    }

    private static double probability(double logOdds) {
        return 1 / (1 + Math.exp(-logOdds));
    }

    /**
     * Takes a message back: exactly from the counts. From the regressions the steps of its own, where they are still
     * known; else a short step towards knowing nothing of it. What other lessons would have been without it only a
     * refold can say.
     */
    void unlearn(Features features, Label label, Source source) {
        Optional<Ring.Entry> own = ring.find(features, label);
        for (View view : View.all()) {
            if (own.isPresent()) {
                weights[view.ordinal()].add(
                        view.places(features), view.size(features), -own.get().added()[view.ordinal()]);
            } else {
                step(view, features, RATE * BLIND * (0.5 - probability(score(view, features))));
            }
        }
        own.ifPresent(ring::remove);
        if (source.said()) {
            counts.unlearn(features.words(), label);
        }
        publish();
    }

    private void publish() {
        lessons = new Lessons(counts.spam(), counts.ham(), lessons.changes() + 1);
    }

    Bayes counts() {
        return counts;
    }

    Weights weights(View view) {
        return weights[view.ordinal()];
    }

    Ring ring() {
        return ring;
    }
}
