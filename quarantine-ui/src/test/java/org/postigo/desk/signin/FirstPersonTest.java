package org.postigo.desk.signin;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.postigo.store.MemoryStore;
import org.postigo.store.people.Person;

class FirstPersonTest {
    private final MemoryStore store = new MemoryStore(Clock.systemUTC());

    @Test
    void theFirstPersonIsAnAdministratorWhosePasswordIsOnlyStoredHashed() throws Exception {
        FirstPerson first = FirstPerson.createIfNobody(store.people(), "Admin@Filtro.example", new SecureRandom())
                .orElseThrow();

        Person stored = store.people().find("admin@filtro.example").orElseThrow();
        assertThat(stored.role()).isEqualTo(Person.Role.ADMINISTRATOR);
        assertThat(stored.passwordHash()).startsWith("{bcrypt}").doesNotContain(first.password());
        assertThat(FirstPerson.encoder().matches(first.password(), stored.passwordHash()))
                .isTrue();
        assertThat(first.password()).matches("([0-9a-hjkmnp-tv-z]{5}-){3}[0-9a-hjkmnp-tv-z]{5}");
        assertThat(first.toString()).doesNotContain(first.password());
    }

    @Test
    void thereIsOnlyOneFirstPerson() throws Exception {
        FirstPerson.createIfNobody(store.people(), "a@filtro.example", new SecureRandom());

        assertThat(FirstPerson.createIfNobody(store.people(), "b@filtro.example", new SecureRandom()))
                .isEmpty();
    }
}
