package org.postigo.store.digests;

import java.time.LocalTime;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.postigo.mail.DomainName;
import org.postigo.mail.Mailbox;

/**
 * When and to whom digests of a domain's held mail go.
 *
 * @param domain whose
 * @param audience to whom
 * @param contacts who get one digest of the whole domain, where the audience is {@link Audience#CONTACTS}
 * @param times of day in the site's zone, earliest first
 */
public record DigestPlan(DomainName domain, Audience audience, Set<Mailbox> contacts, List<LocalTime> times) {
    /** Copies, and puts the times in order. */
    public DigestPlan {
        contacts = Set.copyOf(contacts);
        times = times.stream().distinct().sorted().collect(Collectors.toUnmodifiableList());
    }

    /** Nobody gets any: how a domain begins, since whoever protects it decides what its people are written. */
    public static DigestPlan off(DomainName domain) {
        return new DigestPlan(domain, Audience.NOBODY, Set.of(), List.of(LocalTime.of(8, 0)));
    }

    /** Whether anything is ever sent. */
    public boolean on() {
        return !times.isEmpty()
                && switch (audience) {
                    case NOBODY -> false;
                    case CONTACTS -> !contacts.isEmpty();
                    case RECIPIENTS -> true;
                };
    }

    /** To whom digests go. */
    public enum Audience {
        /** Nobody. */
        NOBODY,
        /** The domain's contacts, each the whole domain's. */
        CONTACTS,
        /** Every recipient, their own. */
        RECIPIENTS
    }
}
