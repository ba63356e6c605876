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
 * @param domains that somebody may see; for a reviewer, empty means all
 * @param passwordHash in Spring Security's {@code {id}hash} form, never the password
 * @param language chosen: {@code es} or {@code en}; empty follows the browser
 * @param secondFactor secret of a code generator in base 32 (RFC 6238), where one is asked for at sign-in
 */
public record Person(
        String email,
        String name,
        Role role,
        Set<DomainName> domains,
        String passwordHash,
        Optional<String> language,
        Optional<String> secondFactor) {
    /** The form of a password's hash that no password matches: whoever has it comes in another way. */
    public static final String NO_PASSWORD = "{none}";

    /** Copies the set. */
    public Person {
        domains = Set.copyOf(domains);
    }

    /** Without a second factor. */
    public Person(
            String email,
            String name,
            Role role,
            Set<DomainName> domains,
            String passwordHash,
            Optional<String> language) {
        this(email, name, role, domains, passwordHash, language, Optional.empty());
    }

    /** The same person with another password. */
    public Person withPasswordHash(String hash) {
        return new Person(email, name, role, domains, hash, language, secondFactor);
    }

    /** The same person, reading another language. */
    public Person withLanguage(String chosen) {
        return new Person(email, name, role, domains, passwordHash, Optional.of(chosen), secondFactor);
    }

    /** The same person with another second factor, or none. */
    public Person withSecondFactor(Optional<String> secret) {
        return new Person(email, name, role, domains, passwordHash, language, secret);
    }

    /** The same person with another role, of these domains. */
    public Person granted(Role other, Set<DomainName> of) {
        return new Person(email, name, other, of, passwordHash, language, secondFactor);
    }

    /** What a person may do. */
    public enum Role {
        /** Everything. */
        ADMINISTRATOR,
        /** Look at held mail of some or all domains and decide. */
        REVIEWER,
        /** The customer's: what a reviewer may, of their own domains only; without a domain, nothing. */
        DOMAIN_ADMINISTRATOR,
        /** See what is held for their own address, and ask for it. */
        RECIPIENT;

        /** Whether the desk is open to them, and not just the page of their own mail. */
        public boolean atTheDesk() {
            return this != RECIPIENT;
        }
    }

    @Override
    public String toString() {
        return "Person[" + email + ", " + role + "]";
    }
}
