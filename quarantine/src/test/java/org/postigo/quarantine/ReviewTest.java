package org.postigo.quarantine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postigo.mail.DomainName;
import org.postigo.quarantine.round.Claim;
import org.postigo.quarantine.round.Review;
import org.postigo.quarantine.round.Schedule;
import org.postigo.store.held.CopyId;
import org.postigo.store.held.Decision.Kind;
import org.postigo.store.people.People;
import org.postigo.store.people.Person;
import org.postigo.store.rounds.Round;
import org.postigo.store.rounds.RoundEvent;
import org.postigo.store.rounds.RoundFold;
import org.postigo.store.rounds.RoundId;
import org.postigo.store.rounds.Rounds;
import org.postigo.store.rounds.Statement;

/** The bench's clock begins at noon of a Monday: the round of 13:00 is an hour away, that of 9:00 was missed. */
class ReviewTest {
    private static final RoundId NINE = new RoundId("2026-11-23T09:00-all");
    private static final RoundId ONE = new RoundId("2026-11-23T13:00-all");

    private final Bench bench = new Bench();
    private final Folded rounds = new Folded();
    private final Known people = new Known();
    private final List<String> told = new ArrayList<>();
    private boolean mailWorks = true;
    private Review review = review(
            new Schedule.Group("all", Set.of(), List.of(LocalTime.of(9, 0), LocalTime.of(13, 0), LocalTime.of(18, 0))));

