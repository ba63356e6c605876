package org.postigo.mail.finding;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Why a score is what it is, and what would have changed the side of the threshold it lies on. Arithmetic over what the
 * journal keeps, made only when somebody asks.
 *
 * @param logOdds of spam, natural logarithm
 * @param hold threshold of the domain: a probability, above 0 and at most 1
 * @param bias the part of the log-odds that no fact contributed
 * @param shares one for each kind of fact, by falling weight
 * @param changes what the score would have been without one kind of fact, those alone that end on the other side of the
 *     threshold, by falling weight; if there is none, one set: the fewest of the strongest that together do
 */
public record Explanation(double logOdds, double hold, double bias, List<Share> shares, List<Without> changes) {
    /** Copies the lists. */
    public Explanation {
        shares = List.copyOf(shares);
        changes = List.copyOf(changes);
    }

    /**
     * What all facts of one kind added.
     *
     * @param key which kind
     * @param logOdds their share; negative speaks for good mail
     * @param part of all evidence, for and against: 0 to 1
     * @param arguments what their sentences name: hostile text
     * @param words of {@link FindingKey#TEXT_WORDS} only: single words with their share, by falling weight
     */
    public record Share(FindingKey key, double logOdds, double part, List<String> arguments, List<Word> words) {
        /** Copies the lists. */
        public Share {
            arguments = List.copyOf(arguments);
            words = List.copyOf(words);
        }
    }

    /**
     * A word that counted.
     *
     * @param word as the text models cut it: hostile text
     * @param logOdds in an {@link Explanation} its share of the score's log-odds; what a text model gives to
     *     {@link Explanation#of} is its part of that model's own
     */
    public record Word(String word, double logOdds) {}

    /**
     * The same message without some facts.
     *
     * @param keys of the facts thought away
     * @param probability of spam that is left, 0 to 1
     * @param held whether that is at or above the threshold
     */
    public record Without(Set<FindingKey> keys, double probability, boolean held) {
        /** Copies the set. */
        public Without {
            keys = java.util.Collections.unmodifiableSet(new LinkedHashSet<>(keys));
        }
    }

    /**
     * Explains a score.
     *
     * @param hold threshold of the domain
     * @param words that told the word model most, in its own log-odds; empty if nobody asks for words
     */
    public static Explanation of(Score score, double hold, List<Word> words) {
        List<Share> shares = shares(score, words);
        return new Explanation(score.logOdds(), hold, score.bias(), shares, changes(score.logOdds(), hold, shares));
    }

    /** Probability of spam, 0 to 1. */
    public double probability() {
        return probability(logOdds);
    }

    /** Whether the score alone asks to hold. */
    public boolean held() {
        return probability() >= hold;
    }

    /** The message without one kind of fact, whichever side of the threshold that ends on. */
    public Without without(FindingKey key) {
        double share = shares.stream()
                .filter(each -> each.key() == key)
                .mapToDouble(Share::logOdds)
                .sum();
        return without(Set.of(key), logOdds - share, hold);
    }

    private static List<Share> shares(Score score, List<Word> words) {
        Map<FindingKey, Double> sums = new EnumMap<>(FindingKey.class);
        Map<FindingKey, Set<String>> arguments = new EnumMap<>(FindingKey.class);
        double price = 0;
        double all = 0;
        for (Contribution contribution : score.contributions()) {
            Finding.Fact fact = contribution.fact();
            sums.merge(fact.key(), contribution.logOdds(), Double::sum);
            arguments.computeIfAbsent(fact.key(), key -> new LinkedHashSet<>()).addAll(fact.arguments());
            if (fact.key() == FindingKey.TEXT_WORDS && fact.value() != 0) {
                price = contribution.logOdds() / fact.value();
            }
        }
        for (double sum : sums.values()) {
            all += Math.abs(sum);
        }
        var shares = new ArrayList<Share>();
        for (Map.Entry<FindingKey, Double> entry : sums.entrySet()) {
            FindingKey key = entry.getKey();
            double sum = entry.getValue();
            shares.add(new Share(
                    key,
                    sum,
                    all == 0 ? 0 : Math.abs(sum) / all,
                    List.copyOf(arguments.getOrDefault(key, Set.of())),
                    key == FindingKey.TEXT_WORDS ? priced(words, price) : List.of()));
        }
        shares.sort(Comparator.comparingDouble((Share share) -> -Math.abs(share.logOdds())));
        return shares;
    }

    private static List<Word> priced(List<Word> words, double price) {
        return words.stream()
                .map(word -> new Word(word.word(), price * word.logOdds()))
                .sorted(Comparator.comparingDouble((Word word) -> -Math.abs(word.logOdds())))
                .toList();
    }

    private static List<Without> changes(double logOdds, double hold, List<Share> shares) {
        boolean held = probability(logOdds) >= hold;
        // Only what pushes to the side it lies on can be missed.
        List<Share> pushing = shares.stream()
                .filter(share -> share.logOdds() > 0 == held && share.logOdds() != 0)
                .toList();
        var alone = new ArrayList<Without>();
        for (Share share : pushing) {
            Without without = without(Set.of(share.key()), logOdds - share.logOdds(), hold);
            if (without.held() != held) {
                alone.add(without);
            }
        }
        if (!alone.isEmpty()) {
            return alone;
        }
        var gone = new LinkedHashSet<FindingKey>();
        double left = logOdds;
        for (Share share : pushing) { // by falling weight, so the fewest
            gone.add(share.key());
            left -= share.logOdds();
            Without without = without(gone, left, hold);
            if (without.held() != held) {
                return List.of(without);
            }
        }
        return List.of();
    }

    private static Without without(Set<FindingKey> keys, double left, double hold) {
        double probability = probability(left);
        return new Without(keys, probability, probability >= hold);
    }

    private static double probability(double logOdds) {
        return 1 / (1 + Math.exp(-logOdds));
    }
}
