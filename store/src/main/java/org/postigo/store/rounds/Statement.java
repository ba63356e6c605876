package org.postigo.store.rounds;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.postigo.store.held.CopyId;

/**
 * What a round came to: every message of it with who decided what and when, sealed by the SHA-256 of {@link #text}, which
 * names the seal of the statement before it. Whoever keeps one seal can prove everything up to it: nothing before can be
 * changed, left out or put in without changing it.
 *
 * @param number in the chain, from 1
 * @param round which
 * @param opened when its messages were gathered
 * @param deadline until when it was to be closed
 * @param closed when it was
 * @param by who closed it
 * @param lines one for each message, in the order of the round
 * @param previous seal of the statement before, {@link #FIRST} for the first
 */
public record Statement(
        int number,
        RoundId round,
        Instant opened,
        Instant deadline,
        Instant closed,
        String by,
        List<Line> lines,
        String previous) {
    /** What stands for the seal before the first one. */
    public static final String FIRST = "0".repeat(64);

    /** Copies the list. */
    public Statement {
        lines = List.copyOf(lines);
    }

    /** What became of a message in its round. */
    public enum Outcome {
        /** Released by a person. */
        RESCUED,
        /** Confirmed as spam by a person. */
        CONFIRMED,
        /** Somebody was not sure: it comes up in the next round. */
        DOUBTFUL,
        /** Nobody decided: it comes up in the next round. */
        UNDECIDED,
        /** It is not there any more: its file was lost, or its record could not be read. */
        GONE;

        /** Whether the next round has it again. */
        public boolean deferred() {
            return this == DOUBTFUL || this == UNDECIDED;
        }
    }

    /**
     * One message.
     *
     * @param copy which
     * @param outcome what became of it
     * @param seen whether somebody looked at it or decided
     * @param by who decided; empty if nobody did
     * @param at when
     */
    public record Line(CopyId copy, Outcome outcome, boolean seen, Optional<String> by, Optional<Instant> at) {}

    /**
     * How many of each.
     *
     * @param held messages of the round
     * @param seen that somebody looked at or decided
     * @param rescued released
     * @param confirmed as spam
     * @param deferred to the next round, doubtful ones among them
     * @param doubtful of which somebody was not sure
     */
    public record Counts(int held, int seen, int rescued, int confirmed, int deferred, int doubtful) {}

    /** How many of each. */
    public Counts counts() {
        return new Counts(
                lines.size(),
                (int) lines.stream().filter(Line::seen).count(),
                count(Outcome.RESCUED),
                count(Outcome.CONFIRMED),
                count(Outcome.DOUBTFUL) + count(Outcome.UNDECIDED),
                count(Outcome.DOUBTFUL));
    }

    private int count(Outcome outcome) {
        return (int) lines.stream().filter(line -> line.outcome() == outcome).count();
    }

    /** The statement as it is sealed: plain lines in UTF-8, so that {@code sha256sum} of it is its seal. */
    public String text() {
        Counts counts = counts();
        var text = new StringBuilder();
        text.append("Postigo review round, statement ").append(number).append('\n');
        line(text, "round", round.text());
        line(text, "opened", opened.toString());
        line(text, "deadline", deadline.toString());
        line(text, "closed", closed.toString());
        line(text, "by", by);
        line(text, "held", Integer.toString(counts.held()));
        line(text, "seen", Integer.toString(counts.seen()));
        line(text, "rescued", Integer.toString(counts.rescued()));
        line(text, "confirmed", Integer.toString(counts.confirmed()));
        line(text, "deferred", Integer.toString(counts.deferred()));
        line(text, "previous", previous);
        for (Line line : lines) {
            text.append(line.copy())
                    .append(' ')
                    .append(line.outcome().name().toLowerCase(Locale.ROOT))
                    .append(line.seen() ? " seen" : " unseen");
            line.at().ifPresent(at -> text.append(' ').append(at));
            line.by().ifPresent(who -> text.append(' ').append(clean(who)));
            text.append('\n');
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(name).append(": ").append(clean(value)).append('\n');
    }

    /** No value may pretend to be a line of its own. */
    private static String clean(String value) {
        return value.codePoints()
                .map(c -> Character.isISOControl(c) || c == '\u2028' || c == '\u2029' ? ' ' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** SHA-256 of {@link #text}, lower-case hex. */
    public String seal() {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(text().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            // FIPS 180-4, which every Java platform has.
            throw new IllegalStateException(impossible);
        }
    }
}
