package org.postigo.classifier.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postigo.mail.DomainName;
import org.postigo.mail.Mailbox;
import org.postigo.mail.auth.ProvenIdentity;
import org.postigo.mail.finding.Finding;
import org.postigo.mail.finding.FindingKey;

/**
 * States whether recipients know the sender. Comes after authentication, since history counts only under the proof
 * that the message brings; without any proof, where anybody may pose as the sender, it counts half.
 *
 * <p>The value grows with the number of messages n as n / (n + 2). For recipients in several domains the least that is
 * known for good, and the most for bad, is stated.
 */
public final class CorrespondenceCheck {
    /** The name of this check in findings. */
    public static final String NAME = "correspondence";

    private final Correspondence correspondence;

    /** Asks this memory. */
    public CorrespondenceCheck(Correspondence correspondence) {
        this.correspondence = correspondence;
    }

    /** The facts; none unless there is exactly one sender. */
    public List<Finding> examine(Subject subject, List<ProvenIdentity> proven) {
        if (subject.message().fromMailboxes().size() != 1) {
            return List.of();
        }
        Mailbox sender = subject.message().fromMailboxes().getFirst();
        Optional<DomainName> signer = signer(proven);
        List<Correspondence.History> histories = subject.mail().envelope().recipients().stream()
                .map(recipient -> recipient.path().domain())
                .distinct()
                .flatMap(domain -> correspondence.with(sender, signer, domain).stream())
                .toList();
        return histories.isEmpty() ? List.of() : facts(histories, signer.isPresent() ? 1 : 0.5);
    }

    private static List<Finding> facts(List<Correspondence.History> histories, double trust) {
        long delivered = least(histories, Correspondence.History::delivered);
        long rescued = least(histories, Correspondence.History::rescued);
        long spam =
                histories.stream().mapToLong(Correspondence.History::spam).max().orElse(0);
        var facts = new ArrayList<Finding>();
        if (delivered > 0) {
            facts.add(fact(FindingKey.KNOWN_SENDER, delivered, trust));
        }
        if (rescued > 0) {
            facts.add(fact(FindingKey.KNOWN_SENDER_RESCUED, rescued, trust));
        }
        if (spam > 0) {
            facts.add(fact(FindingKey.KNOWN_SENDER_SPAM, spam, 1));
        }
        if (facts.isEmpty()) {
            facts.add(Finding.Fact.of(FindingKey.NEW_SENDER));
        }
        return facts;
    }

    private static long least(
            List<Correspondence.History> histories, java.util.function.ToLongFunction<Correspondence.History> count) {
        return histories.stream().mapToLong(count).min().orElse(0);
    }

    private static Finding.Fact fact(FindingKey key, long count, double trust) {
        return new Finding.Fact(key, trust * count / (count + 2), List.of(Long.toString(count)));
    }

    /** The domain that history is kept under; a client's address is no identity of a sender. */
    private static Optional<DomainName> signer(List<ProvenIdentity> proven) {
        return proven.stream()
                .flatMap(identity -> switch (identity) {
                    case ProvenIdentity.SignedDomain(DomainName domain) -> Optional.of(domain).stream();
                    case ProvenIdentity.SignedList(String listId, DomainName domain) -> Optional.of(domain).stream();
                    case ProvenIdentity.AuthorisedDomain(DomainName domain) -> Optional.of(domain).stream();
                    case ProvenIdentity.ClientAddress client -> Optional.<DomainName>empty().stream();
                })
                .findFirst();
    }
}
