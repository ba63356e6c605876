package org.postigo.desk.people;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postigo.desk.people.Staff.Form;
import org.postigo.desk.people.Staff.Outcome;
import org.postigo.desk.people.Staff.Why;
import org.postigo.desk.signin.FirstPerson;
import org.postigo.desk.signin.Sessions;
import org.postigo.mail.DomainName;
import org.postigo.store.MemoryStore;
import org.postigo.store.audit.AuditEvent;
import org.postigo.store.audit.AuditEvent.Deed;
import org.postigo.store.people.Person;
import org.postigo.store.people.Person.Role;

class StaffTest {
    private static final String INES = "ines@example.com";
    private static final Instant NOW = Instant.parse("2026-11-25T09:00:00Z");
    private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    private final MemoryStore store = new MemoryStore(clock);
    private final Sessions sessions = new Sessions(clock);
    private final Staff staff = new Staff(store.people(), sessions, store.audit(), clock);

    @BeforeEach
    void oneAdministrator() throws Exception {
        store.people().put(new Person(INES, "Inés", Role.ADMINISTRATOR, Set.of(), "{noop}x", Optional.empty()), "test");
    }

    private static Form form(String email, Role role) {
        return new Form(email, "Name", role, Set.of());
    }

    @Test
    void whoeverIsAddedComesInWithThePasswordThatIsShownOnce() throws Exception {
        Outcome outcome = staff.add(form(" Eva@Example.com ", Role.REVIEWER), INES);
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.WithPassword.class,
                        once -> assertThat(FirstPerson.matches(
                                        once.password(),
                                        store.people()
                                                .find("eva@example.com")
                                                .orElseThrow()
                                                .passwordHash()))
                                .isTrue());
        assertThat(staff.add(form("eva@example.com", Role.REVIEWER), INES)).isEqualTo(new Outcome.Refused(Why.TAKEN));
        assertThat(staff.add(form("eva", Role.REVIEWER), INES)).isEqualTo(new Outcome.Refused(Why.NO_ADDRESS));
    }

    @Test
    void aDomainAdministratorNeedsADomain() throws Exception {
        assertThat(staff.add(form("eva@example.com", Role.DOMAIN_ADMINISTRATOR), INES))
                .isEqualTo(new Outcome.Refused(Why.NO_DOMAIN));
        var own = new Form("eva@example.com", "Eva", Role.DOMAIN_ADMINISTRATOR, Set.of(DomainName.of("example.com")));
        assertThat(staff.add(own, INES)).isInstanceOf(Outcome.WithPassword.class);
    }

    @Test
    void theLastAdministratorStaysOneAndNobodyRemovesThemselves() throws Exception {
        assertThat(staff.change(form(INES, Role.REVIEWER), INES))
                .isEqualTo(new Outcome.Refused(Why.LAST_ADMINISTRATOR));
        assertThat(staff.remove(INES, "cli")).isEqualTo(new Outcome.Refused(Why.LAST_ADMINISTRATOR));
        assertThat(staff.remove(INES, INES)).isEqualTo(new Outcome.Refused(Why.ONESELF));
        staff.add(form("eva@example.com", Role.ADMINISTRATOR), INES);
        assertThat(staff.remove(INES, "eva@example.com")).isEqualTo(new Outcome.Done());
    }

    @Test
    void whoeverLosesRightsOrPasswordLosesTheirSessionsAtOnceAndNobodyElseDoes() throws Exception {
        staff.add(form("eva@example.com", Role.REVIEWER), INES);
        sessions.registerNewSession("evas", "eva@example.com");
        sessions.registerNewSession("ines", INES);
        staff.newPassword("eva@example.com", INES);
        assertThat(sessions.open()).extracting(Sessions.Open::id).containsExactly("ines");
        sessions.registerNewSession("evas-2", "eva@example.com");
        staff.change(form("eva@example.com", Role.RECIPIENT), INES);
        assertThat(sessions.open()).extracting(Sessions.Open::id).containsExactly("ines");
    }

    @Test
    void everyWrongOneCountsForItsAccountFromItsAddress() {
        List<WrongOnes.Source> sources = WrongOnes.of(List.of(
                wrong(3, "eva@example.com", "192.0.2.1", Deed.MADE_TO_WAIT),
                wrong(2, "eva@example.com", "192.0.2.1", Deed.WRONG_PASSWORD),
                wrong(1, "ana@example.com", "192.0.2.1", Deed.WRONG_CODE),
                wrong(0, "eva@example.com", "192.0.2.1", Deed.WRONG_PASSWORD)));
        assertThat(sources)
                .containsExactly(
                        new WrongOnes.Source("192.0.2.1", "eva@example.com", 2, 1, NOW, NOW.plusSeconds(3)),
                        new WrongOnes.Source(
                                "192.0.2.1", "ana@example.com", 1, 0, NOW.plusSeconds(1), NOW.plusSeconds(1)));
    }

    private static AuditEvent wrong(int second, String account, String address, Deed deed) {
        return new AuditEvent(NOW.plusSeconds(second), account, address, deed, "", "");
    }

    @Test
    void aBrowserIsNamedBrieflyAndAStrangersWordsAreKeptAsTheyAre() {
        assertThat(Browsers.brief("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/142.0 Safari/537.36"))
                .isEqualTo("Chrome, Linux");
        assertThat(Browsers.brief("robot/1.0")).isEqualTo("robot/1.0");
    }
}
