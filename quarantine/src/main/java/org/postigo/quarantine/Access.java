package org.postigo.quarantine;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.postigo.mail.DomainName;
import org.postigo.mail.policy.ProtectedDomain;
import org.postigo.store.domains.Domains;
import org.postigo.store.people.Person;

/** Who may see and decide whose held mail: an administrator everything, a reviewer what both sides grant. */
final class Access {
    private final Domains domains;

    Access(Domains domains) {
        this.domains = domains;
    }

    /** Whether mail to this domain is the person's to decide. */
    boolean grants(Person person, DomainName domain) {
        return switch (person.role()) {
            case ADMINISTRATOR -> true;
            case REVIEWER ->
                (person.domains().isEmpty() || person.domains().contains(domain))
                        && domains.find(domain)
                                .map(known -> known.reviewers().isEmpty()
                                        || known.reviewers().contains(person.email()))
                                .orElse(true);
        };
    }

    /** The domains a person is confined to; empty if nothing confines them. */
    Optional<Set<DomainName>> confines(Person person) {
        if (person.role() == Person.Role.ADMINISTRATOR) {
            return Optional.empty();
        }
        boolean anyShut = domains.all().stream().anyMatch(domain -> !grants(person, domain.name()));
        if (person.domains().isEmpty() && !anyShut) {
            return Optional.empty();
        }
        Set<DomainName> named = person.domains().isEmpty()
                ? domains.all().stream().map(ProtectedDomain::name).collect(Collectors.toSet())
                : person.domains();
        return Optional.of(named.stream().filter(name -> grants(person, name)).collect(Collectors.toUnmodifiableSet()));
    }
}
