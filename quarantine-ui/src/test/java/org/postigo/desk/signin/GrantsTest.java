package org.postigo.desk.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.postigo.desk.signin.Grants.Grant;
import org.postigo.mail.DomainName;
import org.postigo.store.people.Person.Role;

/** What a claim lets people do. */
class GrantsTest {
    private static final Grant ALL = new Grant("postigo-admins", Role.ADMINISTRATOR, Set.of());
    private static final Grant SOME = new Grant("reviewers", Role.REVIEWER, Set.of(DomainName.of("taller.example")));

    private static Grants in(String claim) {
        return new Grants(claim, List.of(ALL, SOME));
    }

    @Test
    void aWordAListAndAClaimWithinAnotherAreRead() {
        assertThat(in("role").of(Map.of("role", "reviewers"))).contains(SOME);
        assertThat(in("groups").of(Map.of("groups", List.of("staff", 7, "reviewers"))))
                .contains(SOME);
        assertThat(in("realm_access.roles").of(Map.of("realm_access", Map.of("roles", List.of("reviewers")))))
                .contains(SOME);
        assertThat(in("https://desk.example/roles").of(Map.of("https://desk.example/roles", "reviewers")))
                .as("a name may have dots itself")
                .contains(SOME);
    }

    @Test
    void theFirstThatFitsCountsWhateverTheOrderOfTheClaim() {
        assertThat(in("groups").of(Map.of("groups", List.of("reviewers", "postigo-admins"))))
                .contains(ALL);
    }

    @Test
    void whatIsNotAWordOrFitsNothingGrantsNothing() {
        Grants grants = in("a.b");
        assertThat(List.of(
                        grants.of(Map.of()),
                        grants.of(Map.of("a", "reviewers")),
                        grants.of(Map.of("a", Map.of("b", 7))),
                        grants.of(Map.of("a", Map.of("b", List.of(List.of("reviewers"))))),
                        grants.of(Map.of("a", Map.of("b", "Reviewers"))),
                        grants.of(Map.of("a", Map.of("b", "")))))
                .allMatch(java.util.Optional::isEmpty);
    }

    @Test
    void aGrantThatCannotBeMeantIsNone() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Grant("customers", Role.DOMAIN_ADMINISTRATOR, Set.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> new Grant("all", Role.RECIPIENT, Set.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> new Grants("groups", List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> new Grants("", List.of(ALL)));
    }
}
