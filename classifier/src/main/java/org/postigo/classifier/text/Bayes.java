package org.postigo.classifier.text;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts of words in spam and in ham. A word's probability is smoothed towards a
 * half by Robinson's f(w) ("A statistical approach to the spam problem", Linux Journal 2003); telling ones add their
 * log-odds, divided by n^¾, since words of one message are far from independent: undivided sums are wildly sure of
 * themselves, and a plain mean does not grow with the evidence.
 *
 * <p>Only counts are kept, so a lesson can be taken back exactly. Words are hashed to 2^20 places without a check of
 * identity: two words that meet add their counts, which taking back undoes as well. One writer, any number of readers
 * without a lock.
 */
final class Bayes {
    /** Places: 4 MB of counts. */
    static final int SIZE = 1 << 20;

    private static final int SHIFT = Features.BITS - Integer.numberOfTrailingZeros(SIZE);

    /** A count that no longer fits its 16 bits stands in {@link #overflow}. */
    private static final char FULL = Character.MAX_VALUE;

    /** Weight of the half that a word is smoothed to, in messages. */
    private static final double STRENGTH = 0.1;
    /** Words with odds below this, either way, say nothing: those whose p is nearer to a half than 0.2. */
    private static final double TELLING = 0.7 / 0.3;

    private static final double DAMPING = 0.75;
    /** Brings the score to the scale of log-odds that come true. */
    private static final double SCALE = 0.5;

    /** Spam count and ham count of each place, side by side. */
    private final char[] counts;

    /** True counts of places that are {@link #FULL}, by index in {@link #counts}. */
    private final Map<Integer, Integer> overflow;

    /** Parts of a message that counts are in. */
    private final int unit;

    private int spam;
    private int ham;

    Bayes() {
        this(1, new char[2 * SIZE], Map.of(), 0, 0);
    }

    /**
     * Goes on with these counts.
     *
     * @param unit that a message is counted in parts of
     */
    Bayes(int unit, char[] counts, Map<Integer, Integer> overflow, int spam, int ham) {
        if (counts.length != 2 * SIZE) {
            throw new IllegalArgumentException("not " + 2 * SIZE + " counts: " + counts.length);
        }
        this.unit = unit;
        this.counts = counts;
        this.overflow = new ConcurrentHashMap<>(overflow);
        this.spam = spam;
        this.ham = ham;
    }

