package org.postigo.mail.policy;

import java.time.LocalTime;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.postigo.mail.Mailbox;
import org.postigo.mail.policy.ProtectedDomain.MailboxServer;
import org.postigo.mail.policy.ProtectedDomain.Mode;
import org.postigo.mail.policy.ProtectedDomain.Thresholds;

/**
 * One thing that a customer may have otherwise than others. Each stands here once, with the form in which desk, REST,
 * tables, command line and log write it, so that a new one is one line more. Names are never changed: old logs bear them.
 *
 * @param <T> of its value, immutable
 */
public final class Setting<T> {
    /** The longest text that anybody may write. */
    private static final int LONGEST_TEXT = 1_000;

    /** The longest time for which finished mail may be kept, in days: ten years. What is wanted for longer is for ever. */
    private static final int LONGEST_KEPT = 3_650;

    /** Mailbox servers in order of preference: {@code host:port}. */
    public static final Setting<List<MailboxServer>> SERVERS =
            new Setting<>("servers", Reach.DOMAIN, Optional.empty(), some(Setting::server), joined());

    /** What its people read, the first choice first: {@code es}, {@code en}, or both where a text is bilingual. */
    public static final Setting<List<String>> LANGUAGES =
            new Setting<>("languages", Reach.MAILBOX, Optional.of(List.of("en")), some(Setting::language), joined());

    /** What happens to what is suspect: observed only, tagged for the junk folder, or held for review. */
    public static final Setting<Mode> MODE = new Setting<>(
            "mode",
            Reach.MAILBOX,
            Optional.of(Mode.OBSERVE),
            text -> constant(Mode.class, text),
            mode -> mode.name().toLowerCase(Locale.ROOT));

    /** Probability of spam from which on mail is delivered with a mark; without effect from the threshold of holding on. */
    public static final Setting<Double> TAG =
            new Setting<>("tag", Reach.MAILBOX, Optional.of(Thresholds.NEVER), Setting::probability, Setting::figure);

    /** Probability of spam from which on a message is suspect. */
    public static final Setting<Double> HOLD = new Setting<>(
            "hold", Reach.MAILBOX, Optional.of(Thresholds.DEFAULT.hold()), Setting::probability, Setting::figure);

    /** Probability of spam from which on nobody is asked to look; 1 refuses nothing. */
    public static final Setting<Double> REFUSE = new Setting<>(
            "refuse", Reach.MAILBOX, Optional.of(Thresholds.DEFAULT.refuse()), Setting::probability, Setting::figure);

    /** Whether a sender whom nobody knows is asked to come again, where the site does so at all. */
    public static final Setting<Boolean> GREYLIST =
            new Setting<>("greylist", Reach.MAILBOX, Optional.of(true), Setting::flag, Setting::yesOrNo);

    /** The largest message in octets; 0 sets no limit of our own. */
    public static final Setting<Long> SIZE_LIMIT =
            new Setting<>("size-limit", Reach.DOMAIN, Optional.of(0L), Setting::octets, Setting::size);

    /** What a sender whose message is too large can do instead, for the page that the reply points to, in Spanish. */
    public static final Setting<String> SIZE_TEXT_ES = new Setting<>(
            "size-text-es",
            Reach.DOMAIN,
            Optional.of("Subir el archivo a un servicio de intercambio y enviar el enlace, o repartirlo en varios"
                    + " mensajes."),
            Setting::words,
            Function.identity());

    /** The same in English. */
    public static final Setting<String> SIZE_TEXT_EN = new Setting<>(
            "size-text-en",
            Reach.DOMAIN,
            Optional.of("Upload the file to a sharing service and send its link, or spread it over several messages."),
            Setting::words,
            Function.identity());

    /** The same in the reply to the sender's server: one line of ASCII. */
    public static final Setting<String> SIZE_REPLY = new Setting<>(
            "size-reply",
            Reach.DOMAIN,
            Optional.of("send a link to the file, or several smaller messages"),
            Setting::ascii,
            Function.identity());

    /** Whether what is marked bears {@code X-Spam-Flag: YES} too, for mailbox servers that file by that. */
    public static final Setting<Boolean> SPAM_FLAG =
            new Setting<>("spam-flag", Reach.MAILBOX, Optional.of(false), Setting::flag, Setting::yesOrNo);

    /**
     * What stands before the subject of what is marked; none leaves it alone. It breaks every DKIM signature that covers
     * the subject, which is nearly every one.
     */
    public static final Setting<String> SUBJECT_TAG = new Setting<>(
            "subject-tag", Reach.MAILBOX, Optional.of(""), Setting::tag, tag -> tag.isEmpty() ? "none" : tag);

    /** Who may review what is held; none means every reviewer. */
    public static final Setting<List<String>> REVIEWERS =
            new Setting<>("reviewers", Reach.DOMAIN, Optional.of(List.of()), many(Setting::email), joined());

    /** In {@link #DIGEST_TO}: every recipient, of their own mail. */
    public static final String RECIPIENTS = "recipients";