    private Review review(Schedule.Group... groups) {
        return new Review(
                bench.quarantine,
                bench.held,
                rounds,
                people,
                new Schedule(
                        ZoneOffset.UTC,
                        EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY),
                        Set.of(),
                        Set.of(),
                        Duration.ofHours(1),
                        List.of(groups)),
                (to, round, left) -> {
                    told.add(to.email() + " " + left);
                    return mailWorks;
                },
                bench.clock);
    }

    @BeforeEach
    void peopleOfTheSite() throws IOException {
        people.put(Bench.INES, "test");
        people.put(Bench.BRUNO, "test");
        people.put(Bench.ADMIN, "test");
    }

    private void decide(CopyId id, Kind kind) throws IOException {
        bench.quarantine.decide(Bench.INES, List.of(id), Choice.of(kind));
    }

    private Round only() {
        assertThat(rounds.open()).hasSize(1);
        return rounds.open().getFirst();
    }

    private void one() throws IOException {
        bench.clock.advance(Duration.ofHours(1));
        review.tick();
    }

    @Test
    void aRoundIsADefiniteSetOfWhatIsToBeDecided() throws Exception {
        review.tick();
        CopyId unread = bench.unread(1);
        CopyId doubtful = bench.unread(2);
        CopyId decided = bench.unread(3);
        decide(doubtful, Kind.NOT_SURE);
        decide(decided, Kind.SPAM);
        bench.clock.advance(Duration.ofHours(1));
        review.tick();
        Round round = only();
        assertThat(round.id()).isEqualTo(ONE);
        assertThat(round.copies()).containsExactlyInAnyOrder(unread, doubtful);
        bench.unread(4);
        review.tick();
        assertThat(only().copies()).as("what comes later is for the next one").hasSize(2);
        assertThat(review.gathering(Bench.INES)).isEqualTo(1);
        assertThat(round.deadline()).isEqualTo(bench.clock.instant().plus(Duration.ofHours(1)));
    }

    @Test
    void aRoundMissedWhileWeWereDownBeginsLateAndHasItsWholeTime() throws Exception {
        bench.unread(1);
        review.tick();
        assertThat(only().id()).isEqualTo(NINE);
        assertThat(only().deadline()).isEqualTo(bench.clock.instant().plus(Duration.ofHours(1)));
    }

    @Test
    void anEmptyRoundIsClosedAtOnceAndStandsInTheChain() throws Exception {
        one();
        assertThat(rounds.open()).isEmpty();
        assertThat(rounds.closed()).singleElement().satisfies(closing -> {
            assertThat(closing.round()).isEqualTo(ONE);
            assertThat(closing.counts()).isEqualTo(new Statement.Counts(0, 0, 0, 0, 0, 0));
            assertThat(closing.by()).isEqualTo(Review.NOBODY);
        });
        review.tick();
        assertThat(rounds.closed()).hasSize(1);
    }

    @Test
    void oneTakesItAndNobodyElseUntilItIsLate() throws Exception {
        review.tick();
        bench.unread(1);
        one();
        RoundId id = only().id();
        assertThat(review.claim(Bench.INES, id)).isInstanceOf(Claim.Done.class);
        assertThat(review.claim(Bench.BRUNO, id)).isInstanceOf(Claim.OfAnother.class);
        assertThat(review.takeOver(Bench.BRUNO, id)).isInstanceOf(Claim.OfAnother.class);
        assertThat(review.close(Bench.BRUNO, id)).isInstanceOf(Claim.OfAnother.class);
        bench.clock.advance(Duration.ofHours(2));
        assertThat(review.late(Bench.BRUNO)).hasSize(1);
        assertThat(review.takeOver(Bench.BRUNO, id)).isInstanceOf(Claim.Done.class);
        assertThat(only().holder()).contains("bruno@filtro.example");
    }

    @Test
    void itIsHandedOverWithANoteToSomebodyWhoReviewsIt() throws Exception {
        review.tick();
        bench.unread(1);
        one();
        RoundId id = only().id();
        review.claim(Bench.INES, id);
        assertThat(review.handOver(Bench.INES, id, Optional.of("nobody@filtro.example"), ""))
                .isInstanceOf(Claim.NotTheirs.class);
        review.handOver(Bench.INES, id, Optional.of("bruno@filtro.example"), "Two from the notary\u0007 left");
        assertThat(only().turn()).hasValueSatisfying(turn -> {
            assertThat(turn.holder()).contains("bruno@filtro.example");
            assertThat(turn.from()).contains("ines@filtro.example");
            assertThat(turn.note()).isEqualTo("Two from the notary left");
        });
        assertThat(review.handOver(Bench.INES, id, Optional.empty(), "")).isInstanceOf(Claim.OfAnother.class);
        review.handOver(Bench.BRUNO, id, Optional.empty(), "");
        assertThat(only().holder()).isEmpty();
    }

    @Test
    void theStatementSaysWhatBecameOfEachAndTheRestIsInTheNextRound() throws Exception {
        review.tick();
        CopyId good = bench.unread(1);
        CopyId spam = bench.unread(2);
        CopyId doubtful = bench.unread(3);
        CopyId looked = bench.unread(4);
        CopyId unseen = bench.unread(5);
        bench.clock.advance(Duration.ofHours(1));
        review.tick();
        review.claim(Bench.INES, ONE);
        decide(good, Kind.RELEASE);
        decide(spam, Kind.SPAM);
        decide(doubtful, Kind.NOT_SURE);
        review.seen(Bench.INES, ONE, List.of(looked));
        assertThat(review.close(Bench.INES, ONE)).isInstanceOf(Claim.Closed.class);

        Statement statement = rounds.statement(ONE).orElseThrow();
        assertThat(statement.counts()).isEqualTo(new Statement.Counts(5, 4, 1, 1, 3, 1));
        assertThat(statement.by()).isEqualTo("ines@filtro.example");
        assertThat(statement.lines())
                .filteredOn(line -> line.copy().equals(good))
                .singleElement()
                .satisfies(line -> {
                    assertThat(line.outcome()).isEqualTo(Statement.Outcome.RESCUED);
                    assertThat(line.by()).contains("ines@filtro.example");
                    assertThat(line.at()).contains(bench.clock.instant());
                });
        assertThat(rounds.verify().broken()).isEmpty();

        bench.clock.advance(Duration.ofHours(5));
        review.tick();
        assertThat(only().id().text()).isEqualTo("2026-11-23T18:00-all");
        assertThat(only().copies()).containsExactlyInAnyOrder(doubtful, looked, unseen);
    }

    @Test
    void whatWasDoubtfulBeforeAndNobodyTouchedIsUndecided() throws Exception {
        CopyId doubtful = bench.unread(1);
        decide(doubtful, Kind.NOT_SURE);
        bench.clock.advance(Duration.ofSeconds(1));
        review.tick();
        review.claim(Bench.INES, only().id());
        review.close(Bench.INES, only().id());
        assertThat(rounds.statement(NINE).orElseThrow().lines())
                .singleElement()
                .satisfies(line -> assertThat(line.outcome()).isEqualTo(Statement.Outcome.UNDECIDED));
    }

    @Test
    void aLateRoundIsToldOnceToWhomItConcerns() throws Exception {
        review.tick();
        bench.unread(1);
        one();
        review.claim(Bench.INES, only().id());
        bench.clock.advance(Duration.ofMinutes(59));
        review.tick();
        assertThat(told).isEmpty();
        bench.clock.advance(Duration.ofMinutes(1));
        review.tick();
        review.tick();
        assertThat(told).containsExactlyInAnyOrder("ines@filtro.example 1", "admin@filtro.example 1");
        assertThat(only().lateTold()).isPresent();
    }

    @Test
    void nobodysLateRoundIsToldToAllWhoReviewItAndAgainUntilAMailLeaves() throws Exception {
        review.tick();
        bench.unread(1);
        one();
        mailWorks = false;
        bench.clock.advance(Duration.ofHours(1));
        review.tick();
        review.tick();
        assertThat(told)
                .containsExactlyInAnyOrder("ines@filtro.example 1", "bruno@filtro.example 1", "admin@filtro.example 1");
        mailWorks = true;
        bench.clock.advance(Duration.ofMinutes(6));
        review.tick();
        assertThat(told).hasSize(6);
        bench.clock.advance(Duration.ofMinutes(6));
        review.tick();
        assertThat(told).hasSize(6);
    }

    @Test
    void whenNothingIsLeftTheDeadlineClosesItAndNobodyIsTold() throws Exception {
        review.tick();
        CopyId id = bench.unread(1);
        one();
        decide(id, Kind.SPAM);
        bench.clock.advance(Duration.ofHours(1));
        review.tick();
        assertThat(rounds.open()).isEmpty();
        assertThat(told).isEmpty();
        assertThat(rounds.closed())
                .last()
                .satisfies(closing -> assertThat(closing.counts().confirmed()).isEqualTo(1));
    }

    @Test
    void anUnfinishedRoundKeepsItsOwnAndTheNextHasTheRest() throws Exception {
        review.tick();
        CopyId first = bench.unread(1);
        bench.clock.advance(Duration.ofHours(1));
        review.tick();
        CopyId second = bench.unread(2);
        bench.clock.advance(Duration.ofHours(5));
        review.tick();
        assertThat(rounds.open()).hasSize(2);
        assertThat(rounds.open().get(0).copies()).containsExactly(first);
        assertThat(rounds.open().get(1).copies()).containsExactly(second);
        assertThat(review.current(Bench.INES))
                .hasValueSatisfying(round -> assertThat(round.copies())
                        .as("the oldest that nobody has")
                        .containsExactly(first));
    }

    @Test
    void groupsAreReviewedApartAndByThoseWhoMay() throws Exception {
        bench.protect("metalsur.example");
        bench.protect("huerta.example");
        review = review(
                new Schedule.Group("all", Set.of(), List.of(LocalTime.of(9, 0))),
                new Schedule.Group("huerta", Set.of(DomainName.of("huerta.example")), List.of(LocalTime.of(11, 0))));
        CopyId metal = bench.unread(1);
        CopyId orchard = bench.unread(2, "a@huerta.example", "b@proveedor.example");
        review.tick();
        assertThat(rounds.open()).hasSize(2);
        Person ofTheOrchard = Bench.reviewer("eva@filtro.example", "huerta.example");
        assertThat(review.open(Bench.INES)).hasSize(2);
        Optional<Round> theirs = review.open(ofTheOrchard).stream()
                .filter(round -> round.group().equals("huerta"))
                .findFirst();
        assertThat(theirs)
                .hasValueSatisfying(round -> assertThat(round.copies()).containsExactly(orchard));
        Round other = rounds.find(NINE).orElseThrow();
        assertThat(other.copies()).containsExactly(metal);
        assertThat(review.copies(ofTheOrchard, other)).isEmpty();
    }

    @Test
    void somebodyWithTimeBeginsARoundOutOfTurn() throws Exception {
        review.tick();
        assertThat(review.beginNow(Bench.INES)).isEmpty();
        CopyId id = bench.unread(1);
        assertThat(review.beginNow(Bench.INES))
                .hasValueSatisfying(round -> assertThat(round.copies()).containsExactly(id));
        assertThat(review.beginNow(Bench.INES)).isEmpty();
    }

    private static final class Folded implements Rounds {
        private final RoundFold fold = new RoundFold();
        private final Map<RoundId, Statement> statements = new LinkedHashMap<>();

        @Override
        public List<Round> open() {
            return fold.open();
        }

        @Override
        public Optional<Round> find(RoundId id) {
            return fold.open().stream().filter(round -> round.id().equals(id)).findFirst();
        }

        @Override
        public List<Closing> closed() {
            return fold.closed();
        }

        @Override
        public Optional<Statement> statement(RoundId id) {
            return Optional.ofNullable(statements.get(id));
        }

        @Override
        public void append(RoundEvent event) {
            fold.check(event);
            fold.fold(event);
            if (event instanceof RoundEvent.Closed closed) {
                statements.put(closed.round(), closed.statement());
            }
        }

        @Override
        public Check verify() {
            var chain = new org.postigo.store.rounds.Chain();
            statements.values().forEach(chain::next);
            return chain.check();
        }
    }

    private static final class Known implements People {
        private final Map<String, Person> people = new LinkedHashMap<>();

        @Override
        public Optional<Person> find(String email) {
            return Optional.ofNullable(people.get(email));
        }

        @Override
        public List<Person> all() {
            return List.copyOf(people.values());
        }

        @Override
        public void put(Person person, String by) {
            people.put(person.email(), person);
        }

        @Override
        public boolean remove(String email, String by) {
            return people.remove(email) != null;
        }
    }
}
