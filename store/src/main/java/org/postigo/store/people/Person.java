package org.postigo.store.people;

import java.util.Optional;
import java.util.Set;
import org.postigo.mail.DomainName;

/**
 * Somebody who signs in.
 *
 * @param email unique, lower case
 * @param name shown to colleagues
 * @param role what they may do
 * @param domains that a reviewer may see; empty means all
 * @param passwordHash in Spring Security's {@code {id}hash} form, never the password
 * @param language chosen: {@code es} or {@code en}; empty follows the browser
 */
public record Person(
        String email, String name, Role role, Set<DomainName> domains, String passwordHash, Optional<String> language) {
    /** Copies the set. */
    public Person {
        domains = Set.copyOf(domains);
    }

    /** What a person may do. */
    public enum Role {
        /** Everything. */
        ADMINISTRATOR,
        /** Look at held mail and decide. */
        REVIEWER
    }

    @Override
    public String toString() {
        return "Person[" + email + ", " + role + "]";
    }
}
