package org.postigo.mail.policy;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.postigo.mail.DomainName;
import org.postigo.mail.Mailbox;

/**
 * A sender address that was made for one message or one recipient and will not come again: an entry about it would never
 * match. Told by its form alone.
 */
public enum OneOff {
    /** The recipient's address within the sender's (variable envelope return path). */
    VERP,
    /** Rewritten by a forwarder (sender rewriting scheme). */
    SRS,
    /** Signed for bounces (bounce address tag validation). */
    BATV,
    /** A tag behind a plus sign. */
    TAG,
    /** A long run of letters and digits that nobody would write. */
    TOKEN;

    private static final Pattern SRS_FORM = Pattern.compile("srs[01][=+-].*");
    private static final Pattern BATV_FORM = Pattern.compile("(prvs|btv1|msprvs1|bounce-md)[=+_].*");
    /** {@code news-bounces+ana=example.org}, {@code bounce-12345-ana=example.org}. */
    private static final Pattern VERP_FORM = Pattern.compile(".*[^=]=[a-z0-9-]+(\\.[a-z0-9-]+)+");

    private static final Pattern NUMBERED_BOUNCE = Pattern.compile("(.*[._+-])?bounces?[._+-].*[0-9].*");
    private static final Pattern WORD = Pattern.compile("[a-z0-9]+");

    private static final int LONG_HEX = 12;
    private static final int LONG_MIXED = 16;
    private static final int DIGITS_IN_IT = 4;
    private static final int ALL_DIGITS = 11;

    /** Which kind it is; empty for an address that may well come again. */
    public static Optional<OneOff> of(Mailbox mailbox) {
        String local = mailbox.localPart().toLowerCase(Locale.ROOT);
        if (SRS_FORM.matcher(local).matches()) {
            return Optional.of(SRS);
        }
        if (BATV_FORM.matcher(local).matches()) {
            return Optional.of(BATV);
        }
        if (VERP_FORM.matcher(local).matches() || NUMBERED_BOUNCE.matcher(local).matches()) {
            return Optional.of(VERP);
        }
        if (WORD.matcher(local).results().anyMatch(run -> token(run.group()))) {
            return Optional.of(TOKEN);
        }
        return local.indexOf('+') > 0 ? Optional.of(TAG) : Optional.empty();
    }

    /** Whether it will not come again: a tag may, the other kinds do not, unless a provider open to all gave it to somebody. */
    public static boolean gone(Mailbox mailbox) {
        return !OpenToAll.is(mailbox.domain())
                && of(mailbox).filter(kind -> kind != TAG).isPresent();
    }

    /** The domain to write an entry about instead; empty for an address that may well come again. */
    public static Optional<DomainName> instead(Mailbox mailbox) {
        return of(mailbox).map(_ -> mailbox.domain()).filter(domain -> !OpenToAll.is(domain));
    }

    private static boolean token(String run) {
        long digits = run.chars().filter(Character::isDigit).count();
        boolean hex = run.chars().allMatch(c -> c <= '9' || c <= 'f');
        return digits == run.length()
                ? digits >= ALL_DIGITS
                : digits > 0 && hex && run.length() >= LONG_HEX || digits >= DIGITS_IN_IT && run.length() >= LONG_MIXED;
    }
}
