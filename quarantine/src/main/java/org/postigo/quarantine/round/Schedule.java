package org.postigo.quarantine.round;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.postigo.mail.DomainName;

/**
 * When rounds begin, by the site's clock.
 *
 * @param zone of the site
 * @param days on which people review
 * @param holidays on which nobody does, each year
 * @param daysOff on which nobody does, once
 * @param length from a round's beginning to its deadline
 * @param groups at least one; the first one has the domains that no other names
 */
public record Schedule(
        ZoneId zone,
        Set<DayOfWeek> days,
        Set<MonthDay> holidays,
        Set<LocalDate> daysOff,
        Duration length,
        List<Group> groups) {
    /** How far around now a round is looked for: longer than any holidays. */
    private static final int MOST_DAYS = 60;

    /** Copies and checks. */
    public Schedule {
        days = Set.copyOf(days);
        holidays = Set.copyOf(holidays);
        daysOff = Set.copyOf(daysOff);
        groups = List.copyOf(groups);
        if (groups.isEmpty() || !groups.getFirst().domains().isEmpty()) {
            throw new IllegalArgumentException("the first group has the domains that no other names");
        }
    }

    /**
     * Domains that are reviewed together.
     *
     * @param name as the operator calls them
     * @param domains which; empty for those that no other group names
     * @param times of the day at which rounds begin
     */
    public record Group(String name, Set<DomainName> domains, List<LocalTime> times) {
        /** Sorts the times. */
        public Group {
            domains = Set.copyOf(domains);
            times = times.stream().sorted().distinct().toList();
        }
    }

    /** Whether people review on that day. */
    public boolean workday(LocalDate day) {
        return days.contains(day.getDayOfWeek()) && !daysOff.contains(day) && !holidays.contains(MonthDay.from(day));
    }

    /** The latest beginning of a round of this group, now at the latest; empty if there was none for weeks. */
    public Optional<ZonedDateTime> last(Group group, Instant now) {
        LocalDate today = now.atZone(zone).toLocalDate();
        return Stream.iterate(today, day -> day.minusDays(1))
                .limit(MOST_DAYS)
                .filter(this::workday)
                .flatMap(day -> group.times().reversed().stream()
                        .map(time -> day.atTime(time).atZone(zone)))
                .filter(begin -> !begin.toInstant().isAfter(now))
                .findFirst();
    }

    /** The next beginning of a round of this group, after now; empty if there is none for weeks. */
    public Optional<ZonedDateTime> next(Group group, Instant now) {
        LocalDate today = now.atZone(zone).toLocalDate();
        return Stream.iterate(today, day -> day.plusDays(1))
                .limit(MOST_DAYS)
                .filter(this::workday)
                .flatMap(day ->
                        group.times().stream().map(time -> day.atTime(time).atZone(zone)))
                .filter(begin -> begin.toInstant().isAfter(now))
                .findFirst();
    }

    /** The next beginning of a round of any group, after now. */
    public Optional<ZonedDateTime> next(Instant now) {
        return groups.stream().flatMap(group -> next(group, now).stream()).min(Comparator.naturalOrder());
    }

    /** Whether that domain is this group's. */
    boolean has(Group group, DomainName domain) {
        return group.domains().isEmpty()
                ? groups.stream().noneMatch(other -> other.domains().contains(domain))
                : group.domains().contains(domain);
    }
}