    /** The same in parts of a message. */
    Bayes in(int parts) {
        var finer = new Bayes(parts, new char[2 * SIZE], Map.of(), spam * parts, ham * parts);
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] != 0) {
                finer.put(i, count(i) * parts);
            }
        }
        return finer;
    }

    private double perSpam() {
        return 1.0 / (spam + unit);
    }

    private double perHam() {
        return 1.0 / (ham + unit);
    }

    /** Log-odds of spam; 0 where no word tells anything. */
    double score(int[] features) {
        double perSpam = perSpam();
        double perHam = perHam();
        double sum = 0;
        double product = 1;
        int telling = 0;
        // All counts first: a branch that hangs on a count not yet fetched would let every fetch wait for the one
        // before.
        int[] seen = fetched(features);
        for (int i = 0; i < seen.length; i += 2) {
            double odds = odds(seen[i], seen[i + 1], perSpam, perHam);
            if (odds != 1) {
                product *= odds;
                // A logarithm for every 32 words: odds lie between 10^-9 and 10^9.
                if (++telling % 32 == 0) {
                    sum += Math.log(product);
                    product = 1;
                }
            }
        }
        return telling == 0 ? 0 : (sum + Math.log(product)) * share(telling);
    }

    /** Spam count and ham count of each of these. */
    private int[] fetched(int[] features) {
        var fetched = new int[2 * features.length];
        for (int i = 0; i < features.length; i++) {
            int at = 2 * (features[i] >>> SHIFT);
            fetched[2 * i] = counts[at];
            fetched[2 * i + 1] = counts[at + 1];
        }
        for (int i = 0; i < fetched.length; i++) {
            if (fetched[i] == FULL) {
                fetched[i] = count(2 * (features[i >> 1] >>> SHIFT) + (i & 1));
            }
        }
        return fetched;
    }

    /** What one word among so many telling ones adds to the score: its log-odds times this. */
    private static double share(int telling) {
        return SCALE / Math.pow(telling, DAMPING);
    }

    /** What each telling word of a message with these features adds to the score, for each unit of its log-odds. */
    double share(int[] features) {
        int telling = 0;
        double perSpam = perSpam();
        double perHam = perHam();
        for (int feature : features) {
            if (odds(feature, perSpam, perHam) != 1) {
                telling++;
            }
        }
        return telling == 0 ? 0 : share(telling);
    }

    /** Log-odds of the word at a place; 0 if it is unknown or not telling. */
    double logOdds(int place) {
        return Math.log(odds(place, perSpam(), perHam()));
    }

    /**
     * Odds p/(1−p) of one place, p being (x·s + n·q) / (s + n) with x = ½, the strength s, the n messages that had it,
     * and q the share of spam among them if there were as much ham as spam; 1 if unknown or not telling.
     */
    private double odds(int place, double perSpam, double perHam) {
        int at = 2 * (place >>> SHIFT);
        return odds(count(at), count(at + 1), perSpam, perHam);
    }

    private double odds(int inSpam, int inHam, double perSpam, double perHam) {
        int seen = inSpam + inHam;
        if (seen == 0) {
            return 1;
        }
        double spamRate = inSpam * perSpam;
        double hamRate = inHam * perHam;
        double prior = STRENGTH * unit / 2 * (spamRate + hamRate);
        double odds = (prior + seen * spamRate) / (prior + seen * hamRate);
        return odds < TELLING && odds > 1 / TELLING ? 1 : odds;
    }

    private int count(int index) {
        char count = counts[index];
        return count < FULL ? count : overflow.getOrDefault(index, (int) FULL);
    }

    void learn(int[] features, Label label) {
        add(features, label == Label.SPAM ? unit : 0, label == Label.SPAM ? 0 : unit);
    }

    /** The exact reverse of {@link #learn}. Only what was learnt may be taken back. */
    void unlearn(int[] features, Label label) {
        if ((label == Label.SPAM ? spam : ham) == 0) {
            throw new IllegalStateException("nothing of that label was learnt");
        }
        add(features, label == Label.SPAM ? -unit : 0, label == Label.SPAM ? 0 : -unit);
    }

    /** Adds so many parts of a message to the spam and to the ham, or takes them away again. */
    void add(int[] features, int asSpam, int asHam) {
        if (asSpam != 0) {
            change(features, 0, asSpam);
            spam = Math.max(0, spam + asSpam);
        }
        if (asHam != 0) {
            change(features, 1, asHam);
            ham = Math.max(0, ham + asHam);
        }
    }

    private void change(int[] features, int side, int by) {
        for (int feature : features) {
            int index = 2 * (feature >>> SHIFT) + side;
            put(index, Math.max(0, count(index) + by));
        }
    }

    private void put(int index, int count) {
        if (count < FULL) {
            if (counts[index] == FULL) {
                overflow.remove(index);
            }
            counts[index] = (char) count;
        } else {
            overflow.put(index, count);
            counts[index] = FULL;
        }
    }

    /** Messages learnt as spam, in parts. */
    int spam() {
        return spam;
    }

    /** Messages learnt as ham, in parts. */
    int ham() {
        return ham;
    }

    /** The counts themselves, for {@link ModelFile}. */
    char[] counts() {
        return counts;
    }

    /** Counts beyond 65,534, for {@link ModelFile}. */
    Map<Integer, Integer> overflow() {
        return Map.copyOf(overflow);
    }
}
