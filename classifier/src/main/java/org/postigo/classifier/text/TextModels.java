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
 * The text models together: counts of words by {@link Bayes}, and for each {@link View} a regression. Read by any number of threads without a lock; changed by one, the {@link Learner}.
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
    /** How sure to become while labels are doubted: 0.97. */
    private static final double SOFT_DOUBTED = 0.03;
    /** Most that a lesson adds to the score of its own message, in log-odds, while labels are doubted. */
    private static final double BOUND = 40;
    /** Steps below this are not worth their time while labels are doubted. */
    private static final double NOTHING = 0.02;
    /** Lessons of the ring learnt again after each that joins it. */
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

    /** One set of models; {@code views} in the views' order, {@code worth} what their scores count. */
    private record State(
            Bayes counts, Weights[] views, Shade shade, Doubt doubt, Ring ring, Lessons lessons, double worth) {
        Scores scores(Features features) {
            var scores = new Scores();
            for (View view : View.all()) {
                int at = view.ordinal();
                scores.byView()[at] = views[at].score(view.places(features), view.size(features));
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
    TextModels(Bayes counts, Weights[] views, Shade shade, Doubt doubt, Ring ring, Lessons lessons) {
        this.state = new State(counts, views.clone(), shade, doubt, ring, lessons, doubt.worth(ring));
    }

    /** Models that know nothing and say so. */
    public static TextModels empty() {
        var views = new Weights[View.COUNT];
        for (View view : View.all()) {
            views[view.ordinal()] = new Weights(view.bits());
        }
        return new TextModels(new Bayes(), views, new Shade(), new Doubt(), new Ring(), new Lessons(0, 0, 0));
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
        double both = now.shade().score(features, domains);
        Optional<Bayes> believed = now.doubt().believed();
        if (believed.isPresent()) {
            Bayes counts = believed.get();
            both += scores.mean() + Doubt.weight(counts) * counts.score(features.words());
            return new Opinion(SCALE * both, SCALE * both);
        }
        double share = counted(now.lessons());
        double words = (scores.of(View.WORDS) + share * now.counts().score(features.words())) / (1 + share);
        double bytes = (scores.of(View.HEADER) + scores.of(View.RAW) + scores.of(View.SHOWN)) / 3;
        double scale = SCALE * now.worth();
        double lowered = lowered(now.lessons());
        return new Opinion(scale * (words + both) - lowered, scale * (bytes + both) - lowered);
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
        Optional<Bayes> believed = now.doubt().believed();
        Bayes counts = believed.orElse(now.counts());
        double ofWeights = believed.isPresent() ? 1.0 / View.COUNT : 1 / (1 + share);
        double ofCounts = believed.map(Doubt::weight).orElse(share / (1 + share)) * counts.share(features.words());
        Weights words = now.views()[View.WORDS.ordinal()];
        int n = features.words().length;
        double scale = SCALE * now.worth();
        var first = new PriorityQueue<Told>();
        for (int place : features.words()) {
            double logOdds = scale * (ofWeights * words.share(place, n) + ofCounts * counts.logOdds(place));
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
        Ring ring = now.ring();
        now.shade().count(lesson.domains());
        now.doubt().count();
        var entry = new Ring.Entry(lesson, now.doubt().learnt());
        boolean hard = step(now, entry) > HARD;
        if (hard || now.doubt().raised()) {
            ring.add(entry);
            for (int i = 0; i < AGAIN; i++) {
                long draw = Hash.mix(lesson.number() * AGAIN + i);
                again(now, ring.at((int) Math.floorMod(draw, (long) ring.size())));
            }
            if (now.doubt().begins(ring, now.counts())) {
                for (int i = 0; i < ring.size(); i++) {
                    again(now, ring.at(i));
                }
            }
        }
        if (lesson.source().said()) {
            now.counts().learn(lesson.features().words(), lesson.label());
        }
        publish(now);
    }

    private static void again(State now, Ring.Entry entry) {
        now.doubt().believed().ifPresent(counts -> Doubt.count(counts, entry.lesson(), entry.believed(), -1));
        step(now, entry);
    }

    /**
     * One step of every view towards what is believed of the label.
     *
     * @return by how much the worst view missed it before
     */
    private static double step(State now, Ring.Entry entry) {
        Scores scores = now.scores(entry.lesson().features());
        Scores others = scores.without(entry);
        entry.contradict(Doubt.contradicted(entry.lesson(), others));
        Optional<Bayes> believed = now.doubt().believed();
        return believed.isPresent()
                ? doubtfully(now, entry, scores, others, believed.get())
                : trustfully(now, entry, scores);
    }

    /** A long step towards the label. */
    private static double trustfully(State now, Ring.Entry entry, Scores scores) {
        Lesson lesson = entry.lesson();
        double target = soft(lesson.label() == Label.SPAM ? 1 : 0, SOFT);
        double shared = OWN * now.shade().elsewhere(lesson.domains());
        double own = now.shade().score(lesson.features(), lesson.domains());
        double worst = 0;
        for (View view : View.all()) {
            double missed = target - probability(scores.of(view) + own);
            worst = Math.max(worst, Math.abs(missed));
            move(now, entry, view, RATE * lesson.source().weight() * (1 - shared) * telling(missed));
        }
        shade(now, lesson, shared, target - probability(scores.mean() + own));
        return worst;
    }

    /** What the lesson adds becomes what is right beside all others that are known by now. */
    private static double doubtfully(State now, Ring.Entry entry, Scores scores, Scores others, Bayes counts) {
        Lesson lesson = entry.lesson();
        entry.believe(Doubt.judge(lesson, others, Doubt.wrong(now.ring()), counts));
        Doubt.count(counts, lesson, entry.believed(), 1);
        double target = soft(entry.believed(), SOFT_DOUBTED);
        double shared = OWN * now.shade().elsewhere(lesson.domains());
        double own = now.shade().score(lesson.features(), lesson.domains());
        double most = BOUND * lesson.source().weight() * (1 - shared);
        double worst = 0;
        for (View view : View.all()) {
            double change = Doubt.settled(others.of(view) + own, target, most) - scores.of(view) + others.of(view);
            worst = Math.max(worst, Math.abs(target - probability(scores.of(view) + own)));
            move(now, entry, view, Math.abs(change) > NOTHING ? change : 0);
        }
        shade(now, lesson, shared, target - probability(scores.mean() + own));
        return worst;
    }

    private static void move(State now, Ring.Entry entry, View view, double change) {
        Features features = entry.lesson().features();
        entry.added()[view.ordinal()] +=
                now.views()[view.ordinal()].step(view.places(features), view.size(features), change);
    }

    private static void shade(State now, Lesson lesson, double shared, double missed) {
        if (shared > 0) {
            now.shade()
                    .step(lesson.features(), lesson.domains(), lesson.source().weight() * telling(missed));
        }
    }

    private static double soft(double probability, double by) {
        return by + (1 - 2 * by) * probability;
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
            Weights weights = now.views()[view.ordinal()];
            int[] places = view.places(features);
            int size = view.size(features);
            if (own.isPresent()) {
                weights.add(places, size, -own.get().added()[view.ordinal()]);
            } else {
                weights.step(places, size, RATE * BLIND * (0.5 - probability(weights.score(places, size))));
            }
        }
        double said = label == Label.SPAM ? 1 : 0;
        double believed = own.map(Ring.Entry::believed).orElse(said);
        now.doubt().believed().ifPresent(counts -> Doubt.count(counts, lesson, believed, -1));
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
                now.views(),
                now.shade(),
                now.doubt(),
                now.ring(),
                new Lessons(so.spam(), so.ham(), lessons().changes() + 1),
                now.worth());
    }

    private void publish(State now) {
        state = new State(
                now.counts(),
                now.views(),
                now.shade(),
                now.doubt(),
                now.ring(),
                new Lessons(
                        now.counts().spam(), now.counts().ham(), now.lessons().changes() + 1),
                now.doubt().worth(now.ring()));
    }

    /** What each view says of a message, the same for all domains. */
    Scores scores(Features features) {
        return state.scores(features);
    }

    Bayes counts() {
        return state.counts();
    }

    Weights weights(View view) {
        return state.views()[view.ordinal()];
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
