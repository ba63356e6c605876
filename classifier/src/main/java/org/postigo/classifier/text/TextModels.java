package org.postigo.classifier.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The text models together: words by {@link Bayes}, octets by two {@link ByteModel}s on different views. Read by any
 * number of threads without a lock; changed by one, the {@link Learner}.
 *
 * <p>A score is damped as long as one class has hardly been seen: a model that knows only spam thinks that everything
 * is. With nothing of one class the damping is 1/6, after five messages of each about a half, after fifty 0.9.
 */
public final class TextModels {
    private static final double EARLY = 6;

    private final Bayes words;
    private final ByteModel raw;
    private final ByteModel shown;

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
     * @param bytes by octets, the mean of both views
     */
    public record Opinion(double words, double bytes) {}

    /**
     * A word and what it added to the opinion by words.
     *
     * @param word as in {@link Views#words}
     * @param logOdds its share; negative speaks for good mail
     */
    public record Weighed(String word, double logOdds) {}

    TextModels(Bayes words, ByteModel raw, ByteModel shown, long changes) {
        this.words = words;
        this.raw = raw;
        this.shown = shown;
        this.lessons = new Lessons(words.spam(), words.ham(), changes);
    }

    /** Models that know nothing and say so. */
    public static TextModels empty() {
        return new TextModels(new Bayes(), new ByteModel(), new ByteModel(), 0);
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
        double damping = damping();
        return new Opinion(
                damping * words.score(features.words()),
                damping * (raw.score(features.raw()) + shown.score(features.shown())) / 2);
    }

    private double damping() {
        Lessons so = lessons;
        double rarer = Math.min(so.spam(), so.ham());
        return (rarer + 1) / (rarer + EARLY);
    }

    /** The words that counted most in the opinion, by falling weight, whichever way they speak. */
    public List<Weighed> telling(Views views, int max) {
        double damping = damping();
        int[] features = Bayes.features(views.words());
        Set<String> seen = HashSet.newHashSet(views.words().size());
        var weighed = new ArrayList<Weighed>();
        double share = words.share(features);
        for (String word : views.words()) {
            if (seen.add(word)) {
                double logOdds = damping * share * words.logOdds(word);
                if (logOdds != 0) {
                    weighed.add(new Weighed(word, logOdds));
                }
            }
        }
        weighed.sort(Comparator.comparingDouble((Weighed w) -> -Math.abs(w.logOdds())));
        return List.copyOf(weighed.subList(0, Math.min(max, weighed.size())));
    }

    /** Learns a message. Only the single writer calls this. */
    void learn(Features features, Label label) {
        words.learn(features.words(), label);
        raw.learn(features.raw(), label);
        shown.learn(features.shown(), label);
        publish();
    }

    /** Takes a message back: exactly from the words, as near as can be from the octets. */
    void unlearn(Features features, Label label) {
        words.unlearn(features.words(), label);
        raw.unlearn(features.raw(), label);
        shown.unlearn(features.shown(), label);
        publish();
    }

    private void publish() {
        lessons = new Lessons(words.spam(), words.ham(), lessons.changes() + 1);
    }

    Bayes words() {
        return words;
    }

    ByteModel raw() {
        return raw;
    }

    ByteModel shown() {
        return shown;
    }
}
