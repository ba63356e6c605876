package org.postigo.classifier.strictness;

import java.time.Instant;
import java.util.Objects;
import org.postigo.classifier.text.Label;
import org.postigo.mail.DomainName;

/**
 * A message of which it is known what it is, and what the classifier had thought of it when it came.
 *
 * @param received when
 * @param domain of its recipient
 * @param probability of spam as it was told then, before anything was learnt from it, 0 to 1
 * @param label what it is
 * @param weight messages that it stands for: 1 where every message of its kind is decided (what was held), the inverse of
 *     the sampling rate where only a random share is (an audit of delivered mail); above 0, finite
 */
public record Decided(Instant received, DomainName domain, double probability, Label label, double weight) {
    /** Checks the ranges. */
    public Decided {
        Objects.requireNonNull(received);
        Objects.requireNonNull(domain);
        Objects.requireNonNull(label);
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException("not a probability: " + probability);
        }
        if (!(weight > 0 && weight < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("not a weight: " + weight);
        }
    }
}
