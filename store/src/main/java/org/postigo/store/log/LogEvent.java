package org.postigo.store.log;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.postigo.mail.DomainName;
import org.postigo.mail.policy.Level;
import org.postigo.mail.policy.ListEntry;
import org.postigo.mail.policy.ProtectedDomain;
import org.postigo.mail.policy.ServiceTree;
import org.postigo.mail.record.JournalEntry;
import org.postigo.mail.rule.RuleSet;
import org.postigo.store.audit.AuditEvent;
import org.postigo.store.digests.Request;
import org.postigo.store.held.CopyEvent;
import org.postigo.store.held.CopyId;
import org.postigo.store.held.Decision;
import org.postigo.store.people.Person;
import org.postigo.store.rounds.RoundEvent;
import org.postigo.store.views.SavedView;

/** One record of the event log. */
public sealed interface LogEvent {
    /** A line of the journal. */
    record Journalled(JournalEntry entry) implements LogEvent {}

    /** Events of held copies that were appended together: all of them happened or none. */
    record CopiesChanged(List<Step> steps) implements LogEvent {
        /** Copies the list. */
        public CopiesChanged {
            steps = List.copyOf(steps);
        }
    }

    /**
     * One event of one copy.
     *
     * @param event what happened
     * @param decision the one that took effect, with {@link CopyEvent.TookEffect}: so that learning need not look back
     * @param replaced the one that had taken effect before, if any
     */
    record Step(CopyEvent event, Optional<Decision> decision, Optional<Decision> replaced) {}

    /** An allow or deny entry was added or replaced. */
    record EntryPut(ListEntry entry, String by, Instant at) implements LogEvent {}

    /** An allow or deny entry was removed. */
    record EntryRemoved(String id, String by, Instant at) implements LogEvent {}

    /** What is set at one place of the tree of settings was replaced; a domain, group or mailbox new to it was added. */
    record NodePut(ServiceTree.Node node, String by, Instant at) implements LogEvent {}

    /** A group or a mailbox was taken from the tree of settings. */
    record NodeRemoved(Level level, String by, Instant at) implements LogEvent {}

    /** A protected domain was added or replaced, with all that a domain could have before there was a tree. */
    record DomainPut(ProtectedDomain domain, String by, Instant at) implements LogEvent {}

    /** A protected domain was removed. */
    record DomainRemoved(DomainName name, String by, Instant at) implements LogEvent {}

    /** A person was added or replaced. */
    record PersonPut(Person person, String by, Instant at) implements LogEvent {}

    /** A person was removed. */
    record PersonRemoved(String email, String by, Instant at) implements LogEvent {}

    /** Somebody looked at something or did something. */
    record Audited(AuditEvent event) implements LogEvent {}

    /** A domain's people were told of what had been held by then. */
    record DigestTold(DomainName domain, Instant until) implements LogEvent {}

    /** A recipient asked for something. */
    record Requested(Request request) implements LogEvent {}

    /** What was asked about a copy is answered. */
    record RequestsAnswered(CopyId copy, String by, Instant at) implements LogEvent {}

    /** Somebody saved a view, or gave it another name. */
    record ViewPut(SavedView view, String by, Instant at) implements LogEvent {}

    /** A view was removed. */
    record ViewRemoved(String id, String by, Instant at) implements LogEvent {}

    /** The rules of a scope were saved. */
    record RulesSaved(RuleSet rules) implements LogEvent {}

    /** Something happened to a review round. */
    record RoundChanged(RoundEvent event) implements LogEvent {}

    /**
     * What another version wrote and this one cannot read. It stays in the log.
     *
     * @param cause what could not be read
     */
    record Unknown(String cause) implements LogEvent {}
}
