package org.postigo.classifier.policy;

import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Stream;
import org.postigo.mail.ForwardPath;
import org.postigo.mail.Mailbox;
import org.postigo.mail.policy.ListEntry;
import org.postigo.mail.policy.ListEntry.Scope;
import org.postigo.mail.policy.ListEntry.Subject;

/**
 * Which entries may decide about a copy, and which of them does: the first by {@link #PRECEDENCE} of those that
 * {@link #may}. This is the definition; {@link Entries} only finds it faster.
 */
final class Deciding {
    /** The narrower scope first, then the narrower subject, then deny before allow. */
    static final Comparator<ListEntry> PRECEDENCE = Comparator.comparingInt((ListEntry entry) -> width(entry.scope()))
            .thenComparingInt(entry -> width(entry.subject()))
            .thenComparingInt(entry -> entry instanceof ListEntry.Deny ? 0 : 1)
            .thenComparing(ListEntry::id);

    private Deciding() {}

    /** Whether it holds, concerns this recipient and this mail, and, if it allows, the message brings its proof. */
    static boolean may(ListEntry entry, Evidence evidence, ForwardPath recipient) {
        return entry.holdsAt(evidence.received())
                && concerns(entry.scope(), recipient)
                && switch (entry) {
                    case ListEntry.Allow allow ->
                        allowed(allow.subject(), evidence) && Proofs.met(allow.proof(), evidence);
                    case ListEntry.Deny deny -> denied(deny.subject(), evidence);
                };
    }

    /** All whom a deny entry may be about: anybody a message claims to be from. */
    static Stream<Mailbox> claims(Evidence evidence) {
        return Stream.concat(evidence.from().stream(), evidence.reversePath().toMailbox().stream());
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

    private static boolean denied(Subject subject, Evidence evidence) {
        return switch (subject) {
            case Subject.Address address -> claims(evidence).anyMatch(claim -> matches(address, claim));
            case Subject.Domain domain -> claims(evidence).anyMatch(claim -> matches(domain, claim));
            case Subject.MailingList(String listId) -> isList(listId, evidence);
            case Subject.Network(var cidr) -> cidr.contains(evidence.client());
        };
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
