package org.postigo.store.rounds;

import java.time.LocalDateTime;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Names one round: the day and minute it was scheduled for in the site's zone, and its group.
 *
 * @param text as {@code 2026-11-23T13:00-all}
 */
public record RoundId(String text) implements Comparable<RoundId> {
    private static final Pattern FORM =
            Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}-[\\p{L}\\p{Nd}_.-]{1,60}");

    /** Checks the form. */
    public RoundId {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("not a round: " + text);
        }
    }

    /** The round of a group at a minute of the site's clock. */
    public static RoundId of(LocalDateTime minute, String group) {
        return new RoundId(minute.toString().substring(0, 16) + "-" + group);
    }

    /** Reads what somebody typed. */
    public static Optional<RoundId> parse(String text) {
        return FORM.matcher(text).matches() ? Optional.of(new RoundId(text)) : Optional.empty();
    }

    @Override
    public int compareTo(RoundId other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
