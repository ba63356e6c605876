package org.postigo.mail.policy;

import java.net.InetAddress;
import org.postigo.mail.DomainName;
import org.postigo.mail.Mailbox;
import org.postigo.mail.policy.ListEntry.Scope;
import org.postigo.mail.policy.ListEntry.Subject;

/** Whether an entry makes another one superfluous. */
public final class Covering {
    private Covering() {}

    /**
     * Whether all that the narrower entry decides the wider one decides alike, for at least as long. Two that say the same
     * cover each other only one way round, so that not both are taken for superfluous.
     */
    public static boolean covers(ListEntry wide, ListEntry narrow) {
        return !wide.id().equals(narrow.id())
                && alike(wide, narrow)
                && scope(wide.scope(), narrow.scope())
                && subject(wide.subject(), narrow.subject())
                && lasts(wide, narrow)
                && !(same(wide, narrow) && wide.id().compareTo(narrow.id()) > 0);
    }

    private static boolean same(ListEntry one, ListEntry other) {
        return one.scope().equals(other.scope()) && one.subject().equals(other.subject());
    }

    /** A wider allow entry is as good only if it asks for the same proof. */
    private static boolean alike(ListEntry wide, ListEntry narrow) {
        return switch (wide) {
            case ListEntry.Deny _ -> narrow instanceof ListEntry.Deny;
            case ListEntry.Allow allow ->
                narrow instanceof ListEntry.Allow other
                        && (allow.proof().equals(other.proof())
                                || allow.proof() instanceof ListEntry.Proof.FromNetwork
                                        && other.proof() instanceof ListEntry.Proof.FromNetwork);
        };
    }

    private static boolean scope(Scope wide, Scope narrow) {
        return switch (wide) {
            case Scope.Site() -> true;
            case Scope.OfDomain(DomainName name) ->
                switch (narrow) {
                    case Scope.Site() -> false;
                    case Scope.OfDomain(DomainName other) -> other.equals(name);
                    case Scope.OfMailbox(Mailbox mailbox) -> mailbox.domain().equals(name);
                };
            case Scope.OfMailbox(Mailbox mailbox) ->
                narrow instanceof Scope.OfMailbox(Mailbox other) && other.key().equals(mailbox.key());
        };
    }

    private static boolean subject(Subject wide, Subject narrow) {
        return switch (wide) {
            case Subject.Address(Mailbox mailbox) ->
                narrow instanceof Subject.Address(Mailbox other) && other.key().equals(mailbox.key());
            case Subject.Domain(DomainName name, boolean below) ->
                switch (narrow) {
                    case Subject.Address(Mailbox mailbox) ->
                        below ? mailbox.domain().within(name) : mailbox.domain().equals(name);
                    case Subject.Domain(DomainName other, boolean otherBelow) ->
                        below ? other.within(name) : !otherBelow && other.equals(name);
                    case Subject.MailingList _, Subject.Network _ -> false;
                };
            case Subject.MailingList list -> list.equals(narrow);
            case Subject.Network(Cidr cidr) ->
                narrow instanceof Subject.Network(Cidr other)
                        && other.prefix() >= cidr.prefix()
                        && contains(cidr, other.network());
        };
    }

    private static boolean contains(Cidr cidr, InetAddress address) {
        return cidr.network().getAddress().length == address.getAddress().length && cidr.contains(address);
    }

    private static boolean lasts(ListEntry wide, ListEntry narrow) {
        return wide.note().expires().isEmpty()
                || narrow.note().expires().isPresent()
                        && !narrow.note()
                                .expires()
                                .get()
                                .isAfter(wide.note().expires().get());
    }
}
