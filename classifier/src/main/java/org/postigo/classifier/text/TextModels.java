package org.postigo.classifier.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.postigo.mail.MailObject;

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
    /** Share of a lesson that its domains' shade takes over, where all others came from elsewhere. */
    private static final double OWN = 0.8;
    /** What is missed by less is not learnt: that costs nothing and is most of all lessons. */
    private static final double NEGLIGIBLE = 0.01;
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

    /** One set of models; {@code weights} by view. */
    private record State(Bayes counts, Weights[] weights, Shade shade, Doubt doubt, Ring ring, Lessons lessons) {
        double score(View view, Features features) {
            return weights[view.ordinal()].score(view.places(features), view.size(features));
        }

        /** What a slow opinion adds where labels are doubted. */
        double leaning(Features features) {
            double leaning = doubt.leaning();
            return leaning == 0 ? 0 : leaning * doubt.score(features);
        }

        int step(View view, Features features, double change) {
            return weights[view.ordinal()].step(view.places(features), view.size(features), change);
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
    TextModels(Bayes counts, Weights[] weights, Shade shade, Doubt doubt, Ring ring, Lessons lessons) {
        this.state = new State(counts, weights.clone(), shade, doubt, ring, lessons);
    }

    /** Models that know nothing and say so. */
    public static TextModels empty() {
        var weights = new Weights[View.COUNT];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = new Weights();
        }
        return new TextModels(new Bayes(), weights, new Shade(), new Doubt(), new Ring(), new Lessons(0, 0, 0));
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
        double share = counted(now.lessons());
        double words = (now.score(View.WORDS, features) + share * now.counts().score(features.words())) / (1 + share);
        double bytes =
                (now.score(View.HEADER, features) + now.score(View.RAW, features) + now.score(View.SHOWN, features))
                        / 3;
        double both = SCALE * (now.leaning(features) + now.shade().score(features, domains)) - lowered(now.lessons());
        return new Opinion(SCALE * words + both, SCALE * bytes + both);
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
        State now = state;
        double share = counted(now.lessons());
        double ofCounts = share * now.counts().share(features.words());
        Set<String> seen = HashSet.newHashSet(words.size());
        var weighed = new ArrayList<Weighed>();
        for (String word : words) {
            if (seen.add(word)) {
                int place = Features.place(Hash.of(word));
                double logOdds = SCALE
                        * (now.weights()[View.WORDS.ordinal()].share(place, features.single())
                                + ofCounts * now.counts().logOdds(place))
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
        State now = state;
        Ring ring = now.ring();
        Lessons so = now.lessons();
        now.doubt().learn(lesson, Math.min(so.spam(), so.ham()));
        now.shade().count(lesson.domains());
        var entry = new Ring.Entry(lesson, new int[View.COUNT]);
        boolean hard = step(now, entry) > HARD;
        if (hard) {
            ring.add(entry);
        }
        if (hard || now.doubt().raised()) {
            for (int i = 0; i < AGAIN && ring.size() > 0; i++) {
                long draw = Hash.mix(lesson.number() * AGAIN + i);
                Ring.Entry old = ring.at((int) Math.floorMod(draw, (long) ring.size()));
                step(now, old);
                now.doubt().again(old.lesson());
            }
        }
        if (lesson.source().said()) {
            now.counts().learn(lesson.features().words(), lesson.label());
        }
        publish(now);
    }

    /** One step of every view towards what is believed of the label; by how much the worst view missed it before. */
    private static double step(State now, Ring.Entry entry) {
        Lesson lesson = entry.lesson();
        Features features = lesson.features();
        double target = SOFT + (1 - 2 * SOFT) * now.doubt().believed(lesson);
        double shared = OWN * now.shade().elsewhere(lesson.domains());
        double weight = lesson.source().weight() * (now.doubt().raised() ? DOUBTING : 1);
        double rate = RATE * weight * (1 - shared);
        double own = now.shade().score(features, lesson.domains());
        double worst = 0;
        double sum = 0;
        for (View view : View.all()) {
            double score = now.score(view, features);
            sum += score;
            double missed = target - probability(score + own);
            worst = Math.max(worst, Math.abs(missed));
            if (Math.abs(missed) > NEGLIGIBLE) {
                entry.added()[view.ordinal()] += now.step(view, features, rate * missed);
            }
        }
        if (shared > 0) {
            double missed = target - probability(sum / View.COUNT + now.leaning(features) + own);
            if (Math.abs(missed) > NEGLIGIBLE) {
                now.shade().step(features, lesson.domains(), weight * missed);
            }
        }
        return worst;
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
            if (own.isPresent()) {
                now.weights()[view.ordinal()].add(
                        view.places(features), view.size(features), -own.get().added()[view.ordinal()]);
            } else {
                now.step(view, features, RATE * BLIND * (0.5 - probability(now.score(view, features))));
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
                now.weights(),
                now.shade(),
                now.doubt(),
                now.ring(),
                new Lessons(so.spam(), so.ham(), lessons().changes() + 1));
    }

    private void publish(State now) {
        state = new State(
                now.counts(),
                now.weights(),
                now.shade(),
                now.doubt(),
                now.ring(),
                new Lessons(
                        now.counts().spam(), now.counts().ham(), now.lessons().changes() + 1));
    }

    Bayes counts() {
        return state.counts();
    }

    Weights weights(View view) {
        return state.weights()[view.ordinal()];
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
