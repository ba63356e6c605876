package org.postigo.store.index;

import java.time.Instant;
import org.postigo.mail.DomainName;
import org.postigo.store.held.CopyId;
import org.postigo.store.held.CopyLife;

/**
 * What the index keeps of a held copy.
 *
 * @param id its name
 * @param received when its message had come
 * @param domain of the recipient
 * @param logOdds of spam
 * @param octets that count against the domain's quota while it is not closed
 * @param position in the log behind the last event that is folded into the life, 0 if none is
 * @param life where it stands
 */
public record IndexedCopy(
        CopyId id, Instant received, DomainName domain, double logOdds, long octets, long position, CopyLife life) {
    /** The same after an event. */
    public IndexedCopy with(CopyLife after, long next) {
        return new IndexedCopy(id, received, domain, logOdds, octets, next, after);
    }
}
