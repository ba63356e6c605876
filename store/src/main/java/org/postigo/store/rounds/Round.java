package org.postigo.store.rounds;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.postigo.mail.DomainName;
import org.postigo.store.held.CopyId;

/**
 * A round that is not closed.
 *
 * @param id its name
 * @param group which it is for, as the operator calls it
 * @param domains whose mail it is; empty for all
 * @param opened when its messages were gathered
 * @param deadline until when it is to be closed
 * @param copies what is to be read, a definite set in the order in which it was gathered
 * @param turns who has had it, oldest first; empty while nobody has taken it
 * @param seen copies that somebody looked at
 * @param lateTold when it was told that it is late, if it was
 */
public record Round(
        RoundId id,
        String group,
        Set<DomainName> domains,
        Instant opened,
        Instant deadline,
        List<CopyId> copies,
        List<Turn> turns,
        Set<CopyId> seen,
        Optional<Instant> lateTold) {
    /** Copies the collections. */
    public Round {
        domains = Set.copyOf(domains);
        copies = List.copyOf(copies);
        turns = List.copyOf(turns);
        seen = Set.copyOf(seen);
    }

    /** Whose it is now; empty if it is anybody's to take. */
    public Optional<String> holder() {
        return turn().flatMap(Turn::holder);
    }

    /** The stretch that it is in; empty if nobody has had it. */
    public Optional<Turn> turn() {
        return turns.isEmpty() ? Optional.empty() : Optional.of(turns.getLast());
    }

    /** Whether its deadline has passed. */
    public boolean late(Instant now) {
        return !now.isBefore(deadline);
    }
}