    /**
     * Who is written what is held: {@link #RECIPIENTS} for everybody their own, or the addresses of contacts who get the
     * whole domain's; none writes to nobody, since whoever protects a domain decides what its people are written.
     */
    public static final Setting<List<String>> DIGEST_TO =
            new Setting<>("digest-to", Reach.DOMAIN, Optional.of(List.of()), readers(), joined());

    /** When they are written, by the site's clock. */
    public static final Setting<List<LocalTime>> DIGEST_AT = new Setting<>(
            "digest-at", Reach.DOMAIN, Optional.of(List.of(LocalTime.of(8, 0))), some(Setting::time), joined());

    /**
     * Addresses to which people forward spam that reached them. Mail for them is taken by the gate itself and goes to no
     * mailbox. Of a domain they are its own; what the site or a group says may lie in any domain.
     */
    public static final Setting<List<String>> REPORT_TO =
            new Setting<>("report-to", Reach.DOMAIN, Optional.of(List.of()), many(Setting::email), joined());

    /**
     * For how many days held mail that is decided and finished can still be read; 0 for ever. What nobody has decided, or has
     * still to leave, is kept whatever stands here.
     */
    public static final Setting<Integer> RETENTION =
            new Setting<>("retention", Reach.DOMAIN, Optional.of(30), Setting::days, Setting::inDays);

    /** Whether it goes into the archive when that time is over; otherwise it is thrown away. */
    public static final Setting<Boolean> ARCHIVE =
            new Setting<>("archive", Reach.DOMAIN, Optional.of(false), Setting::flag, Setting::yesOrNo);

    /** All, in the order in which they are shown. */
    public static final List<Setting<?>> ALL = List.of(
            SERVERS,
            LANGUAGES,
            MODE,
            TAG,
            HOLD,
            REFUSE,
            GREYLIST,
            SIZE_LIMIT,
            SIZE_REPLY,
            SIZE_TEXT_ES,
            SIZE_TEXT_EN,
            SPAM_FLAG,
            SUBJECT_TAG,
            REVIEWERS,
            DIGEST_TO,
            DIGEST_AT,
            REPORT_TO,
            RETENTION,
            ARCHIVE);

    private final String name;
    private final Reach reach;
    private final Optional<T> shipped;
    private final Function<String, T> parse;
    private final Function<T, String> text;

    /** The narrowest place where a setting can be made. */
    public enum Reach {
        /** For whole domains only. */
        DOMAIN,
        /** For single mailboxes too. */
        MAILBOX
    }

    private Setting(
            String name, Reach reach, Optional<T> shipped, Function<String, T> parse, Function<T, String> text) {
        this.name = name;
        this.reach = reach;
        this.shipped = shipped;
        this.parse = parse;
        this.text = text;
    }

    /** The setting of that name. */
    public static Optional<Setting<?>> named(String name) {
        return ALL.stream().filter(each -> each.name.equals(name)).findFirst();
    }

    /** Its name, in lower case with hyphens. */
    public String name() {
        return name;
    }

    /** How narrowly it can be made. */
    public Reach reach() {
        return reach;
    }

    /** What holds where nobody has said anything; empty where somebody must. */
    public Optional<T> shipped() {
        return shipped;
    }

    /**
     * Reads a value.
     *
     * @throws IllegalArgumentException if it is none; the message says what would be
     */
    public T parse(String value) {
        return parse.apply(value.strip());
    }

    /** A value as {@link #parse} reads it. */
    public String text(T value) {
        return text.apply(value);
    }

    @Override
    public String toString() {
        return name;
    }

    private static <E> Function<String, List<E>> many(Function<String, E> one) {
        return text -> text.equals("none")
                ? List.of()
                : List.copyOf(Arrays.stream(text.split("[,\\s]+"))
                        .filter(part -> !part.isEmpty())
                        .map(one)
                        .collect(Collectors.toCollection(LinkedHashSet::new)));
    }

    private static <E> Function<String, List<E>> some(Function<String, E> one) {
        Function<String, List<E>> many = many(one);
        return text -> {
            List<E> values = many.apply(text);
            if (values.isEmpty()) {
                throw new IllegalArgumentException("there must be one at least");
            }
            return values;
        };
    }

    private static <E> Function<List<E>, String> joined() {
        return values -> values.isEmpty()
                ? "none"
                : values.stream().map(Object::toString).collect(Collectors.joining(", "));
    }

    private static MailboxServer server(String text) {
        int colon = text.lastIndexOf(':');
        boolean port = colon > text.lastIndexOf(']');
        String host = port ? text.substring(0, colon) : text;
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        try {
            return new MailboxServer(host, port ? Integer.parseInt(text.substring(colon + 1)) : 25);
        } catch (IllegalArgumentException notOne) {
            throw new IllegalArgumentException("a mailbox server is host:port, not " + text, notOne);
        }
    }

