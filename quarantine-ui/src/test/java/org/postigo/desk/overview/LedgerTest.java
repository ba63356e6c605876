package org.postigo.desk.overview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.postigo.mail.DomainName;
import org.postigo.store.counts.Counts;
import org.postigo.store.counts.Counts.Cell;
import org.postigo.store.counts.Counts.Kind;

class LedgerTest {
    private static final ZoneId MEXICO = ZoneId.of("America/Mexico_City");
    /** Nine in the morning in Mexico, on a Monday. */
    private static final Instant NOW = Instant.parse("2026-11-23T15:00:00Z");

    private static final DomainName METALSUR = DomainName.of("metalsur.example");
    private static final DomainName HUERTA = DomainName.of("huerta.example");

    private final List<Cell> cells = new ArrayList<>();

    private void cell(String at, Duration length, Optional<DomainName> domain, Map<Kind, Integer> numbers) {
        var counts = new ArrayList<>(Collections.nCopies(Kind.values().length, 0));
        numbers.forEach((kind, number) -> counts.set(kind.ordinal(), number));
        cells.add(new Cell(Instant.parse(at), length, domain, counts));
    }

    private void hour(String at, DomainName domain, Map<Kind, Integer> numbers) {
        cell(at, Duration.ofHours(1), Optional.of(domain), numbers);
    }

    private Ledger ledger(Period period, Optional<Set<DomainName>> within) {
        var counts = new Counts() {
            @Override
            public void each(Instant from, Instant until, Visitor visitor) {
                cells.stream()
                        .filter(cell -> !cell.at().isBefore(from) && cell.at().isBefore(until))
                        .forEach(visitor::cell);
            }

            @Override
            public List<Step> agreement(Instant from) {
                return List.of();
            }
        };
        return Ledger.of(counts, period, NOW, MEXICO, within);
    }

    @Test
    void aDayBeginsAtTheSitesMidnight() {
        hour("2026-11-23T05:00:00Z", METALSUR, Map.of(Kind.DELIVERED, 7));
        hour("2026-11-23T06:00:00Z", METALSUR, Map.of(Kind.DELIVERED, 2, Kind.QUEUED, 1));
        hour("2026-11-23T14:00:00Z", METALSUR, Map.of(Kind.HELD, 3));
        Ledger today = ledger(Period.TODAY, Optional.empty());
        assertThat(today.steps()).hasSize(24).startsWith(Instant.parse("2026-11-23T06:00:00Z"));
        assertThat(today.whole().of(Flow.CAME)).isEqualTo(6);
        assertThat(today.line(Flow.DELIVERED).getFirst()).isEqualTo(2);
        assertThat(today.line(Flow.HELD).get(8)).isEqualTo(3);
    }

    @Test
    void aDayKnownOnlyAsAWholeIsTheSitesDayOfThatDate() {
        cell("2026-10-25T00:00:00Z", Duration.ofDays(1), Optional.of(METALSUR), Map.of(Kind.HELD, 5));
        Ledger month = ledger(Period.MONTH, Optional.empty());
        assertThat(month.steps()).hasSize(30);
        assertThat(month.line(Flow.HELD).getFirst()).isEqualTo(5);
    }

    @Test
    void onlyTheDomainsThatOneMaySeeCount() {
        hour("2026-11-23T14:00:00Z", METALSUR, Map.of(Kind.HELD, 3));
        hour("2026-11-23T14:00:00Z", HUERTA, Map.of(Kind.HELD, 4));
        cell("2026-11-23T14:00:00Z", Duration.ofHours(1), Optional.empty(), Map.of(Kind.TURNED_AWAY, 9));
        Ledger theirs = ledger(Period.WEEK, Optional.of(Set.of(HUERTA)));
        assertThat(theirs.whole().of(Flow.HELD)).isEqualTo(4);
        assertThat(theirs.whole().of(Flow.REFUSED)).isZero();
        assertThat(theirs.domains()).extracting(Ledger.OfDomain::domain).containsExactly(HUERTA);
    }

    @Test
    void theRateIsOfWhatWasHeldThenWithItsInterval() {
        hour("2026-11-22T14:00:00Z", METALSUR, Map.of(Kind.HELD, 200, Kind.RESCUED_OF_HELD, 2, Kind.RESCUED, 40));
        Ledger.Sums sums = ledger(Period.WEEK, Optional.empty()).whole();
        assertThat(sums.of(Flow.RESCUED)).isEqualTo(40);
        assertThat(sums.rate()).isCloseTo(0.01, within(1e-9));
        assertThat(sums.interval().low()).isCloseTo(0.0027, within(0.0001));
        assertThat(sums.interval().high()).isCloseTo(0.0357, within(0.0001));
    }

    @Test
    void theDomainOfWhichMostIsKnownToBeGoodComesFirst() {
        hour("2026-11-22T14:00:00Z", METALSUR, Map.of(Kind.HELD, 2, Kind.RESCUED_OF_HELD, 1));
        hour("2026-11-22T14:00:00Z", HUERTA, Map.of(Kind.HELD, 1000, Kind.RESCUED_OF_HELD, 200));
        assertThat(ledger(Period.WEEK, Optional.empty()).domains())
                .extracting(Ledger.OfDomain::domain)
                .containsExactly(HUERTA, METALSUR);
    }

    @Test
    void nothingCountedIsNothing() {
        Ledger.Sums sums = ledger(Period.YEAR, Optional.empty()).whole();
        assertThat(sums.rate()).isZero();
        assertThat(sums.interval().high()).isZero();
    }
}
