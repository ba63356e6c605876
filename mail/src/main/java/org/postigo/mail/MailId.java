package org.postigo.mail;

import java.time.Instant;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * Our own name of one mail transaction: 10 characters of time and 6 of chance in Crockford's base 32 (no I, L, O, U),
 * so that names sort by time, can be read aloud and serve as file names.
 *
 * @param text 16 characters, upper case
 */
public record MailId(String text) implements Comparable<MailId> {
    private static final String DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final Pattern FORM = Pattern.compile("[0-9A-HJKMNP-TV-Z]{16}");

    /** Accepts the 16 characters only. */
    public MailId {
        Objects.requireNonNull(text);
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("not a mail id: " + text);
        }
    }

    /** A new name; two of the same millisecond differ by 30 bits of {@code random}. */
    public static MailId next(Instant now, RandomGenerator random) {
        var text = new char[16];
        long time = now.toEpochMilli();
        for (int i = 9; i >= 0; i--, time >>>= 5) {
            text[i] = DIGITS.charAt((int) (time & 31));
        }
        int chance = random.nextInt();
        for (int i = 15; i >= 10; i--, chance >>>= 5) {
            text[i] = DIGITS.charAt(chance & 31);
        }
        return new MailId(new String(text));
    }

    /** The next name of the same millisecond, for a second thing of the same transaction. */
    public MailId sibling() {
        var next = text.toCharArray();
        for (int i = 15; i >= 10; i--) {
            int digit = DIGITS.indexOf(next[i]) + 1 & 31;
            next[i] = DIGITS.charAt(digit);
            if (digit != 0) {
                break;
            }
        }
        return new MailId(new String(next));
    }

    /** When it was made, to the millisecond. */
    public Instant time() {
        long time = 0;
        for (int i = 0; i < 10; i++) {
            time = time << 5 | DIGITS.indexOf(text.charAt(i));
        }
        return Instant.ofEpochMilli(time);
    }

    @Override
    public int compareTo(MailId other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
