package org.postigo.quarantine.round;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.postigo.mail.DomainName;

class ScheduleTest {
    private static final ZoneId MEXICO = ZoneId.of("America/Mexico_City");
    private static final ZoneId MADRID = ZoneId.of("Europe/Madrid");
    private static final List<LocalTime> THRICE = List.of(LocalTime.of(18, 0), LocalTime.of(9, 0), LocalTime.of(13, 0));

    private static Schedule schedule(ZoneId zone, Schedule.Group... groups) {
        return new Schedule(
                zone,
                EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY),
                Set.of(MonthDay.of(12, 25)),
                Set.of(LocalDate.of(2026, 11, 16)),
                Duration.ofHours(1),
                List.of(groups));
    }

    private static Schedule.Group all() {
        return new Schedule.Group("all", Set.of(), THRICE);
    }

    private static Instant mexico(String local) {
        return ZonedDateTime.of(java.time.LocalDateTime.parse(local), MEXICO).toInstant();
    }

    @Test
    void roundsBeginByTheSitesClockOnWorkdays() {
        Schedule schedule = schedule(MEXICO, all());
        // Monday noon
        assertThat(schedule.last(all(), mexico("2026-11-23T12:00")))
                .hasValueSatisfying(begin -> assertThat(begin.toInstant()).isEqualTo(mexico("2026-11-23T09:00")));
        assertThat(schedule.next(all(), mexico("2026-11-23T12:00")))
                .hasValueSatisfying(begin -> assertThat(begin.toInstant()).isEqualTo(mexico("2026-11-23T13:00")));
        // Friday night to Monday morning
        assertThat(schedule.next(mexico("2026-11-20T18:00")))
                .hasValueSatisfying(begin -> assertThat(begin.toInstant()).isEqualTo(mexico("2026-11-23T09:00")));
        assertThat(schedule.last(all(), mexico("2026-11-22T12:00")))
                .hasValueSatisfying(begin -> assertThat(begin.toInstant()).isEqualTo(mexico("2026-11-20T18:00")));
    }

    @Test
    void aRoundIsDueAtItsVeryMinute() {
        Schedule schedule = schedule(MEXICO, all());
        Instant nine = mexico("2026-11-23T09:00");
        assertThat(schedule.last(all(), nine))
                .hasValueSatisfying(begin -> assertThat(begin.toInstant()).isEqualTo(nine));
        assertThat(schedule.last(all(), nine.minusMillis(1)))
                .hasValueSatisfying(begin -> assertThat(begin.toInstant()).isBefore(nine));
    }

    @Test
    void holidaysOfEachYearAndSingleDaysAreLeftOut() {
        Schedule schedule = schedule(MEXICO, all());
        // 16 November is off, 25 December every year; both would be workdays.
        assertThat(schedule.next(mexico("2026-11-13T19:00")))
                .hasValueSatisfying(begin -> assertThat(begin.toInstant()).isEqualTo(mexico("2026-11-17T09:00")));
        assertThat(schedule.next(mexico("2026-12-24T19:00")))
                .hasValueSatisfying(begin -> assertThat(begin.toInstant()).isEqualTo(mexico("2026-12-28T09:00")));
        assertThat(schedule.workday(LocalDate.of(2028, 12, 25))).isFalse();
    }

    @Test
    void theClockChangesAndNineStaysNine() {
        Schedule schedule = schedule(MADRID, all());
        Instant friday = Instant.parse("2026-10-23T17:00:00Z");
        assertThat(schedule.next(friday))
                .hasValueSatisfying(
                        begin -> assertThat(begin.toInstant()).isEqualTo(Instant.parse("2026-10-26T08:00:00Z")));
    }

    @Test
    void whatNoGroupNamesIsTheFirstOnes() {
        var north = new Schedule.Group("norte", Set.of(DomainName.of("norte.example")), List.of(LocalTime.of(8, 0)));
        Schedule schedule = schedule(MEXICO, all(), north);
        assertThat(schedule.has(all(), DomainName.of("sur.example"))).isTrue();
        assertThat(schedule.has(all(), DomainName.of("norte.example"))).isFalse();
        assertThat(schedule.has(north, DomainName.of("norte.example"))).isTrue();
        assertThat(schedule.next(mexico("2026-11-23T07:00")))
                .hasValueSatisfying(begin -> assertThat(begin.toInstant()).isEqualTo(mexico("2026-11-23T08:00")));
    }

    @Test
    void withoutWorkdaysThereAreNoRounds() {
        var never = new Schedule(MEXICO, Set.of(), Set.of(), Set.of(), Duration.ofHours(1), List.of(all()));
        assertThat(never.next(mexico("2026-11-23T07:00"))).isEmpty();
        assertThat(never.last(all(), mexico("2026-11-23T07:00"))).isEmpty();
    }
}
