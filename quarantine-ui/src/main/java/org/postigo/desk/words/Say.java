package org.postigo.desk.words;

import java.text.NumberFormat;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.postigo.mail.finding.FindingKey;

/**
 * One reader's language and clock: turns keys, numbers, sizes and times into what stands on the screen.
 *
 * @param locale {@link Words#SPANISH} or {@link Words#ENGLISH}
 * @param zone of the site
 */
public record Say(Locale locale, ZoneId zone) {
    private static final char THIN_SPACE = '\u2009';
    private static final char NARROW_NO_BREAK_SPACE = '\u202F';

    /** Takes the closest of our languages. */
    public Say {
        locale = Words.closest(locale);
    }

    /** The text of a key. */
    public String text(String key, Object... arguments) {
        return Words.text(locale, key, arguments);
    }

    /** The sentence of a finding. */
    public String sentence(FindingKey key) {
        return text("finding." + key.wire());
    }

    /** A finding in at most three words. */
    public String brief(FindingKey key) {
        return text("finding." + key.wire() + ".short");
    }

    /** A number with one decimal. */
    public String decimal(double number) {
        return String.format(locale, "%.1f", number);
    }

    /** A whole number. */
    public String number(long number) {
        return NumberFormat.getIntegerInstance(locale).format(number);
    }

    /** A share from 0 to 1 without its sign: whole from 1 on, one decimal below, {@code <0.1} under that. */
    public String percent(double share) {
        double percent = share * 100;
        if (percent < 0.1) {
            return "<0.1";
        }
        NumberFormat format = NumberFormat.getNumberInstance(locale);
        format.setMaximumFractionDigits(percent < 0.95 ? 1 : 0);
        return format.format(percent);
    }

    /** A share with its sign behind a thin space. */
    public String percentSign(double share) {
        return percent(share) + THIN_SPACE + "%";
    }

    /** A share with its sign and up to two decimals, for shares that are set beside each other. */
    public String precise(double share) {
        double percent = share * 100;
        NumberFormat format = NumberFormat.getNumberInstance(locale);
        format.setMaximumFractionDigits(percent < 10 ? 2 : percent < 99.95 ? 1 : 0);
        return format.format(percent) + NARROW_NO_BREAK_SPACE + "%";
    }

    /** Octets in thousands, as mail programs count them. */
    public String size(long octets) {
        NumberFormat format = NumberFormat.getNumberInstance(locale);
        if (octets < 1_000) {
            return text("size.bytes", octets);
        }
        if (octets < 1_000_000) {
            format.setMaximumFractionDigits(0);
            return text("size.kilo", format.format(octets / 1_000.0));
        }
        if (octets >= 10_000_000_000L) {
            format.setMaximumFractionDigits(0);
            return text("size.giga", format.format(octets / 1_000_000_000.0));
        }
        format.setMaximumFractionDigits(octets < 10_000_000 ? 1 : 0);
        return text("size.mega", format.format(octets / 1_000_000.0));
    }

    /** Day and minute: {@code 23 nov 12:41}; with the year where it is another. */
    public String dayAndMinute(Instant time, Instant now) {
        ZonedDateTime there = time.atZone(zone);
        boolean sameYear = there.getYear() == now.atZone(zone).getYear();
        return format(there, sameYear ? "d MMM HH:mm" : "d MMM yyyy");
    }

    /** The second, with the day where it is not today. */
    public String second(Instant time, Instant now) {
        ZonedDateTime there = time.atZone(zone);
        return format(there, sameDay(there, now) ? "HH:mm:ss" : "d MMM HH:mm:ss");
    }

    /** The thousandth of a second. */
    public String milli(Instant time) {
        return DateTimeFormatter.ofPattern("HH:mm:ss.SSS", locale).format(time.atZone(zone));
    }

    /** The day, with the year where it is another than that of {@code now}. */
    public String day(Instant time, Instant now) {
        ZonedDateTime there = time.atZone(zone);
        boolean sameYear = there.getYear() == now.atZone(zone).getYear();
        return format(there, sameYear ? "d MMM" : "d MMM yyyy");
    }

    /** Weekday, day and month: {@code lun 23 nov}. */
    public String dayOfYear(Instant time) {
        return format(time.atZone(zone), "EEE d MMM");
    }

    /** The short weekday: {@code lun}. */
    public String weekday(Instant time) {
        return format(time.atZone(zone), "EEE");
    }

    /** The short month: {@code nov}. */
    public String month(Instant time) {
        return format(time.atZone(zone), "MMM");
    }

    /** The minute, with the day where it is not today. */
    public String minute(Instant time, Instant now) {
        ZonedDateTime there = time.atZone(zone);
        return format(there, sameDay(there, now) ? "HH:mm" : "d MMM HH:mm");
    }

    /** The day in words: {@code Lunes 23 de noviembre}. */
    public String day(Instant time) {
        String day = DateTimeFormatter.ofPattern(
                        locale.getLanguage().equals("es") ? "EEEE d 'de' MMMM" : "EEEE d MMMM", locale)
                .format(time.atZone(zone));
        return day.substring(0, 1).toUpperCase(locale) + day.substring(1);
    }

    /** The minute, with the weekday where it is not today: {@code 18:00}, {@code lunes 09:00}. */
    public String when(Instant time, Instant now) {
        ZonedDateTime there = time.atZone(zone);
        return format(there, sameDay(there, now) ? "HH:mm" : "EEEE HH:mm");
    }

    /** Whether the site's clock has the same day for both. */
    public boolean isToday(Instant time, Instant now) {
        return sameDay(time.atZone(zone), now);
    }

    /** How long ago, as far as people count: seconds, minutes, then the time itself. */
    public String ago(Instant time, Instant now) {
        Duration passed = Duration.between(time, now);
        if (passed.toSeconds() < 1) {
            return text("ago.now");
        }
        if (passed.toMinutes() < 1) {
            return text("ago.seconds", passed.toSeconds());
        }
        return passed.toHours() < 1 ? text("ago.minutes", passed.toMinutes()) : text("ago.at", minute(time, now));
    }

    /** A wait in words: seconds below two minutes, else minutes, rounded up. */
    public String wait(Duration duration) {
        long seconds = Math.max(1, duration.plusMillis(999).toSeconds());
        return seconds < 120 ? text("duration.seconds", seconds) : text("duration.minutes", (seconds + 59) / 60);
    }

    /** Midnight at the beginning of a day. */
    public Instant start(LocalDate day) {
        return day.atStartOfDay(zone).toInstant();
    }

    private boolean sameDay(ZonedDateTime there, Instant now) {
        return there.toLocalDate().equals(now.atZone(zone).toLocalDate());
    }

    private String format(ZonedDateTime time, String pattern) {
        // Some CLDR versions put a full stop behind a short month; the drawing has none.
        return DateTimeFormatter.ofPattern(pattern, locale).format(time).replace(".", "");
    }
}
