package org.postigo.appliance.rest;

import java.util.List;
import org.postigo.mail.finding.Explanation;
import org.postigo.mail.finding.FindingKey;

/**
 * Why, as JSON.
 *
 * @param probability of spam, 0 to 1
 * @param hold threshold: from this probability on the score alone holds
 * @param bias log-odds that no fact contributed
 * @param shares of each kind of fact, by falling weight
 * @param without what would have ended on the other side of the threshold
 */
public record ExplanationRow(
        double probability, double hold, double bias, List<ShareRow> shares, List<WithoutRow> without) {

    /**
     * What all facts of one kind added.
     *
     * @param key wire name
     * @param logOdds negative speaks for good mail
     * @param part of all evidence, 0 to 1
     * @param arguments what they name; hostile text
     * @param words that counted, of {@code text.words} only; {@code text.bytes} has none: its share is that of
     *     sequences of octets, which nobody could read
     */
    public record ShareRow(String key, double logOdds, double part, List<String> arguments, List<WordRow> words) {}

    /** A word with its share of the log-odds; hostile text. */
    public record WordRow(String word, double logOdds) {}

    /**
     * The same message without some facts.
     *
     * @param keys wire names
     * @param probability that would be left
     * @param held whether that would have been held
     */
    public record WithoutRow(List<String> keys, double probability, boolean held) {}

    /** Of an explanation. */
    public static ExplanationRow of(Explanation why) {
        return new ExplanationRow(
                why.probability(),
                why.hold(),
                why.bias(),
                why.shares().stream()
                        .map(share -> new ShareRow(
                                share.key().wire(),
                                share.logOdds(),
                                share.part(),
                                share.arguments(),
                                share.words().stream()
                                        .map(word -> new WordRow(word.word(), word.logOdds()))
                                        .toList()))
                        .toList(),
                why.changes().stream()
                        .map(change -> new WithoutRow(
                                change.keys().stream().map(FindingKey::wire).toList(),
                                change.probability(),
                                change.held()))
                        .toList());
    }
}
