package org.postigo.store.rounds;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.postigo.mail.DomainName;
import org.postigo.store.held.CopyId;

/** Something that happened to a round. Its state is the fold over these, in the order of the log. */
public sealed interface RoundEvent {
    /** Which round. */
    RoundId round();

    /** When. */
    Instant at();

    /** It began with these copies. No round of that name was there before. */
    record Opened(
            RoundId round, Instant at, String group, Set<DomainName> domains, Instant deadline, List<CopyId> copies)
            implements RoundEvent {
        /** Copies the collections. */
        public Opened {
            domains = Set.copyOf(domains);
            copies = List.copyOf(copies);
        }
    }

    /** A person took it. */
    record Taken(RoundId round, Instant at, String by) implements RoundEvent {}

    /** A person passed it on, to somebody or to whoever takes it. */
    record HandedOver(RoundId round, Instant at, String by, Optional<String> to, String note) implements RoundEvent {}

    /** A person looked at copies of it. */
    record Seen(RoundId round, Instant at, String by, List<CopyId> copies) implements RoundEvent {
        /** Copies the list. */
        public Seen {
            copies = List.copyOf(copies);
        }
    }

    /** It was late, and these people were told. */
    record ToldLate(RoundId round, Instant at, List<String> to) implements RoundEvent {
        /** Copies the list. */
        public ToldLate {
            to = List.copyOf(to);
        }
    }

    /** It was closed; its statement follows the last one before it in the chain. */
    record Closed(RoundId round, Instant at, Statement statement) implements RoundEvent {}
}
