package org.postigo.quarantine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.postigo.mail.DomainName;
import org.postigo.mail.Mailbox;
import org.postigo.mail.auth.ProvenIdentity;
import org.postigo.mail.finding.Assessment;
import org.postigo.mail.policy.ListEntry;
import org.postigo.mail.policy.ListEntry.Proof;
import org.postigo.mail.policy.ListEntry.Subject;
import org.postigo.mail.policy.OneOff;
import org.postigo.mail.policy.OpenToAll;
import org.postigo.store.domains.Domains;
import org.postigo.store.held.HeldCopy;

/**
 * What a message gives reason to write into the lists.
 *
 * <p>A client's address is proven by every connection, the spammer's too, so it is never offered here; an administrator
 * may write such an entry by hand. Of a domain that anybody can get an address at, only the address is offered.
 */
final class Entries {
    private final Domains domains;

    Entries(Domains domains) {
        this.domains = domains;
    }

    /** Allow entries that this message proved, strongest first; empty if it proved nothing of use. */
    static List<Offer> offers(HeldCopy copy) {
        Assessment assessment = copy.message().assessment();
        Optional<Mailbox> from = assessment.digest().from();
        var offers = new ArrayList<Offer>();
        for (ProvenIdentity identity : assessment.proven()) {
            switch (identity) {
                case ProvenIdentity.SignedDomain(DomainName signer) ->
                    from.ifPresent(mailbox -> addDomainAndAddress(offers, mailbox, new Proof.SignedBy(signer)));
                case ProvenIdentity.AuthorisedDomain(DomainName domain) ->
                    from.ifPresent(mailbox -> addDomainAndAddress(offers, mailbox, new Proof.AuthorisedBy(domain)));
                case ProvenIdentity.SignedList(String listId, DomainName signer) ->
                    offers.add(new Offer(new Subject.MailingList(listId), new Proof.ListSignedBy(signer)));
                case ProvenIdentity.ClientAddress _ -> {
                    // See the class comment.
                }
            }
        }
        return offers.stream().distinct().toList();
    }

    private static void addDomainAndAddress(List<Offer> offers, Mailbox from, Proof proof) {
        if (!OpenToAll.is(from.domain())) {
            offers.add(new Offer(new Subject.Domain(from.domain(), false), proof));
        }
        if (!OneOff.gone(from)) {
            offers.add(new Offer(new Subject.Address(from), proof));
        }
    }

    /**
     * Whom "spam and block" would block: the domain where the message proved that it comes from there, else only the
     * address, since the domain may be somebody's whose name was borrowed. Never one of our own domains: everybody's
     * internal mail would be held. Nor an address that will not come again. Empty if nobody is left.
     */
    Optional<Subject> denial(HeldCopy copy) {
        Assessment assessment = copy.message().assessment();
        return Stream.concat(
                        assessment.digest().from().stream(),
                        copy.message().envelope().reversePath().toMailbox().stream())
                .filter(mailbox -> domains.find(mailbox.domain()).isEmpty())
                .flatMap(mailbox -> denial(assessment, mailbox).stream())
                .findFirst();
    }

    private static Optional<Subject> denial(Assessment assessment, Mailbox mailbox) {
        if (provesDomain(assessment, mailbox.domain()) && !OpenToAll.is(mailbox.domain())) {
            return Optional.of(new Subject.Domain(mailbox.domain(), false));
        }
        return OneOff.gone(mailbox) ? Optional.empty() : Optional.of(new Subject.Address(mailbox));
    }

    private static boolean provesDomain(Assessment assessment, DomainName domain) {
        return assessment.proven().stream().anyMatch(identity -> switch (identity) {
            case ProvenIdentity.SignedDomain(DomainName signer) -> domain.within(signer);
            case ProvenIdentity.AuthorisedDomain(DomainName authorised) -> domain.within(authorised);
            case ProvenIdentity.SignedList _, ProvenIdentity.ClientAddress _ -> false;
        });
    }

    static ListEntry allow(HeldCopy copy, Offer offer, ListEntry.Note note) {
        return new ListEntry.Allow(id(copy, note), offer.subject(), scope(copy), offer.proof(), note);
    }

    static ListEntry deny(HeldCopy copy, Subject subject, ListEntry.Note note) {
        return new ListEntry.Deny(id(copy, note), subject, scope(copy), note);
    }

    /** One decision, one name: if a crash makes it happen twice, the second writes over the first. */
    private static String id(HeldCopy copy, ListEntry.Note note) {
        return copy.id() + "-" + note.created().toEpochMilli();
    }

    private static ListEntry.Scope scope(HeldCopy copy) {
        return new ListEntry.Scope.OfDomain(copy.recipient().path().domain());
    }
}
