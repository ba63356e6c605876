package org.postigo.classifier.text;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.postigo.mail.DomainName;
import org.postigo.mail.MailObject;

/**
 * What a domain sees otherwise than all others: a regression on single words, each hashed once more together with the
 * recipients' domain (Attenberg, Weinberger and others, CEAS 2009), learnt together with the common models: the shade
 * takes most of a lesson of a domain that gave few, so that ten decisions show there and change nobody else's mind. All
 * domains share one table, so a thousand of them need no more memory than one. A message for several domains gets the
 * mean of their shades, whatever their order.
 *
 * <p>A domain's shade counts by the share of lessons that other domains gave: whoever gives nearly all of them is what the
 * common models know already, and a second opinion learnt from the same errors only adds to them.
 */
final class Shade {
    /** Places, 2^20: 2 MB. */
    static final int BITS = 20;

    private static final double RATE = 6;

    private final Weights weights;

    /** Lessons of each domain, by its hash. */
    private final Map<Integer, Integer> lessons;

    /** Of all domains. */
    private volatile int all;

    Shade() {
        this(new Weights(BITS), Map.of());
    }

    /** Goes on with these weights and these numbers of lessons by domain. */
    Shade(Weights weights, Map<Integer, Integer> lessons) {
        this.weights = weights;
        this.lessons = new ConcurrentHashMap<>(lessons);
        this.all = lessons.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** Share of lessons from elsewhere. */
    private double elsewhere(int domain) {
        return all == 0 ? 0 : Math.max(0, 1 - (double) lessons.getOrDefault(domain, 0) / all);
    }

    /** The mean share of lessons from elsewhere over these domains; 0 for none. */
    double elsewhere(int[] domains) {
        return Arrays.stream(domains).mapToDouble(this::elsewhere).average().orElse(0);
    }

    /** Hashes of the domains that a message is for, each once, in an order of their own. */
    static int[] domains(MailObject mail) {
        return mail.envelope().recipients().stream()
                .map(recipient -> recipient.path().domain())
                .distinct()
                .mapToInt(Shade::hash)
                .sorted()
                .toArray();
    }

    private static int hash(DomainName domain) {
        return (int) Hash.of(domain.toString());
    }

    /** Places of a message's words for a domain. */
    private static int[] places(Features features, int domain) {
        int[] places = new int[features.words().length];
        for (int i = 0; i < places.length; i++) {
            places[i] = Features.place((features.words()[i] ^ (long) domain << Features.BITS) * 0x9e3779b97f4a7c15L);
        }
        return places;
    }

    /** What is to be added to the common log-odds; 0 for no domain. */
    double score(Features features, int[] domains) {
        double sum = 0;
        for (int domain : domains) {
            double elsewhere = elsewhere(domain);
            if (elsewhere > 0 && lessons.containsKey(domain)) {
                sum += elsewhere * weights.score(places(features, domain), features.words().length);
            }
        }
        return domains.length == 0 ? 0 : sum / domains.length;
    }

    /** One step of every domain; {@code missed} is what the score with the shade missed, in probability. */
    void step(Features features, int[] domains, double missed) {
        for (int domain : domains) {
            double elsewhere = elsewhere(domain);
            if (elsewhere > 0) {
                weights.step(places(features, domain), features.words().length, RATE * elsewhere * missed);
            }
        }
    }

    /** Notes that these domains gave a lesson. */
    void count(int[] domains) {
        for (int domain : domains) {
            lessons.merge(domain, 1, Integer::sum);
        }
        all += domains.length;
    }

    /** Lessons of each domain, for {@link ModelFile}. */
    Map<Integer, Integer> lessons() {
        return new TreeMap<>(lessons);
    }

    Weights weights() {
        return weights;
    }
}
