package org.postigo.store.held;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postigo.mail.MailId;

/**
 * Names one recipient's held copy of a message.
 *
 * @param mail the message
 * @param ordinal of the copy within the message, 0 to 9999
 */
public record CopyId(MailId mail, int ordinal) implements Comparable<CopyId> {
    private static final Pattern FORM = Pattern.compile("([0-9A-Z]{16})-([0-9]{1,4})");

    /** Checks the range. */
    public CopyId {
        if (ordinal < 0 || ordinal > 9999) {
            throw new IllegalArgumentException("ordinal out of range: " + ordinal);
        }
    }

    /** Reads what {@link #toString} wrote. */
    public static Optional<CopyId> parse(String text) {
        Matcher form = FORM.matcher(text);
        try {
            return form.matches()
                    ? Optional.of(new CopyId(new MailId(form.group(1)), Integer.parseInt(form.group(2))))
                    : Optional.empty();
        } catch (IllegalArgumentException notOne) {
            return Optional.empty();
        }
    }

    @Override
    public int compareTo(CopyId other) {
        int byMail = mail.compareTo(other.mail);
        return byMail != 0 ? byMail : Integer.compare(ordinal, other.ordinal);
    }

    @Override
    public String toString() {
        return mail + "-" + ordinal;
    }
}
