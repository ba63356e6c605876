package org.postigo.classifier.policy;

import java.util.function.Predicate;
import org.postigo.mail.DomainName;
import org.postigo.mail.auth.AuthenticationResults.Dkim;
import org.postigo.mail.auth.AuthenticationResults.Outcome;
import org.postigo.mail.auth.ProvenIdentity;
import org.postigo.mail.policy.ListEntry.Proof;

/**
 * Whether a message brings the proof that an allow entry asks for. The identities that authentication calls proven are
 * not taken on trust: the results they rest on must say so too, or a slip in one place would open the door.
 */
final class Proofs {
    private Proofs() {}

    static boolean met(Proof proof, Evidence evidence) {
        return switch (proof) {
            case Proof.SignedBy(DomainName domain) ->
                oneFrom(evidence)
                        && evidence.proven().contains(new ProvenIdentity.SignedDomain(domain))
                        && signed(evidence, domain, Dkim::aligned);
            case Proof.AuthorisedBy(DomainName domain) ->
                oneFrom(evidence)
                        && evidence.proven().contains(new ProvenIdentity.AuthorisedDomain(domain))
                        && evidence.authentication().spf().outcome() == Outcome.PASS;
            case Proof.ListSignedBy(DomainName domain) ->
                evidence.listId().isPresent()
                        && evidence.proven().stream().anyMatch(proven -> listOf(proven, domain, evidence))
                        && signed(evidence, domain, signature -> true);
            case Proof.FromNetwork(var cidr) -> cidr.contains(evidence.client());
            // Written with open eyes and for a time; still only about the one author of a message.
            case Proof.Nothing() -> oneFrom(evidence);
        };
    }

    private static boolean oneFrom(Evidence evidence) {
        return evidence.from().size() == 1;
    }

    private static boolean listOf(ProvenIdentity proven, DomainName domain, Evidence evidence) {
        return proven instanceof ProvenIdentity.SignedList(String listId, DomainName signer)
                && signer.equals(domain)
                && listId.equalsIgnoreCase(evidence.listId().orElse(""));
    }

    /** Whether a signature of this domain verified, covers From and leaves nothing of the body open (RFC 6376 §8.2). */
    private static boolean signed(Evidence evidence, DomainName domain, Predicate<Dkim> also) {
        return evidence.authentication().dkim().stream()
                .anyMatch(signature -> signature.outcome() == Outcome.PASS
                        && signature.domain().filter(domain::equals).isPresent()
                        && signature.coversFrom()
                        && !signature.partial()
                        && also.test(signature));
    }
}
