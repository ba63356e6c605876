package org.postigo.quarantine;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.postigo.mail.DomainName;
import org.postigo.mail.Mailbox;
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
            // Theirs by contract, whoever reviews them.
            case DOMAIN_ADMINISTRATOR -> person.domains().contains(domain);
            case RECIPIENT -> false;
        };
    }

    /** Whether this copy is the person's to decide: a recipient's is what is addressed to them. */
    boolean grants(Person person, Mailbox recipient) {
        return switch (person.role()) {
            case ADMINISTRATOR, REVIEWER, DOMAIN_ADMINISTRATOR -> grants(person, recipient.domain());
            case RECIPIENT ->
                Mailbox.parse(person.email())
                        .filter(own -> own.key().equals(recipient.key()))
                        .isPresent();
        };
    }

    /** The domains a person is confined to; empty if nothing confines them. */
    Optional<Set<DomainName>> confines(Person person) {
        switch (person.role()) {
            case ADMINISTRATOR -> {
                return Optional.empty();
            }
            case DOMAIN_ADMINISTRATOR, RECIPIENT -> {
                return Optional.of(person.role() == Person.Role.RECIPIENT ? Set.of() : person.domains());
            }
            case REVIEWER -> {}
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
