package org.postigo.quarantine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postigo.mail.DomainName;
import org.postigo.mail.policy.ProtectedDomain;
import org.postigo.store.MemoryStore;
import org.postigo.store.Samples;
import org.postigo.store.audit.Audit;
import org.postigo.store.audit.AuditEvent;
import org.postigo.store.audit.AuditEvent.Deed;
import org.postigo.store.held.CopyId;
import org.postigo.store.held.Decision;
import org.postigo.store.held.HeldQuery;
import org.postigo.store.held.HeldQuery.Standing;
import org.postigo.store.people.Person;

/** Every look and act of a reviewer can be asked for afterwards. */
class WitnessTest {
    private static final Person ANA = new Person(
            "ana@filter.example", "Ana", Person.Role.REVIEWER, Set.of(), Person.NO_PASSWORD, Optional.empty());

    private final TestingClock clock = new TestingClock();
    private final MemoryStore store = new MemoryStore(clock);
    private final Quarantine quarantine =
            new Quarantine(store.held(), store.domains(), clock, Duration.ofSeconds(30), store.audit());
    private CopyId letter;

    @BeforeEach
    void oneLetterIsHeld() throws Exception {
        store.domains()
                .put(
                        new ProtectedDomain(
                                DomainName.of("example.com"),
                                List.of(new ProtectedDomain.MailboxServer("mail.example", 25)),
                                "en",
                                ProtectedDomain.Mode.HOLD,
                                ProtectedDomain.Thresholds.DEFAULT,
                                Set.of()),
                        "test");
        letter = Samples.held(store, clock.instant(), "eva@example.org", "Order 4471", "nina@example.com")
                .getFirst();
    }

    private List<Deed> deeds() {
        return store.audit().newest(Audit.Query.since(Instant.EPOCH), 50).stream()
                .filter(event -> event.who().equals(ANA.email()))
                .map(AuditEvent::deed)
                .toList()
                .reversed();
    }

    @Test
    void openingDecidingAndTakingBackAreNoted() throws Exception {
        quarantine.content(ANA, letter);
        quarantine.decide(ANA, List.of(letter), new Choice(Decision.Kind.RELEASE, Optional.empty(), ""));
        quarantine.undo(ANA, List.of(letter));
        assertThat(deeds()).containsExactly(Deed.LOOKED, Deed.DECIDED, Deed.UNDONE);
        assertThat(store.audit().newest(Audit.Query.since(Instant.EPOCH), 50))
                .filteredOn(event -> event.who().equals(ANA.email()))
                .allSatisfy(event -> assertThat(event.subject()).isEqualTo(letter.toString()));
    }

    @Test
    void readingTheSameLetterForAWhileIsOneLookAndComingBackIsAnother() throws Exception {
        quarantine.content(ANA, letter);
        quarantine.content(ANA, letter);
        assertThat(deeds()).containsExactly(Deed.LOOKED);
        clock.advance(Duration.ofMinutes(11));
        quarantine.content(ANA, letter);
        assertThat(deeds()).containsExactly(Deed.LOOKED, Deed.LOOKED);
    }

    @Test
    void aSearchIsNotedByItsWordsAndTheListAloneIsNot() {
        quarantine.list(ANA, query(""));
        assertThat(deeds()).isEmpty();
        quarantine.list(ANA, query("order 4471"));
        assertThat(store.audit().newest(Audit.Query.since(Instant.EPOCH), 50))
                .filteredOn(event -> event.deed() == Deed.LISTED)
                .singleElement()
                .satisfies(event -> assertThat(event.subject()).isEqualTo("order 4471"));
    }

    private static HeldQuery query(String text) {
        return new HeldQuery(
                text,
                Set.of(),
                Set.of(Standing.UNREAD),
                Optional.empty(),
                Optional.empty(),
                HeldQuery.Order.NEWEST,
                0,
                10);
    }
}
