package org.postigo.desk.overview;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How far back one looks, today included, and in how wide steps. */
enum Period {
    /** Since midnight. */
    TODAY(1, true),
    /** Seven days. */
    WEEK(7, true),
    /** Thirty days. */
    MONTH(30, false),
    /** A year. */
    YEAR(365, false);

    private final int days;
    private final boolean hourly;

    Period(int days, boolean hourly) {
        this.days = days;
        this.hourly = hourly;
    }

    /** In addresses and text keys. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether the steps are hours, else days. */
    boolean hourly() {
        return hourly;
    }

    /** Midnight at its beginning. */
    Instant start(Instant now, ZoneId zone) {
        return first(now, zone).atStartOfDay(zone).toInstant();
    }

    /** Midnight at the end of today. */
    Instant end(Instant now, ZoneId zone) {
        return now.atZone(zone).toLocalDate().plusDays(1).atStartOfDay(zone).toInstant();
    }

    /** When each step begins; a day has 23 or 25 hours where the clocks were changed. */
    List<Instant> steps(Instant now, ZoneId zone) {
        var steps = new ArrayList<Instant>();
        Instant end = end(now, zone);
        if (hourly) {
            for (Instant at = start(now, zone); at.isBefore(end); at = at.plusSeconds(3_600)) {
                steps.add(at);
            }
        } else {
            LocalDate first = first(now, zone);
            for (int day = 0; day < days; day++) {
                steps.add(first.plusDays(day).atStartOfDay(zone).toInstant());
            }
        }
        return steps;
    }

    private LocalDate first(Instant now, ZoneId zone) {
        return now.atZone(zone).toLocalDate().minusDays(days - 1L);
    }
}
