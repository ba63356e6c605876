package org.postigo.classifier.arc;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.postigo.classifier.dkim.Algorithm;
import org.postigo.classifier.dkim.BodyHashes;
import org.postigo.classifier.dkim.DkimKeys;
import org.postigo.classifier.dkim.DkimSignature;
import org.postigo.classifier.dkim.RawMessage;
import org.postigo.classifier.dns.Dns;
import org.postigo.mail.DomainName;
import org.postigo.mail.auth.AuthenticationResults.Arc;
import org.postigo.mail.auth.AuthenticationResults.Outcome;

/**
 * Validates a chain (RFC 8617 §5.2): the newest message signature, then every seal from the newest down. That a chain
 * passes says nothing of whether its sealers are honest.
 */
public final class ArcCheck {
    private final DkimKeys keys;

    /** Remembers keys in {@code keys}. */
    public ArcCheck(DkimKeys keys) {
        this.keys = keys;
    }

    /**
     * The state of a message's chain. A chain that one of its own sealers has declared failed (cv=fail) is as good as
     * absent, so it is {@link Outcome#NONE} with that cause.
     *
     * @param dns for the keys, with a budget of its own
     * @param bodies hashes of the same message
     */
    public Arc check(Dns dns, RawMessage message, BodyHashes bodies, Instant deadline) throws InterruptedException {
        return switch (ArcParser.parse(message)) {
            case ArcParser.Parsed.Absent() -> new Arc(Outcome.NONE, 0, Optional.empty(), "no chain");
            case ArcParser.Parsed.Broken(String why) -> new Arc(Outcome.FAIL, 0, Optional.empty(), why);
            case ArcParser.Parsed.Chain(List<ArcSet> sets) -> check(dns, message, bodies, sets, deadline);
        };
    }

    private Arc check(Dns dns, RawMessage message, BodyHashes bodies, List<ArcSet> sets, Instant deadline)
            throws InterruptedException {
        for (ArcSet set : sets) {
            ArcSet.State expected = set.instance() == 1 ? ArcSet.State.NONE : ArcSet.State.PASS;
            if (set.seal().state() == ArcSet.State.FAIL) {
                return arc(Outcome.NONE, sets, "declared failed by sealer " + set.instance());
            }
            if (set.seal().state() != expected) {
                return arc(
                        Outcome.FAIL,
                        sets,
                        "seal " + set.instance() + " says cv="
                                + set.seal().state().tag());
            }
        }
        // Step 4
        DkimSignature newest = sets.getLast().message();
        Step signature = verify(
                dns,
                newest.domain(),
                newest.selector(),
                newest.algorithm(),
                newest.signature(),
                deadline,
                () -> newest.canonicalHeader(message));
        if (signature.outcome() != Outcome.PASS) {
            return arc(signature.outcome(), sets, "newest message signature: " + signature.cause());
        }
        BodyHashes.BodyHash body = bodies.of(newest.body(), newest.length());
        if (!body.is(newest.bodyHash()) || newest.length().orElse(0) > body.length()) {
            return arc(Outcome.FAIL, sets, "body has changed since the newest seal");
        }
        // Step 6
        for (int i = sets.size(); i >= 1; i--) {
            List<ArcSet> sealed = sets.subList(0, i);
            ArcSet.Seal seal = sealed.getLast().seal();
            Step step = verify(
                    dns,
                    seal.domain(),
                    seal.selector(),
                    seal.algorithm(),
                    seal.signature(),
                    deadline,
                    () -> ArcSet.sealed(sealed));
            if (step.outcome() != Outcome.PASS) {
                return arc(step.outcome(), sets, "seal " + i + ": " + step.cause());
            }
        }
        return arc(Outcome.PASS, sets, "verified");
    }

    private record Step(Outcome outcome, String cause) {}

    @FunctionalInterface
    private interface Signed {
        String text();
    }

    private Step verify(
            Dns dns,
            DomainName domain,
            String selector,
            Algorithm algorithm,
            byte[] signature,
            Instant deadline,
            Signed signed)
            throws InterruptedException {
        return switch (keys.find(dns, domain, selector, algorithm, deadline)) {
            case DkimKeys.Lookup.NoAnswer(String why) -> new Step(Outcome.TEMPERROR, why);
            case DkimKeys.Lookup.Unusable(String why) -> new Step(Outcome.FAIL, why);
            case DkimKeys.Lookup.Key key ->
                algorithm.verifies(key.key(), signed.text(), signature)
                        ? new Step(Outcome.PASS, "verified")
                        : new Step(Outcome.FAIL, "signature does not match");
        };
    }

    private static Arc arc(Outcome outcome, List<ArcSet> sets, String cause) {
        return new Arc(outcome, sets.size(), Optional.of(sets.getLast().seal().domain()), cause);
    }
}
