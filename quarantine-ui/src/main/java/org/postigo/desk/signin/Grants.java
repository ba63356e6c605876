package org.postigo.desk.signin;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.postigo.mail.DomainName;
import org.postigo.store.people.Person;

/**
 * What a claim of an identity provider lets people do here. The claim is a word or a list of words, and may stand inside
 * others: {@code realm_access.roles}.
 *
 * @param claim by its name; empty if the provider grants nothing and people are added here
 * @param all in the order in which they are looked at: the first that fits counts
 */
public record Grants(String claim, List<Grant> all) {
    /** The provider says who somebody is, never what they may. */
    public static final Grants NONE = new Grants("", List.of());

    /** Copies and checks. */
    public Grants {
        all = List.copyOf(all);
        if (claim.isEmpty() != all.isEmpty()) {
            throw new IllegalArgumentException("a claim needs values that grant something, and these a claim");
        }
    }

    /**
     * One value of the claim.
     *
     * @param value as the provider writes it
     * @param role that it grants; not that of a recipient, who needs none
     * @param domains that it is for; empty means all to a reviewer
     */
    public record Grant(String value, Person.Role role, Set<DomainName> domains) {
        /** Copies and checks. */
        public Grant {
            domains = Set.copyOf(domains);
            if (value.isBlank() || !role.atTheDesk()) {
                throw new IllegalArgumentException("a value grants a role at the desk");
            }
            if (role == Person.Role.DOMAIN_ADMINISTRATOR && domains.isEmpty()) {
                throw new IllegalArgumentException("a domain administrator without a domain may do nothing");
            }
        }
    }

    /** The first grant that fits what the provider said; empty if none does. */
    Optional<Grant> of(Map<String, Object> claims) {
        Set<String> words = words(claims);
        return all.stream().filter(grant -> words.contains(grant.value())).findFirst();
    }

    private Set<String> words(Map<String, Object> claims) {
        // A name with dots in it may be a whole name: some providers use addresses as names of claims.
        Object said = claims.get(claim);
        if (said == null) {
            said = claims;
            for (String step : claim.split("\\.")) {
                said = said instanceof Map<?, ?> inner ? inner.get(step) : null;
            }
        }
        return switch (said) {
            case null -> Set.of();
            case String word -> Set.of(word);
            case Collection<?> many ->
                many.stream()
                        .filter(String.class::isInstance)
                        .map(String.class::cast)
                        .collect(Collectors.toSet());
            default -> Set.of();
        };
    }
}
