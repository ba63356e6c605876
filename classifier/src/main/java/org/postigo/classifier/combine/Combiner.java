package org.postigo.classifier.combine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.postigo.mail.finding.Contribution;
import org.postigo.mail.finding.Finding;
import org.postigo.mail.finding.FindingKey;
import org.postigo.mail.finding.Score;
import weka.core.Instance;

/**
 * Turns all findings of a message into one score by a logistic model in Weka's terms, whose coefficients are the price
 * list or were trained by Weka. Immutable; safe for use by many threads.
 */
public final class Combiner {
    private final PriceList prices;
    private final Attributes attributes;
    private final FactLogistic model;

    private Combiner(PriceList prices, FactLogistic model) {
        this.prices = prices;
        this.attributes = new Attributes(prices);
        this.model = model;
    }

    /** The prices as they stand: until there is training. */
    public static Combiner of(PriceList prices) {
        return new Combiner(prices, new FactLogistic(prices));
    }

    /** Trained coefficients; bounds are still those of the price list. */
    public static Combiner of(PriceList prices, Coefficients trained) {
        return new Combiner(prices, new FactLogistic(prices, trained));
    }

    /** Version of the coefficients. */
    public String version() {
        return model.coefficients().version();
    }

    /** Version of the price list below them. */
    public String prices() {
        return prices.version();
    }

    /** Prices the facts; what is unknown has no price here, policy decides what it costs. */
    public Score score(List<Finding> findings) {
        Map<FindingKey, Double> sums = Attributes.sums(findings);
        Instance instance = attributes.unlabelled(sums);
        var shares = new EnumMap<FindingKey, Double>(FindingKey.class);
        sums.forEach((key, sum) ->
                shares.put(key, sum == 0 ? 0 : model.coefficients().weight(key) * instance.value(key.ordinal()) / sum));
        var contributions = new ArrayList<Contribution>(findings.size());
        for (Finding finding : findings) {
            if (finding instanceof Finding.Fact fact && Double.isFinite(fact.value())) {
                contributions.add(new Contribution(fact, fact.value() * shares.getOrDefault(fact.key(), 0.0)));
            }
        }
        contributions.sort(Comparator.comparingDouble((Contribution c) -> -Math.abs(c.logOdds())));
        // Added up in the order they are shown in, so that whoever adds them again gets the same number.
        double logOdds = model.coefficients().bias();
        for (Contribution contribution : contributions) {
            logOdds += contribution.logOdds();
        }
        return new Score(logOdds, model.coefficients().bias(), contributions);
    }

    /** Probability of spam as Weka's classifier gives it; the same as the score's but for rounding. */
    double probability(List<Finding> findings) {
        return model.distributionForInstance(attributes.unlabelled(Attributes.sums(findings)))[Attributes.SPAM];
    }
}
