package org.postigo.classifier.policy;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.postigo.mail.ForwardPath;
import org.postigo.mail.Mailbox;
import org.postigo.mail.policy.ListEntry;
import org.postigo.mail.policy.ListEntry.Scope;
import org.postigo.mail.policy.ListEntry.Subject;

/** Finds the one entry that decides about a copy. */
final class Entries {
    /** The narrower scope first, then the narrower subject, then deny before allow. */
    private static final Comparator<ListEntry> PRECEDENCE = Comparator.comparingInt(
                    (ListEntry entry) -> width(entry.scope()))
            .thenComparingInt(entry -> width(entry.subject()))
            .thenComparingInt(entry -> entry instanceof ListEntry.Deny ? 0 : 1)
            .thenComparing(ListEntry::id);

    private Entries() {}

    /**
     * The entry that decides, if any: among those that hold, concern this recipient and this mail, and, if they allow,
     * whose proof the message brings.
     */
    static Optional<ListEntry> deciding(List<ListEntry> entries, Evidence evidence, ForwardPath recipient) {
        return entries.stream()
                .filter(entry -> entry.holdsAt(evidence.received())
                        && concerns(entry.scope(), recipient)
                        && applies(entry, evidence))
                .min(PRECEDENCE);
    }

    private static boolean applies(ListEntry entry, Evidence evidence) {
        return switch (entry) {
            case ListEntry.Allow allow -> allowed(allow.subject(), evidence) && Proofs.met(allow.proof(), evidence);
            case ListEntry.Deny deny -> denied(deny.subject(), evidence);
        };
    }

    private static boolean concerns(Scope scope, ForwardPath recipient) {
        return switch (scope) {
            case Scope.Site() -> true;
            case Scope.OfDomain(var name) -> recipient.domain().equals(name);
            case Scope.OfMailbox(var mailbox) -> recipient.mailbox().key().equals(mailbox.key());
        };
    }

    /** An allow entry is about the one author of a message; with several From addresses there is none. */
    private static boolean allowed(Subject subject, Evidence evidence) {
        return switch (subject) {
            case Subject.Address address ->
                evidence.from().size() == 1 && matches(address, evidence.from().getFirst());
            case Subject.Domain domain ->
                evidence.from().size() == 1 && matches(domain, evidence.from().getFirst());
            case Subject.MailingList(String listId) -> isList(listId, evidence);
            case Subject.Network(var cidr) -> cidr.contains(evidence.client());
        };
    }

    /** A deny entry is about anybody a message claims to be from. */
    private static boolean denied(Subject subject, Evidence evidence) {
        return switch (subject) {
            case Subject.Address address -> claims(evidence).anyMatch(claim -> matches(address, claim));
            case Subject.Domain domain -> claims(evidence).anyMatch(claim -> matches(domain, claim));
            case Subject.MailingList(String listId) -> isList(listId, evidence);
            case Subject.Network(var cidr) -> cidr.contains(evidence.client());
        };
    }

    private static java.util.stream.Stream<Mailbox> claims(Evidence evidence) {
        return java.util.stream.Stream.concat(evidence.from().stream(), evidence.reversePath().toMailbox().stream());
    }

    private static boolean matches(Subject.Address subject, Mailbox mailbox) {
        return mailbox.key().equals(subject.mailbox().key());
    }

    private static boolean matches(Subject.Domain subject, Mailbox mailbox) {
        return subject.andBelow()
                ? mailbox.domain().within(subject.name())
                : mailbox.domain().equals(subject.name());
    }

    private static boolean isList(String listId, Evidence evidence) {
        return evidence.listId()
                .map(id -> id.toLowerCase(Locale.ROOT))
                .filter(listId::equals)
                .isPresent();
    }

    private static int width(Scope scope) {
        return switch (scope) {
            case Scope.OfMailbox mailbox -> 0;
            case Scope.OfDomain domain -> 1;
            case Scope.Site site -> 2;
        };
    }

    private static int width(Subject subject) {
        return switch (subject) {
            case Subject.Address address -> 0;
            case Subject.MailingList list -> 0;
            case Subject.Domain domain -> 1;
            case Subject.Network network -> 2;
        };
    }
}
