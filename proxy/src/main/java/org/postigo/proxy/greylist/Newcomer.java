package org.postigo.proxy.greylist;

import java.net.InetAddress;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import org.postigo.mail.DomainName;
import org.postigo.mail.MailObject;
import org.postigo.mail.auth.AuthenticationResults;
import org.postigo.mail.auth.AuthenticationResults.Outcome;
import org.postigo.mail.auth.ProvenIdentity;
import org.postigo.mail.finding.Assessment;
import org.postigo.mail.finding.Finding;
import org.postigo.mail.finding.FindingKey;
import org.postigo.mail.finding.Verdict;
import org.postigo.mail.policy.Cidr;

/**
 * A message that greylisting is for: its score alone would hold every copy, it proves no identity that is tied to its
 * From field, and nobody at the recipients' domains knows the sender. What would be refused is refused: its sender is told.
 *
 * @param sender the domain that SPF or a DKIM signature passed for, else the client's IPv4 /24 or IPv6 /64
 * @param message what its retry is known by: the retry key and the first recipient, since one text sent to many people
 *     is no retry
 */
public record Newcomer(String sender, String message) {
    private static final Set<FindingKey> KNOWN = Set.of(FindingKey.KNOWN_SENDER, FindingKey.KNOWN_SENDER_RESCUED);

    /**
     * What a message is to greylisting; empty where it is none of its business.
     *
     * @param verdicts of all copies, as policy gave them
     */
    public static Optional<Newcomer> of(
            MailObject mail, Assessment said, Collection<Verdict> verdicts, String retryKey) {
        boolean concerned = !verdicts.isEmpty()
                && verdicts.stream().allMatch(Newcomer::suspicious)
                && said.proven().stream().noneMatch(Newcomer::tiedToFrom)
                && said.findings().stream().noneMatch(Newcomer::known);
        return concerned ? Optional.of(new Newcomer(sender(mail, said), message(mail, retryKey))) : Optional.empty();
    }

    private static boolean suspicious(Verdict verdict) {
        return verdict instanceof Verdict.Hold hold && hold.reason() == Verdict.Reason.SCORE_HIGH;
    }

    private static boolean tiedToFrom(ProvenIdentity identity) {
        return switch (identity) {
            case ProvenIdentity.SignedDomain _, ProvenIdentity.AuthorisedDomain _ -> true;
            case ProvenIdentity.SignedList _, ProvenIdentity.ClientAddress _ -> false;
        };
    }

    private static boolean known(Finding finding) {
        return finding instanceof Finding.Fact fact && KNOWN.contains(fact.key());
    }

    private static String sender(MailObject mail, Assessment said) {
        AuthenticationResults results = said.authentication();
        return results.dkim().stream()
                .filter(signature -> signature.outcome() == Outcome.PASS)
                .flatMap(signature -> signature.domain().stream())
                .findFirst()
                .or(() ->
                        results.spf().outcome() == Outcome.PASS ? results.spf().domain() : Optional.empty())
                .filter(domain -> !domain.literal())
                .map(DomainName::text)
                .filter(text -> text.matches("[!-~]{1,255}"))
                .orElseGet(() -> network(mail.client().address()));
    }

    private static String network(InetAddress client) {
        return new Cidr(client, client.getAddress().length == 4 ? 24 : 64).toString();
    }

    private static String message(MailObject mail, String retryKey) {
        String first = mail.envelope().recipients().stream()
                .map(recipient -> recipient.path().toString())
                .min(Comparator.naturalOrder())
                .orElse("");
        // The key says which message; of the recipient a few bits are enough.
        return retryKey + "-" + Integer.toHexString(first.hashCode());
    }
}
