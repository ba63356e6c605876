package org.postigo.mail.message;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.StringTokenizer;

/** Reads the date of Date and Received fields (RFC 5322 §3.3, §4.3), with the usual mistakes. */
public final class MailDate {
    private static final int MAX_LENGTH = 200;
    private static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
    /** RFC 5322 §4.3, in hours. */
    private static final Map<String, Integer> ZONES = Map.ofEntries(
            Map.entry("ut", 0),
            Map.entry("gmt", 0),
            Map.entry("utc", 0),
            Map.entry("z", 0),
            Map.entry("est", -5),
            Map.entry("edt", -4),
            Map.entry("cst", -6),
            Map.entry("cdt", -5),
            Map.entry("mst", -7),
            Map.entry("mdt", -6),
            Map.entry("pst", -8),
            Map.entry("pdt", -7),
            Map.entry("cet", 1),
            Map.entry("cest", 2));

    private MailDate() {}

    /**
     * The moment that a date names; empty if it names none. Comments and the day of the week are not looked at, an
     * unknown zone counts as UTC (RFC 5322 §4.3), and so does a missing one.
     */
    public static Optional<Instant> parse(String text) {
        if (text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        int day = 0;
        int month = 0;
        int year = -1;
        LocalTime time = LocalTime.MIDNIGHT;
        int offset = 0;
        boolean timed = false;
        var tokens = new StringTokenizer(withoutComments(text).replace('-', ' '), " \t,");
        // The sign of the zone would be lost with the hyphens of 1-Jan-2026, so it is read beforehand.
        boolean west = text.lastIndexOf('-') > text.lastIndexOf(':') && text.lastIndexOf(':') > 0;
        try {
            while (tokens.hasMoreTokens()) {
                String token = tokens.nextToken().toLowerCase(Locale.ROOT);
                if (token.indexOf(':') > 0) {
                    time = time(token);
                    timed = true;
                } else if (token.charAt(0) == '+' && token.length() > 1) {
                    offset = offset(token.substring(1));
                } else if (isNumber(token)) {
                    int number = Integer.parseInt(token);
                    if (timed && year >= 0) {
                        offset = west ? -offset(token) : offset(token);
                    } else if (day == 0 && token.length() <= 2) {
                        day = number;
                    } else if (year < 0) {
                        year = fullYear(number, token.length());
                    }
                } else if (month == 0 && token.length() >= 3 && MONTHS.contains(token.substring(0, 3))) {
                    month = MONTHS.indexOf(token.substring(0, 3)) + 1;
                } else if (timed) {
                    offset = ZONES.getOrDefault(token, 0) * 3600;
                }
            }
            return year < 0
                    ? Optional.empty()
                    : Optional.of(
                            LocalDate.of(year, month, day).atTime(time).toInstant(ZoneOffset.ofTotalSeconds(offset)));
        } catch (DateTimeException notADate) {
            return Optional.empty();
        }
    }

    private static LocalTime time(String token) {
        String[] parts = token.split(":", 4);
        int[] numbers = new int[3];
        for (int i = 0; i < Math.min(parts.length, 3); i++) {
            if (!isNumber(parts[i])) {
                throw new DateTimeException("not a time");
            }
            numbers[i] = Integer.parseInt(parts[i]);
        }
        // A leap second is the second before it.
        return LocalTime.of(numbers[0], numbers[1], Math.min(numbers[2], 59));
    }

    private static int offset(String digits) {
        if (digits.length() != 4 || !isNumber(digits)) {
            return 0;
        }
        int number = Integer.parseInt(digits);
        return number / 100 * 3600 + number % 100 * 60;
    }

    /** RFC 5322 §4.3: two digits below 50 are of this century, three count from 1900. */
    private static int fullYear(int number, int digits) {
        return digits == 2 && number < 50 ? 2000 + number : digits <= 3 ? 1900 + number : number;
    }

    private static boolean isNumber(String token) {
        return !token.isEmpty() && token.length() <= 4 && token.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static String withoutComments(String text) {
        var plain = new StringBuilder(text.length());
        int depth = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '(') {
                depth++;
            } else if (c == ')' && depth > 0) {
                depth--;
            } else if (depth == 0) {
                plain.append(c);
            }
        }
        return plain.toString();
    }
}
