package org.postigo.store.digests;

import java.time.LocalTime;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.postigo.mail.DomainName;
import org.postigo.mail.Mailbox;
import org.postigo.mail.policy.Service;
import org.postigo.mail.policy.Setting;

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

    /** As the settings of a domain come out. */
    public static DigestPlan of(DomainName domain, Service service) {
        List<String> readers = service.get(Setting.DIGEST_TO);
        Audience audience = readers.isEmpty()
                ? Audience.NOBODY
                : readers.contains(Setting.RECIPIENTS) ? Audience.RECIPIENTS : Audience.CONTACTS;
        Set<Mailbox> contacts = audience == Audience.CONTACTS
                ? readers.stream().map(Mailbox::of).collect(Collectors.toUnmodifiableSet())
                : Set.of();
        return new DigestPlan(domain, audience, contacts, service.get(Setting.DIGEST_AT));
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
