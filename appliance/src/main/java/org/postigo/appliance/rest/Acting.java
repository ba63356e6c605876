package org.postigo.appliance.rest;

import java.util.Optional;
import java.util.Set;
import org.postigo.mail.DomainName;
import org.postigo.mail.policy.ListEntry.Scope;
import org.postigo.store.people.Person;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;

/** As whom the interface acts: the bearer of the token that the request showed. For the thread of the request. */
final class Acting {
    /** In records: the command line. */
    private static final String COMMAND_LINE = "cli";

    private Acting() {}

    /** In records: who decided, who made an entry. */
    static String name() {
        return token().filter(token -> !token.commandLine())
                .map(token -> "token:" + token.name())
                .orElse(COMMAND_LINE);
    }

    /** May see what the token's domains let it see; what it may do is checked before. */
    static Person person() {
        Set<DomainName> domains = domains();
        return new Person(
                name(),
                name(),
                domains.isEmpty() ? Person.Role.ADMINISTRATOR : Person.Role.REVIEWER,
                domains,
                "{noop}",
                Optional.empty());
    }

    /** Refuses what lies outside the token's domains. */
    static void confine(Scope scope) {
        confine(
                switch (scope) {
                    case Scope.Site() -> Optional.empty();
                    case Scope.OfDomain(DomainName name) -> Optional.of(name);
                    case Scope.OfMailbox(var mailbox) -> Optional.of(mailbox.domain());
                });
    }

    /** The same for what lies in a domain, or in none, which is the site's. */
    static void confine(Optional<DomainName> domain) {
        Set<DomainName> domains = domains();
        if (!domains.isEmpty() && domain.filter(domains::contains).isEmpty()) {
            throw Problem.forbidden("this token is limited to other domains");
        }
    }

    /** Refuses what concerns others too, whatever domain it is asked for. */
    static void unconfined(String what) {
        if (!domains().isEmpty()) {
            throw Problem.forbidden("a token that is limited to domains may not " + what);
        }
    }

    private static Set<DomainName> domains() {
        return token().map(Tokens.Bearer::domains).orElse(Set.of());
    }

    /** The token of this request. */
    static Optional<Tokens.Bearer> token() {
        Authentication now = SecurityContextHolder.getContext().getAuthentication();
        return now != null && now.getPrincipal() instanceof Tokens.Bearer bearer
                ? Optional.of(bearer)
                : Optional.empty();
    }
}
