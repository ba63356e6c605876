package org.postigo.classifier.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.DoublePredicate;
import org.postigo.mail.MailObject;

/**
 * The text models together: counts of words by {@link Bayes}, and for each {@link View} a fast and a slow regression
 * ({@link Twins}). Read by any number of threads without a lock; changed by one, the {@link Learner}.
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
    /** Share of a lesson that its domains' shade takes over, where all others came from elsewhere. */
    private static final double OWN = 0.8;
    /** What is missed by less is not learnt: that costs nothing and is most of all lessons. */
    private static final double NEGLIGIBLE = 0.01;
    /** Step length of the slow regressions. */
    private static final double SLOW = 1;
    /** Share of it with which a lesson is learnt again while labels are doubted. */
    private static final double SLOW_AGAIN = 0.3;
    /** Share of the step length while labels are doubted. */
    private static final double DOUBTING = 0.3;
    /** Hard lessons learnt again after each hard lesson, and after any while labels are doubted. */
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

    /** Written after each lesson and read before each score: publishes the arrays. */
    private volatile State state;

    /** One set of models; {@code twins} by view. */
    private record State(Bayes counts, Twins[] twins, Shade shade, Doubt doubt, Ring ring, Lessons lessons) {
        Scores scores(Features features) {
            var scores = new Scores();
            for (View view : View.all()) {
                int at = view.ordinal();
                twins[at].score(view.places(features), view.size(features), scores.fast(), scores.slow(), at);
            }
            return scores;
        }
    }

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
    TextModels(Bayes counts, Twins[] twins, Shade shade, Doubt doubt, Ring ring, Lessons lessons) {
        this.state = new State(counts, twins.clone(), shade, doubt, ring, lessons);
    }

    /** Models that know nothing and say so. */
    public static TextModels empty() {
        return new TextModels(new Bayes(), twins(), new Shade(), new Doubt(), new Ring(), new Lessons(0, 0, 0));
    }

    /** Regressions that know nothing, by view. What the header section tells is among the places of all raw octets. */
    static Twins[] twins() {
        var twins = new Twins[View.COUNT];
        for (View view : View.all()) {
            twins[view.ordinal()] = new Twins(view.bits());
        }
        Twins[] raw = Twins.two(View.RAW.bits());
        twins[View.HEADER.ordinal()] = raw[0];
        twins[View.RAW.ordinal()] = raw[1];
        return twins;
    }

    /** How much was learnt so far. */
    public Lessons lessons() {
        return state.lessons();
    }

    /** What the models say of a message, whoever it is for. */
    public Opinion opinion(Views views) {
        return opinion(Features.of(views), new int[0]);
    }

    /** What the models say of a message for the domains of its recipients. */
    Opinion opinion(Views views, MailObject mail) {
        return opinion(Features.of(views), Shade.domains(mail));
    }

    Opinion opinion(Features features, int[] domains) {
        State now = state;
        Scores scores = now.scores(features);
        double share = counted(now.lessons());
        double words = (scores.fast(View.WORDS) + share * now.counts().score(features.words())) / (1 + share);
        double bytes = (scores.fast(View.HEADER) + scores.fast(View.RAW) + scores.fast(View.SHOWN)) / 3;
        double leaning = now.doubt().leaning();
        double both = now.shade().score(features, domains);
        if (leaning > 0) {
            both += leaning * Doubt.consensus(scores);
        }
        double lowered = lowered(now.lessons());
        return new Opinion(SCALE * (words + both) - lowered, SCALE * (bytes + both) - lowered);
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
        return telling(views, Features.of(views), max, weight -> true);
    }

    /**
     * Those of them whose weight is wanted. What words weigh is told by their places; only those that are shown are read
     * from the text once more.
     */
    List<Weighed> telling(Views views, Features features, int max, DoublePredicate wanted) {
        State now = state;
        double share = counted(now.lessons());
        double ofCounts = share * now.counts().share(features.words());
        Twins words = now.twins()[View.WORDS.ordinal()];
        int n = features.words().length;
        var first = new PriorityQueue<Told>();
        for (int place : features.words()) {
            double logOdds =
                    SCALE * (words.share(place, n) + ofCounts * now.counts().logOdds(place)) / (1 + share);
            if (logOdds != 0 && wanted.test(logOdds)) {
                first.add(new Told(place, logOdds));
                if (first.size() > max) {
                    first.remove();
                }
            }
        }
        Map<Integer, Double> shown = HashMap.newHashMap(first.size());
        first.forEach(told -> shown.put(told.place(), told.logOdds()));
        var weighed = new ArrayList<Weighed>(shown.size());
        views.words((hash, word) -> {
            Double logOdds = shown.remove(Features.place(hash));
            if (logOdds != null) {
                weighed.add(new Weighed(word.get(), logOdds));
            }
            return !shown.isEmpty();
        });
        weighed.sort(Comparator.comparingDouble((Weighed w) -> -Math.abs(w.logOdds())));
        return List.copyOf(weighed);
    }

    /** The place of a word and its share; that which counts least comes first. */
    private record Told(int place, double logOdds) implements Comparable<Told> {
        @Override
        public int compareTo(Told other) {
            return Double.compare(Math.abs(logOdds), Math.abs(other.logOdds));
        }
    }

    /** Learns a message. Only the single writer calls this. */
    void learn(Lesson lesson) {
        State now = state;
        Doubt doubt = now.doubt();
        Ring ring = now.ring();
        now.shade().count(lesson.domains());
        var entry = new Ring.Entry(lesson, new int[View.COUNT]);
        Scores scores = now.scores(lesson.features());
        doubt.note(lesson.label(), scores, rarer(now));
        boolean again = step(now, entry, scores, SLOW) > HARD;
        if (again || doubt.raised()) {
            ring.add(entry);
            for (int i = 0; i < AGAIN; i++) {
                long draw = Hash.mix(lesson.number() * AGAIN + i);
                Ring.Entry old = ring.at((int) Math.floorMod(draw, (long) ring.size()));
                step(now, old, now.scores(old.lesson().features()), doubt.raised() ? SLOW * SLOW_AGAIN : 0);
            }
        }
        if (lesson.source().said()) {
            now.counts().learn(lesson.features().words(), lesson.label());
        }
        publish(now);
    }

    private static int rarer(State now) {
        return Math.min(now.lessons().spam(), now.lessons().ham());
    }

    /**
     * One step of every view towards what is believed of the label.
     *
     * @param scores by the models as they are
     * @param slow step length of the slow regressions
     * @return by how much the worst view missed it before
     */
    private static double step(State now, Ring.Entry entry, Scores scores, double slow) {
        Lesson lesson = entry.lesson();
        Features features = lesson.features();
        Doubt doubt = now.doubt();
        double believed = doubt.believed(lesson.label(), scores);
        double target = soft(believed);
        double cleaned = doubt.raised() ? soft(doubt.cleaned(lesson.label(), believed, rarer(now))) : target;
        double shared = OWN * now.shade().elsewhere(lesson.domains());
        double weight = lesson.source().weight();
        double fastWeight = weight * (doubt.raised() ? DOUBTING : 1);
        double own = now.shade().score(features, lesson.domains());
        double worst = 0;
        double sum = 0;
        for (View view : View.all()) {
            double score = scores.fast(view);
            sum += score;
            double missed = target - probability(score + own);
            worst = Math.max(worst, Math.abs(missed));
            double slowly = slow == 0 ? 0 : cleaned - probability(scores.slow(view));
            entry.added()[view.ordinal()] += now.twins()[view.ordinal()].step(
                    view.places(features),
                    view.size(features),
                    RATE * fastWeight * (1 - shared) * telling(missed),
                    slow * weight * telling(slowly));
        }
        if (shared > 0) {
            double leaning = doubt.leaning();
            double all = sum / View.COUNT + (leaning == 0 ? 0 : leaning * Doubt.consensus(scores));
            now.shade().step(features, lesson.domains(), fastWeight * telling(target - probability(all + own)));
        }
        return worst;
    }

    private static double soft(double probability) {
        return SOFT + (1 - 2 * SOFT) * probability;
    }

    private static double telling(double missed) {
        return Math.abs(missed) > NEGLIGIBLE ? missed : 0;
    }

    private static double probability(double logOdds) {
        return 1 / (1 + Math.exp(-logOdds));
    }

    /**
     * Takes a message back: exactly from the counts. From the regressions the steps of its own, where they are still
     * known; else a short step towards knowing nothing of it. What other lessons would have been without it only a
     * refold can say.
     */
    void unlearn(Lesson lesson) {
        Features features = lesson.features();
        Label label = lesson.label();
        State now = state;
        Optional<Ring.Entry> own = now.ring().find(features, label);
        for (View view : View.all()) {
            Twins twins = now.twins()[view.ordinal()];
            int[] places = view.places(features);
            int size = view.size(features);
            if (own.isPresent()) {
                twins.add(places, size, -own.get().added()[view.ordinal()], 0);
            } else {
                twins.step(places, size, RATE * BLIND * (0.5 - probability(twins.score(places, size))), 0);
            }
        }
        own.ifPresent(now.ring()::remove);
        if (lesson.source().said()) {
            now.counts().unlearn(features.words(), label);
        }
        publish(now);
    }

    /** Takes over what other models, which are given up, have become; readers see all of it at once. */
    void become(TextModels others) {
        State now = others.state;
        Lessons so = now.lessons();
        state = new State(
                now.counts(),
                now.twins(),
                now.shade(),
                now.doubt(),
                now.ring(),
                new Lessons(so.spam(), so.ham(), lessons().changes() + 1));
    }

    private void publish(State now) {
        state = new State(
                now.counts(),
                now.twins(),
                now.shade(),
                now.doubt(),
                now.ring(),
                new Lessons(
                        now.counts().spam(), now.counts().ham(), now.lessons().changes() + 1));
    }

    /** What each view says of a message, the same for all domains. */
    Scores scores(Features features) {
        return state.scores(features);
    }

    Bayes counts() {
        return state.counts();
    }

    Twins twins(View view) {
        return state.twins()[view.ordinal()];
    }

    Shade shade() {
        return state.shade();
    }

    Doubt doubt() {
        return state.doubt();
    }

    Ring ring() {
        return state.ring();
    }
}
