package org.postigo.proxy.inbound;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import org.postigo.mail.DomainName;
import org.postigo.mail.Envelope;
import org.postigo.mail.ForwardPath;
import org.postigo.mail.Mailbox;
import org.postigo.mail.Recipient;
import org.postigo.mail.ReversePath;
import org.postigo.mail.record.Reply;

/**
 * The grammar of MAIL and RCPT: paths (RFC 5321 §4.1.2, RFC 6531 §3.3) and parameters (RFC 1870, 3461, 6152, 6531). A
 * pure function of the command line and of what was offered.
 */
final class Arguments {
    /** What a command line says, or the reply to it. */
    sealed interface Outcome {
        /** MAIL FROM. */
        record Mail(ReversePath path, Envelope.Parameters parameters) implements Outcome {}

        /** RCPT TO. */
        record Rcpt(Recipient recipient) implements Outcome {}

        /** Neither. */
        record Refused(Reply reply, Cause cause) implements Outcome {}
    }

    /**
     * What holds for this connection.
     *
     * @param offer what was announced in EHLO; nothing of it after HELO
     * @param size octets of the largest message
     * @param postmaster who a bare postmaster is
     */
    record Offered(Gate.Offer offer, long size, Mailbox postmaster) {}

    private static final int MAX_SIZE_DIGITS = 20;
    private static final int MAX_ENVID = 100;
    private static final int MAX_ORCPT = 500;
    private static final int MAX_PATH = 1024;
    private static final Pattern KEYWORD = Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]*");
    private static final Pattern XTEXT = Pattern.compile("([!-*,-<>-~]|\\+[0-9A-F]{2})*");
    private static final Pattern NOTIFY =
            Pattern.compile("NEVER|(SUCCESS|FAILURE|DELAY)(,(SUCCESS|FAILURE|DELAY)){0,2}", Pattern.CASE_INSENSITIVE);
    private static final Pattern ADDRESS_TYPE = Pattern.compile("[A-Za-z0-9-]{1,32}");
    private static final Set<String> MAIL_KEYWORDS = Set.of("SIZE", "BODY", "SMTPUTF8", "RET", "ENVID");
    private static final Set<String> RCPT_KEYWORDS = Set.of("NOTIFY", "ORCPT");

    private Arguments() {}

    /** An answer, thrown inside this class only. */
    private static final class No extends Exception {
        private static final long serialVersionUID = 1;
        private final transient Reply reply;
        private final Cause cause;

        No(int code, String enhanced, String text, Cause cause) {
            super(text, null, false, false);
            this.reply = new Reply(code, enhanced, text);
            this.cause = cause;
        }
    }

    /** Reads what follows {@code MAIL}. */
    static Outcome mail(String argument, Offered offered) {
        try {
            Split split = split(argument, "FROM:", "5.1.7");
            Map<String, String> parameters = parameters(split.rest(), MAIL_KEYWORDS);
            Envelope.Parameters read = mailParameters(parameters, offered);
            ReversePath path = split.path().isEmpty()
                    ? new ReversePath.Null()
                    : new ReversePath.Of(mailbox(split.path(), read.smtputf8(), "5.1.7"));
            return new Outcome.Mail(path, read);
        } catch (No no) {
            return new Outcome.Refused(no.reply, no.cause);
        }
    }

    /**
     * Reads what follows {@code RCPT}.
     *
     * @param smtputf8 whether the transaction was begun with SMTPUTF8
     */
    static Outcome rcpt(String argument, boolean smtputf8, Offered offered) {
        try {
            Split split = split(argument, "TO:", "5.1.3");
            Map<String, String> parameters = parameters(split.rest(), RCPT_KEYWORDS);
            Optional<String> notifyOn = Optional.empty();
            Optional<String> orcpt = Optional.empty();
            for (Map.Entry<String, String> parameter : parameters.entrySet()) {
                if (!offered.offer().dsn()) {
                    throw unknown(parameter.getKey());
                }
                switch (parameter.getKey()) {
                    case "NOTIFY" -> notifyOn = Optional.of(matching(NOTIFY, parameter.getValue(), "NOTIFY"));
                    default -> orcpt = Optional.of(orcpt(parameter.getValue(), smtputf8));
                }
            }
            Mailbox mailbox = split.path().equalsIgnoreCase("postmaster")
                    ? offered.postmaster()
                    : mailbox(split.path(), smtputf8, "5.1.3");
            // Ways to ask for relaying through somebody who trusts us: user%x@here, x!user@here, "user@x"@here.
            if (mailbox.localPart().chars().anyMatch(c -> c == '%' || c == '!' || c == '@')) {
                throw new No(550, "5.7.1", "Relaying denied", Cause.RELAY);
            }
            return new Outcome.Rcpt(new Recipient(new ForwardPath(mailbox), notifyOn, orcpt));
        } catch (No no) {
            return new Outcome.Refused(no.reply, no.cause);
        }
    }

    /** A path without its brackets and source route, and what follows it. */
    private record Split(String path, String rest) {}

    private static Split split(String argument, String word, String badAddress) throws No {
        if (!argument.regionMatches(true, 0, word, 0, word.length())) {
            throw new No(501, "5.5.4", "Syntax: " + word + "<address>", Cause.SYNTAX);
        }
        // A space behind the colon is wrong, and common.
        String text = argument.substring(word.length()).stripLeading();
        if (!text.startsWith("<")) {
            throw new No(501, badAddress, "Address must stand in angle brackets", Cause.SYNTAX);
        }
        int end = endOfPath(text);
        if (end < 0 || end > MAX_PATH) {
            throw new No(501, badAddress, "Bad address syntax", Cause.SYNTAX);
        }
        String rest = text.substring(end + 1);
        if (!rest.isEmpty() && rest.charAt(0) != ' ') {
            throw new No(501, "5.5.4", "Space expected behind the address", Cause.SYNTAX);
        }
        return new Split(withoutRoute(text.substring(1, end), badAddress), rest.strip());
    }

    /** The closing bracket outside quotes, or -1. */
    private static int endOfPath(String text) {
        boolean quoted = false;
        for (int i = 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted && c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == '>' && !quoted) {
                return i;
            } else if (c == '<' && !quoted) {
                return -1;
            }
        }
        return -1;
    }

    /** RFC 5321 §4.1.1.3 and appendix C: a source route must be accepted and should be ignored. */
    private static String withoutRoute(String path, String badAddress) throws No {
        if (!path.startsWith("@")) {
            return path;
        }
        int colon = path.indexOf(':');
        if (colon < 0 || colon == path.length() - 1) {
            throw new No(501, badAddress, "Bad source route", Cause.SYNTAX);
        }
        for (String hop : path.substring(0, colon).split(",", -1)) {
            if (!hop.startsWith("@") || DomainName.parse(hop.substring(1)).isEmpty()) {
                throw new No(501, badAddress, "Bad source route", Cause.SYNTAX);
            }
        }
        return path.substring(colon + 1);
    }

    private static Mailbox mailbox(String text, boolean smtputf8, String badAddress) throws No {
        if (!smtputf8 && text.chars().anyMatch(c -> c > 127)) {
            // RFC 6531 §3.5
            throw new No(553, "5.6.7", "Address needs SMTPUTF8", Cause.PARAMETER);
        }
        Mailbox mailbox =
                Mailbox.parse(text).orElseThrow(() -> new No(501, badAddress, "Bad address syntax", Cause.SYNTAX));
        if (mailbox.domain().literal() && !isAddress(mailbox.domain().text())) {
            throw new No(501, badAddress, "Bad address literal", Cause.SYNTAX);
        }
        return mailbox;
    }

    /** RFC 5321 §4.1.3 */
    private static boolean isAddress(String literal) {
        String inner = literal.substring(1, literal.length() - 1);
        boolean six = inner.regionMatches(true, 0, "IPv6:", 0, 5);
        try {
            return InetAddress.ofLiteral(six ? inner.substring(5) : inner).getAddress().length == (six ? 16 : 4);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static Map<String, String> parameters(String rest, Set<String> known) throws No {
        Map<String, String> parameters = new LinkedHashMap<>();
        if (rest.isEmpty()) {
            return parameters;
        }
        for (String word : rest.split(" +")) {
            int equals = word.indexOf('=');
            String keyword = equals < 0 ? word : word.substring(0, equals);
            if (!KEYWORD.matcher(keyword).matches()) {
                throw new No(501, "5.5.4", "Bad parameter syntax", Cause.PARAMETER);
            }
            String name = keyword.toUpperCase(Locale.ROOT);
            if (!known.contains(name)) {
                throw unknown(name);
            }
            if (parameters.put(name, equals < 0 ? "" : word.substring(equals + 1)) != null) {
                throw new No(501, "5.5.4", "Parameter given twice", Cause.PARAMETER);
            }
            if (equals < 0 != name.equals("SMTPUTF8")) {
                throw bad(name);
            }
        }
        return parameters;
    }

    private static Envelope.Parameters mailParameters(Map<String, String> parameters, Offered offered) throws No {
        OptionalLong size = OptionalLong.empty();
        Envelope.Body body = Envelope.Body.SEVEN_BIT;
        boolean smtputf8 = false;
        Optional<String> ret = Optional.empty();
        Optional<String> envid = Optional.empty();
        for (Map.Entry<String, String> parameter : parameters.entrySet()) {
            String name = parameter.getKey();
            String value = parameter.getValue();
            switch (name) {
                case "SIZE" -> size = OptionalLong.of(size(value, offered.size()));
                case "BODY" -> body = body(value, offered.offer());
                case "SMTPUTF8" -> {
                    if (!offered.offer().smtpUtf8()) {
                        throw unknown(name);
                    }
                    smtputf8 = true;
                }
                case "RET" -> {
                    String upper = value.toUpperCase(Locale.ROOT);
                    if (!offered.offer().dsn()) {
                        throw unknown(name);
                    }
                    if (!upper.equals("FULL") && !upper.equals("HDRS")) {
                        throw bad(name);
                    }
                    ret = Optional.of(upper);
                }
                default -> {
                    if (!offered.offer().dsn()) {
                        throw unknown(name);
                    }
                    if (value.length() > MAX_ENVID || value.isEmpty()) {
                        throw bad(name);
                    }
                    envid = Optional.of(matching(XTEXT, value, name));
                }
            }
        }
        return new Envelope.Parameters(size, body, smtputf8, ret, envid);
    }

    /** RFC 1870 §6: up to 20 digits, which may be more than any number of ours. */
    private static long size(String value, long most) throws No {
        if (value.isEmpty()
                || value.length() > MAX_SIZE_DIGITS
                || !value.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw bad("SIZE");
        }
        String digits = value.replaceFirst("^0+(?=.)", "");
        long size = digits.length() > 18 ? Long.MAX_VALUE : Long.parseLong(digits);
        if (size > most) {
            throw new No(552, "5.3.4", "Message too large", Cause.SIZE);
        }
        return size;
    }

    private static Envelope.Body body(String value, Gate.Offer offer) throws No {
        return switch (value.toUpperCase(Locale.ROOT)) {
            case "7BIT" -> Envelope.Body.SEVEN_BIT;
            case "8BITMIME" -> {
                if (!offer.eightBitMime()) {
                    throw unknown("BODY");
                }
                yield Envelope.Body.EIGHT_BIT_MIME;
            }
            case "BINARYMIME" -> throw new No(555, "5.6.1", "BINARYMIME is not offered", Cause.PARAMETER);
            default -> throw bad("BODY");
        };
    }

    /** RFC 3461 §4.2, RFC 6533 §3. */
    private static String orcpt(String value, boolean smtputf8) throws No {
        int semicolon = value.indexOf(';');
        if (value.length() > MAX_ORCPT
                || semicolon < 0
                || semicolon == value.length() - 1
                || !ADDRESS_TYPE.matcher(value.substring(0, semicolon)).matches()) {
            throw bad("ORCPT");
        }
        String address = value.substring(semicolon + 1);
        boolean unicode = smtputf8 && value.regionMatches(true, 0, "utf-8;", 0, 6);
        String checked = unicode ? address.replaceAll("[^\\x00-\\x7F]", "u") : address;
        matching(XTEXT, checked, "ORCPT");
        return value;
    }

    private static String matching(Pattern form, String value, String name) throws No {
        if (!form.matcher(value).matches()) {
            throw bad(name);
        }
        return value;
    }

    private static No bad(String name) {
        return new No(501, "5.5.4", "Bad value of " + name, Cause.PARAMETER);
    }

    private static No unknown(String name) {
        return new No(
                555,
                "5.5.4",
                (MAIL_KEYWORDS.contains(name) || RCPT_KEYWORDS.contains(name) ? name : "Parameter") + " is not offered",
                Cause.PARAMETER);
    }
}
