package org.postigo.training;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which labels a filter is told in a run, and when. The first four are those of the TREC spam track (Cormack, "TREC 2007
 * Spam Track Overview"); the others are what a gate with a quarantine lives under.
 */
public sealed interface Protocol {
    /** Share of the mail that was not held whose label is told all the same. */
    double AUDIT = 0.01;

    /** Share of recipients who report. */
    double REPORTING = 0.5;

    /** Each label right after its message was scored. */
    record Immediate() implements Protocol {}

    /**
     * TREC 2007's delayed feedback: as {@link Immediate} for the first messages, nothing for all others. In TREC's
     * public corpus these were 10,000 of 75,419.
     *
     * @param first messages that are learnt
     */
    record Delayed(int first) implements Protocol {}

    /**
     * Each label after some later messages have been scored; what is still waiting at the end is never told.
     *
     * @param messages between a message and its label
     */
    record Late(int messages) implements Protocol {}

    /**
     * TREC 2007's partial feedback: labels only for the mail of those recipients who report, right after each. Who
     * reports is drawn once for each recipient; mail that names none counts as a recipient of its own.
     *
     * @param share of recipients who report, 0 to 1
     */
    record Partial(double share) implements Protocol {}

    /** Which of the mail that was not held is audited. */
    enum Pick {
        /** All of it alike. */
        RANDOM,
        /** Rather what the filter was in doubt about, by the variance of its probability; a fifth of it blindly. */
        UNCERTAIN
    }

    /**
     * What a quarantine gets to know: the label of all that is held, since a reviewer looks at it, and of a random share
     * of the rest.
     *
     * @param audit share of the mail not held whose label is told, 0 to 1
     * @param pick which
     */
    record Held(double audit, Pick pick) implements Protocol {}

    /** No label at all: what a filter knows before its first message. */
    record Cold() implements Protocol {}

    /** The forms in which {@link #parse} takes them, for messages to the user. */
    String FORMS = "immediate, delayed:N, late:N, partial[:SHARE], held[:SHARE[:uncertain]] or cold";

    /** A protocol by its name; empty if there is none of that name or its number is out of range. */
    static Optional<Protocol> parse(String text) {
        Matcher form =
                Pattern.compile("([a-z]+)(?::([0-9.]{1,12})(:uncertain)?)?").matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        Optional<Double> number;
        try {
            number = Optional.ofNullable(form.group(2)).map(Double::valueOf);
        } catch (NumberFormatException notOne) {
            return Optional.empty();
        }
        Pick pick = form.group(3) == null ? Pick.RANDOM : Pick.UNCERTAIN;
        if (pick == Pick.UNCERTAIN && !form.group(1).equals("held")) {
            return Optional.empty();
        }
        boolean share = number.orElse(0.0) <= 1;
        boolean count = number.isPresent() && number.get() == Math.rint(number.get()) && number.get() < 1e9;
        return switch (form.group(1)) {
            case "immediate" -> number.isEmpty() ? Optional.of(new Immediate()) : Optional.empty();
            case "cold" -> number.isEmpty() ? Optional.of(new Cold()) : Optional.empty();
            case "delayed" -> count ? Optional.of(new Delayed(number.get().intValue())) : Optional.empty();
            case "late" -> count ? Optional.of(new Late(number.get().intValue())) : Optional.empty();
            case "partial" -> share ? Optional.of(new Partial(number.orElse(REPORTING))) : Optional.empty();
            case "held" -> share ? Optional.of(new Held(number.orElse(AUDIT), pick)) : Optional.empty();
            default -> Optional.empty();
        };
    }
}
