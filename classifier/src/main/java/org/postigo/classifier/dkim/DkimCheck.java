package org.postigo.classifier.dkim;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.postigo.classifier.dns.Dns;
import org.postigo.mail.DomainName;
import org.postigo.mail.auth.AuthenticationResults.Outcome;

/** Verifies DKIM signatures (RFC 6376 §6.1). Keeps nothing but keys. */
public final class DkimCheck {
    /** Signatures of one message that are verified, from the top. */
    public static final int MAX_SIGNATURES = 8;

    private final DkimKeys keys;

    /** Remembers keys in {@code keys}. */
    public DkimCheck(DkimKeys keys) {
        this.keys = keys;
    }

    /**
     * What one signature proves.
     *
     * @param outcome of its verification
     * @param domain d=, if it could be read
     * @param selector s=, or the empty string
     * @param signed h=, names in lower case, as often as they stand there
     * @param partial whether l= leaves the end of the body open
     * @param cause in words
     */
    public record Result(
            Outcome outcome,
            Optional<DomainName> domain,
            String selector,
            List<String> signed,
            boolean partial,
            String cause) {
        /** Copies the list. */
        public Result {
            signed = List.copyOf(signed);
        }

        /** Whether every field of a name is signed: it stands in h= at least as often as in the message. */
        public boolean covers(String key, RawMessage message) {
            return signed.stream().filter(key::equals).count()
                    >= Math.max(1, message.all(key).size());
        }
    }

    /** The signatures of a message, from the top; those beyond {@link #MAX_SIGNATURES} are not among them. */
    public static List<DkimParser.Parsed> signatures(RawMessage message) {
        return message.all("dkim-signature").stream()
                .limit(MAX_SIGNATURES)
                .map(DkimParser::dkim)
                .toList();
    }

    /**
     * Verifies one signature.
     *
     * @param dns for its key, with the message's own budget
     * @param bodies hashes of the same message
     * @param now by which it may have expired
     */
    public Result verify(
            Dns dns, RawMessage message, BodyHashes bodies, DkimParser.Parsed parsed, Instant now, Instant deadline)
            throws InterruptedException {
        return switch (parsed) {
            case DkimParser.Parsed.Broken(String why, Optional<DomainName> domain, String selector) ->
                new Result(Outcome.PERMERROR, domain, selector, List.of(), false, why);
            case DkimParser.Parsed.Sound(DkimSignature signature) ->
                verify(dns, message, bodies, signature, now, deadline);
        };
    }

    private Result verify(
            Dns dns, RawMessage message, BodyHashes bodies, DkimSignature signature, Instant now, Instant deadline)
            throws InterruptedException {
        if (signature.expires().isPresent()
                && now.getEpochSecond() > signature.expires().get()) {
            return result(signature, Outcome.PERMERROR, "signature expired");
        }
        return switch (keys.find(dns, signature.domain(), signature.selector(), signature.algorithm(), deadline)) {
            case DkimKeys.Lookup.NoAnswer(String why) -> result(signature, Outcome.TEMPERROR, why);
            case DkimKeys.Lookup.Unusable(String why) -> result(signature, Outcome.PERMERROR, why);
            case DkimKeys.Lookup.Key key -> verify(message, bodies, signature, key);
        };
    }

    private static Result verify(
            RawMessage message, BodyHashes bodies, DkimSignature signature, DkimKeys.Lookup.Key key) {
        // RFC 6376 §3.6.1, t=s
        if (key.exact() && !signature.identity().equals(signature.domain())) {
            return result(signature, Outcome.PERMERROR, "key does not allow identities below its domain");
        }
        // RFC 6376 §3.6.1, t=y: a failure of a testing domain counts like no signature
        Outcome failure = key.testing() ? Outcome.NEUTRAL : Outcome.FAIL;
        BodyHashes.BodyHash body = bodies.of(signature.body(), signature.length());
        if (signature.length().orElse(0) > body.length()) {
            return result(signature, Outcome.PERMERROR, "l= is longer than the body");
        }
        if (!body.is(signature.bodyHash())) {
            return result(signature, failure, "body has changed");
        }
        return signature.algorithm().verifies(key.key(), signature.canonicalHeader(message), signature.signature())
                ? result(signature, Outcome.PASS, key.testing() ? "verified, domain is testing" : "verified")
                : result(signature, failure, "signature does not match");
    }

    private static Result result(DkimSignature signature, Outcome outcome, String cause) {
        return new Result(
                outcome,
                Optional.of(signature.domain()),
                signature.selector(),
                signature.signed(),
                signature.length().isPresent(),
                cause);
    }
}
