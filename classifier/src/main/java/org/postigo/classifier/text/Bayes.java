package org.postigo.classifier.text;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts of words and of neighbouring pairs of words in spam and in ham. A word's probability is smoothed towards a
 * half by Robinson's f(w) ("A statistical approach to the spam problem", Linux Journal 2003); telling ones add their
 * log-odds, divided by n^¾, since words of one message are far from independent: undivided sums are wildly sure of
 * themselves, and a plain mean does not grow with the evidence.
 *
 * <p>Only counts are kept, so a lesson can be taken back exactly. Words are hashed to 2^23 places without a check of
 * identity: two words that meet add their counts, which taking back undoes as well. One writer, any number of readers
 * without a lock.
 */
final class Bayes {
    /** Places: 32 MB of counts. Halving them costs a quarter more errors after six thousand messages. */
    static final int SIZE = 1 << 23;

    private static final int BITS = 23;
    /** A count that no longer fits its 16 bits stands in {@link #overflow}. */
    private static final char FULL = Character.MAX_VALUE;

    /** Weight of the half that a word is smoothed to, in messages. */
    private static final double STRENGTH = 0.1;
    /** Words nearer to a half than this say nothing. */
    private static final double MIN_DEVIATION = 0.2;

    private static final double DAMPING = 0.75;
    /** Brings the score to the scale of log-odds that come true. */
    private static final double SCALE = 0.5;

    /** Spam count and ham count of each place, side by side. */
    private final char[] counts;

    /** True counts of places that are {@link #FULL}, by index in {@link #counts}. */
    private final Map<Integer, Integer> overflow;

    private int spam;
    private int ham;

    Bayes() {
        this(new char[2 * SIZE], Map.of(), 0, 0);
    }

    /** Goes on with these counts. */
    Bayes(char[] counts, Map<Integer, Integer> overflow, int spam, int ham) {
        if (counts.length != 2 * SIZE) {
            throw new IllegalArgumentException("not " + 2 * SIZE + " counts: " + counts.length);
        }
        this.counts = counts;
        this.overflow = new ConcurrentHashMap<>(overflow);
        this.spam = spam;
        this.ham = ham;
    }

    /** The distinct places of words and of pairs of neighbours. */
    static int[] features(List<String> words) {
        var distinct = new Distinct(2 * words.size());
        long previous = 0;
        for (String word : words) {
            long hash = Hash.of(word);
            distinct.add(place(hash));
            if (previous != 0) {
                distinct.add(place(Hash.pair(previous, hash, 1)));
            }
            previous = hash;
        }
        return distinct.toArray();
    }

    private static int place(long hash) {
        return (int) (hash >>> 64 - BITS);
    }

    /** Log-odds of spam; 0 where no word tells anything. */
    double score(int[] features) {
        double sum = 0;
        int telling = 0;
        for (int feature : features) {
            double logOdds = logOdds(feature);
            if (logOdds != 0) {
                sum += logOdds;
                telling++;
            }
        }
        return telling == 0 ? 0 : sum * share(telling);
    }

    private static double share(int telling) {
        return SCALE / Math.pow(telling, DAMPING);
    }

    /** What each telling word of a message with these features adds to the score, for each unit of its log-odds. */
    double share(int[] features) {
        int telling = 0;
        for (int feature : features) {
            if (logOdds(feature) != 0) {
                telling++;
            }
        }
        return telling == 0 ? 0 : share(telling);
    }

    /** Log-odds of one word; 0 if it is unknown or not telling. */
    double logOdds(String word) {
        return logOdds(place(Hash.of(word)));
    }

    /** Log-odds of one place; 0 if unknown or not telling. */
    private double logOdds(int place) {
        double inSpam = count(2 * place);
        double inHam = count(2 * place + 1);
        double seen = inSpam + inHam;
        if (seen == 0) {
            return 0;
        }
        double spamRate = inSpam / (spam + 1);
        double hamRate = inHam / (ham + 1);
        double p = (STRENGTH / 2 + seen * (spamRate / (spamRate + hamRate))) / (STRENGTH + seen);
        return Math.abs(p - 0.5) < MIN_DEVIATION ? 0 : Math.log(p / (1 - p));
    }

    private int count(int index) {
        char count = counts[index];
        return count < FULL ? count : overflow.getOrDefault(index, (int) FULL);
    }

    void learn(int[] features, Label label) {
        change(features, label, 1);
    }

    /** The exact reverse of {@link #learn}. Only what was learnt may be taken back. */
    void unlearn(int[] features, Label label) {
        if ((label == Label.SPAM ? spam : ham) == 0) {
            throw new IllegalStateException("nothing of that label was learnt");
        }
        change(features, label, -1);
    }

    private void change(int[] features, Label label, int by) {
        int side = label == Label.SPAM ? 0 : 1;
        for (int feature : features) {
            int index = 2 * feature + side;
            int count = Math.max(0, count(index) + by);
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
        if (label == Label.SPAM) {
            spam += by;
        } else {
            ham += by;
        }
    }

    /** Messages learnt as spam. */
    int spam() {
        return spam;
    }

    /** Messages learnt as ham. */
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
