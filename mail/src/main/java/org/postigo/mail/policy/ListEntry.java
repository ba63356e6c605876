package org.postigo.mail.policy;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.postigo.mail.DomainName;
import org.postigo.mail.MailId;
import org.postigo.mail.Mailbox;

/**
 * An entry of an allow or a deny list. Its shape keeps a bare From from opening the door: an {@link Allow} cannot be
 * made without the {@link Proof} that the message must bring, or the express word that there is none and an end.
 */
public sealed interface ListEntry {
    /** Unique within the site. */
    String id();

    /** Whose mail it is about. */
    Subject subject();

    /** Whose copies it is about. */
    Scope scope();

    /** Who wrote it, why, and until when it holds. */
    Note note();

    /**
     * Lets mail pass that the score would hold. Never skips malware and type checks.
     *
     * @param proof identity that must be proven
     */
    record Allow(String id, Subject subject, Scope scope, Proof proof, Note note) implements ListEntry {
        /** Checks that the proof fits the subject. */
        public Allow {
            Objects.requireNonNull(id);
            Objects.requireNonNull(note);
            if (subject instanceof Subject.Network != proof instanceof Proof.FromNetwork) {
                throw new IllegalArgumentException("a network is proven by the connection, anything else is not");
            }
            if (proof instanceof Proof.Nothing && note.expires().isEmpty()) {
                throw new IllegalArgumentException("an allow entry that nothing proves ends at some time: say when");
            }
        }
    }

    /** Holds mail that the score would let pass. Needs no proof: a forged sender may be held too. */
    record Deny(String id, Subject subject, Scope scope, Note note) implements ListEntry {}

    /** Whose mail: compared with the From field and, for {@link Deny} entries, with the reverse-path too. */
    sealed interface Subject {
        /** One address. */
        record Address(Mailbox mailbox) implements Subject {}

        /** A domain, with or without the names below it. */
        record Domain(DomainName name, boolean andBelow) implements Subject {}

        /** A mailing list by its List-Id, lower case, without angle brackets. */
        record MailingList(String listId) implements Subject {}

        /** Clients of a network. */
        record Network(Cidr cidr) implements Subject {}
    }

    /** Whose copies. */
    sealed interface Scope {
        /** Every protected domain. */
        record Site() implements Scope {}

        /** All recipients of one domain. */
        record OfDomain(DomainName name) implements Scope {}

        /** One recipient. */
        record OfMailbox(Mailbox mailbox) implements Scope {}
    }

    /** The identity that must be proven ({@link org.postigo.mail.auth.ProvenIdentity}). */
    sealed interface Proof {
        /** An aligned DKIM signature of this domain that covers From and the whole body, with exactly one From address. */
        record SignedBy(DomainName domain) implements Proof {}

        /** Aligned SPF of this domain, from a network the operator marked as exclusive to it. */
        record AuthorisedBy(DomainName domain) implements Proof {}

        /** The List-Id of the subject, under a DKIM signature of this domain. */
        record ListSignedBy(DomainName domain) implements Proof {}

        /** The client's own address. */
        record FromNetwork(Cidr cidr) implements Proof {}

        /** None: anybody can write this From. Only for a time, for a sender who proves nothing yet. */
        record Nothing() implements Proof {}
    }

    /**
     * Provenance.
     *
     * @param author e-mail address of the person, or {@code cli}
     * @param created when
     * @param reason in the author's words, may be empty
     * @param expires when it ends to hold, if ever
     * @param origin the message that gave rise to it
     */
    record Note(String author, Instant created, String reason, Optional<Instant> expires, Optional<MailId> origin) {}

    /** Whether it holds at this time. */
    default boolean holdsAt(Instant time) {
        return note().expires().isEmpty() || time.isBefore(note().expires().get());
    }
}
