package org.postigo.store.views;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.postigo.mail.DomainName;
import org.postigo.store.people.Person;
import org.postigo.store.people.Person.Role;

/** Who has a view that somebody saved. */
class SavedViewTest {
    private static final Person ANA = person("ana", Role.REVIEWER);
    private static final Person EVA = person("eva", Role.ADMINISTRATOR);
    private static final Person TITO = person("tito", Role.DOMAIN_ADMINISTRATOR, "taller.example");
    private static final Person TINA = person("tina", Role.DOMAIN_ADMINISTRATOR, "taller.example");
    private static final Person LUZ = person("luz", Role.DOMAIN_ADMINISTRATOR, "taller.example", "luz.example");
    private static final Person RITA = person("rita", Role.RECIPIENT);

    private static Person person(String name, Role role, String... domains) {
        return new Person(
                name + "@example.com",
                name,
                role,
                Stream.of(domains).map(DomainName::of).collect(Collectors.toSet()),
                Person.NO_PASSWORD,
                Optional.empty());
    }

    private static SavedView of(Person owner, boolean shared) {
        return new SavedView("v", owner.email(), shared, "Facturas", SavedView.Page.HELD, "q=factura");
    }

    private static Set<Person> have(Person owner, boolean shared) {
        return Stream.of(ANA, EVA, TITO, TINA, LUZ, RITA)
                .filter(person -> of(owner, shared).isFor(person, owner))
                .collect(Collectors.toSet());
    }

    @Test
    void whatIsNotSharedIsItsOwnersAlone() {
        assertThat(have(ANA, false)).containsExactly(ANA);
        assertThat(of(ANA, false).isRuledBy(ANA)).isTrue();
        assertThat(of(ANA, false).isRuledBy(EVA)).isFalse();
    }

    @Test
    void theSitesPeopleAreOneTeamAndEachCustomersAreTheirOwn() {
        assertThat(have(ANA, true)).containsExactlyInAnyOrder(ANA, EVA);
        assertThat(have(TITO, true)).containsExactlyInAnyOrder(TITO, TINA);
        assertThat(of(ANA, true).isRuledBy(EVA)).isTrue();
        assertThat(of(EVA, true).isRuledBy(ANA)).isFalse();
    }

    @Test
    void aNameIsOneShortLine() {
        assertThat(of(ANA, false).named(" dos\r\nlíneas ").name()).isEqualTo("doslíneas");
        assertThat(of(ANA, false).named("x".repeat(100)).name()).hasSize(60);
        assertThatIllegalArgumentException().isThrownBy(() -> of(ANA, false).named(" \n "));
    }
}