    private static String language(String text) {
        if (!text.equals("es") && !text.equals("en")) {
            throw new IllegalArgumentException("a language is es or en, not " + text);
        }
        return text;
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String text) {
        return Stream.of(type.getEnumConstants())
                .filter(each -> each.name().equalsIgnoreCase(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("it is one of "
                        + Stream.of(type.getEnumConstants())
                                .map(each -> each.name().toLowerCase(Locale.ROOT))
                                .collect(Collectors.joining(", "))
                        + ", not " + text));
    }

    private static double probability(String text) {
        try {
            double value = Double.parseDouble(text);
            if (value > 0 && value <= 1) {
                return value;
            }
        } catch (NumberFormatException notOne) {
            throw new IllegalArgumentException("a probability lies above 0 and at most at 1: " + text, notOne);
        }
        throw new IllegalArgumentException("a probability lies above 0 and at most at 1: " + text);
    }

    private static String figure(double value) {
        return Double.toString(value);
    }

    private static boolean flag(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "yes", "true", "on", "sí", "si" -> true;
            case "no", "false", "off" -> false;
            default -> throw new IllegalArgumentException("it is yes or no, not " + text);
        };
    }

    private static String yesOrNo(boolean value) {
        return value ? "yes" : "no";
    }

    private static long octets(String text) {
        if (text.equals("none")) {
            return 0;
        }
        String figure = text.toUpperCase(Locale.ROOT).replace(" ", "").replaceFirst("B$", "");
        long unit = figure.endsWith("K") ? 1_000 : figure.endsWith("M") ? 1_000_000 : 1;
        try {
            long value = Math.multiplyExact(
                    Long.parseLong(unit == 1 ? figure : figure.substring(0, figure.length() - 1)), unit);
            if (value >= 100_000) {
                return value;
            }
        } catch (NumberFormatException | ArithmeticException notOne) {
            throw new IllegalArgumentException("a size is none, or as 25MB: " + text, notOne);
        }
        throw new IllegalArgumentException("a limit below 100 KB would stop ordinary letters: " + text);
    }

    private static String size(long octets) {
        if (octets == 0) {
            return "none";
        }
        return octets % 1_000_000 == 0
                ? octets / 1_000_000 + "MB"
                : octets % 1_000 == 0 ? octets / 1_000 + "KB" : Long.toString(octets);
    }

    private static String words(String text) {
        if (text.isBlank() || text.length() > LONGEST_TEXT || text.chars().anyMatch(c -> c < ' ' || c == 127)) {
            throw new IllegalArgumentException("a text is one line of 1 to " + LONGEST_TEXT + " characters");
        }
        return text;
    }

    /** RFC 5321 §4.2: textstring. A reply line has at most 512 octets, and others stand before it. */
    private static String ascii(String text) {
        if (text.isBlank() || text.length() > 200 || text.chars().anyMatch(c -> c < ' ' || c > 126)) {
            throw new IllegalArgumentException("a reply is one line of 1 to 200 ASCII characters");
        }
        return text;
    }

    /** Stands in a header field as it is. */
    private static String tag(String text) {
        if (text.equals("none") || text.isEmpty()) {
            return "";
        }
        if (text.length() > 40 || text.chars().anyMatch(c -> c < ' ' || c > 126) || text.contains("=?")) {
            throw new IllegalArgumentException("a tag is 1 to 40 ASCII characters such as [SPAM], or none");
        }
        return text;
    }

    private static Function<String, List<String>> readers() {
        Function<String, List<String>> many =
                many(text -> text.equalsIgnoreCase(RECIPIENTS) ? RECIPIENTS : email(text));
        return text -> {
            List<String> readers = many.apply(text);
            if (readers.contains(RECIPIENTS) && readers.size() > 1) {
                throw new IllegalArgumentException("it is recipients, or addresses of contacts, or none");
            }
            return readers;
        };
    }

    private static LocalTime time(String text) {
        try {
            return LocalTime.parse(text.length() == 4 ? "0" + text : text)
                    .withSecond(0)
                    .withNano(0);
        } catch (DateTimeParseException notOne) {
            throw new IllegalArgumentException("a time of day is 08:00, not " + text, notOne);
        }
    }

    private static int days(String text) {
        if (text.equalsIgnoreCase("forever")) {
            return 0;
        }
        try {
            int days = Integer.parseInt(text.toLowerCase(Locale.ROOT).replaceFirst("\\s*(d|days?)$", ""));
            if (days >= 1 && days <= LONGEST_KEPT) {
                return days;
            }
        } catch (NumberFormatException notOne) {
            throw new IllegalArgumentException("it is a number of days, or forever, not " + text, notOne);
        }
        throw new IllegalArgumentException("it is 1 to " + LONGEST_KEPT + " days, or forever, not " + text);
    }

    private static String inDays(int days) {
        return days == 0 ? "forever" : days == 1 ? "1 day" : days + " days";
    }

    private static String email(String text) {
        return Mailbox.parse(text)
                .map(Mailbox::toString)
                .orElseThrow(() -> new IllegalArgumentException("not an address: " + text));
    }
}
