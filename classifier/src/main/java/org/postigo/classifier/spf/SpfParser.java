package org.postigo.classifier.spf;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postigo.mail.auth.AuthenticationResults.Outcome;
import org.postigo.mail.policy.Cidr;

/** Reads SPF records by the grammar of RFC 7208 §12. One syntax error anywhere spoils the record (§4.6). */
final class SpfParser {
    private static final Pattern MODIFIER = Pattern.compile("([A-Za-z][A-Za-z0-9._-]*)=(.*)");
    private static final Pattern MECHANISM = Pattern.compile("([+?~-]?)([A-Za-z][A-Za-z0-9_-]*)(.*)");
    private static final Pattern DUAL_CIDR = Pattern.compile("(.*?)(?:/(\\d+))?(?://(\\d+))?");
    private static final Pattern NETWORK = Pattern.compile("([^/]*)(?:/(\\d+))?");
    private static final Pattern QUAD =
            Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)\\.){3}(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
    private static final Pattern TOP_LABEL =
            Pattern.compile("[A-Za-z0-9]*[A-Za-z][A-Za-z0-9]*|[A-Za-z0-9]+-[A-Za-z0-9-]*[A-Za-z0-9]");
    private static final Pattern EXPAND = Pattern.compile("\\{([A-Za-z])(\\d*)([rR]?)([.+,/_=-]*)}");

    /** RFC 7208 §7.2: c, r and t stand in explanation texts only. */
    private static final String DOMAIN_LETTERS = "slodiphv";

    private SpfParser() {}

    /** What came of reading. */
    sealed interface Parsed {
        /** A sound record. */
        record Sound(SpfRecord record) implements Parsed {}

        /** A record that is none. */
        record Broken(String why) implements Parsed {}
    }

    /** Whether a text is an SPF record, sound or not (RFC 7208 §4.5). */
    static boolean isRecord(String text) {
        return text.regionMatches(true, 0, "v=spf1", 0, 6) && (text.length() == 6 || text.charAt(6) == ' ');
    }

    /** Reads a text that {@link #isRecord}. */
    static Parsed parse(String text) {
        var directives = new ArrayList<SpfRecord.Directive>();
        Optional<SpfMacro> redirect = Optional.empty();
        boolean explained = false;
        for (String term : text.substring(6).split(" ", -1)) {
            if (term.isEmpty()) {
                continue;
            }
            Matcher modifier = MODIFIER.matcher(term);
            if (modifier.matches()) {
                String name = modifier.group(1).toLowerCase(Locale.ROOT);
                boolean known = name.equals("redirect") || name.equals("exp");
                // RFC 7208 §6: unknown modifiers are ignored, but must be well formed
                Optional<SpfMacro> value =
                        known ? domainSpec(modifier.group(2)) : macroString(modifier.group(2), "slodiphvcrt");
                boolean twice = name.equals("redirect") && redirect.isPresent() || name.equals("exp") && explained;
                if (value.isEmpty() || twice) {
                    return new Parsed.Broken("bad modifier " + term);
                }
                if (name.equals("redirect")) {
                    redirect = value;
                }
                explained |= name.equals("exp");
                continue;
            }
            Optional<SpfRecord.Directive> directive = directive(term);
            if (directive.isEmpty()) {
                return new Parsed.Broken("bad term " + term);
            }
            directives.add(directive.get());
        }
        return new Parsed.Sound(new SpfRecord(directives, redirect));
    }

    private static Optional<SpfRecord.Directive> directive(String term) {
        Matcher parts = MECHANISM.matcher(term);
        if (!parts.matches()) {
            return Optional.empty();
        }
        Outcome outcome = switch (parts.group(1)) {
            case "-" -> Outcome.FAIL;
            case "~" -> Outcome.SOFTFAIL;
            case "?" -> Outcome.NEUTRAL;
            default -> Outcome.PASS;
        };
        String rest = parts.group(3);
        Optional<? extends SpfRecord.Mechanism> mechanism = switch (parts.group(2)
                .toLowerCase(Locale.ROOT)) {
            case "all" -> rest.isEmpty() ? Optional.of(new SpfRecord.All()) : Optional.empty();
            case "include" -> argument(rest).flatMap(SpfParser::domainSpec).map(SpfRecord.Include::new);
            case "exists" -> argument(rest).flatMap(SpfParser::domainSpec).map(SpfRecord.Exists::new);
            case "ptr" -> optionalDomain(rest).map(SpfRecord.Ptr::new);
            case "a" -> withPrefixes(rest).map(both -> new SpfRecord.A(both.domain(), both.prefixes()));
            case "mx" -> withPrefixes(rest).map(both -> new SpfRecord.Mx(both.domain(), both.prefixes()));
            case "ip4" -> argument(rest).flatMap(SpfParser::ipv4);
            case "ip6" -> argument(rest).flatMap(SpfParser::ipv6);
            default -> Optional.empty();
        };
        return mechanism.map(known -> new SpfRecord.Directive(outcome, known, term));
    }

    private static Optional<String> argument(String rest) {
        return rest.startsWith(":") ? Optional.of(rest.substring(1)) : Optional.empty();
    }

    private record DomainAndPrefixes(Optional<SpfMacro> domain, SpfRecord.Prefixes prefixes) {}

    private static Optional<DomainAndPrefixes> withPrefixes(String rest) {
        Matcher parts = DUAL_CIDR.matcher(rest);
        if (!parts.matches()) {
            return Optional.empty();
        }
        Optional<Integer> ipv4 = length(parts.group(2), 32);
        Optional<Integer> ipv6 = length(parts.group(3), 128);
        Optional<Optional<SpfMacro>> domain = optionalDomain(parts.group(1));
        if (ipv4.isEmpty() || ipv6.isEmpty() || domain.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new DomainAndPrefixes(domain.get(), new SpfRecord.Prefixes(ipv4.get(), ipv6.get())));
    }

    /** No domain at all, or a colon and a sound one; empty if neither. */
    private static Optional<Optional<SpfMacro>> optionalDomain(String rest) {
        if (rest.isEmpty()) {
            return Optional.of(Optional.empty());
        }
        return argument(rest).flatMap(SpfParser::domainSpec).map(Optional::of);
    }

    private static Optional<Integer> length(@org.jspecify.annotations.Nullable String digits, int max) {
        if (digits == null) {
            return Optional.of(max);
        }
        boolean sound = digits.length() <= 3 && (digits.length() == 1 || digits.charAt(0) != '0');
        return sound ? Optional.of(Integer.valueOf(digits)).filter(length -> length <= max) : Optional.empty();
    }

    private static Optional<SpfRecord.Ip> ipv4(String text) {
        Matcher parts = NETWORK.matcher(text);
        if (!parts.matches() || !QUAD.matcher(parts.group(1)).matches()) {
            return Optional.empty();
        }
        InetAddress address = InetAddress.ofLiteral(parts.group(1));
        return length(parts.group(2), 32).map(prefix -> new SpfRecord.Ip(Optional.of(new Cidr(address, prefix))));
    }

    private static Optional<SpfRecord.Ip> ipv6(String text) {
        Matcher parts = NETWORK.matcher(text);
        if (!parts.matches() || !IPV6.matcher(parts.group(1)).matches()) {
            return Optional.empty();
        }
        try {
            InetAddress address = InetAddress.ofLiteral(parts.group(1));
            boolean mapped = address.getAddress().length == 4;
            return length(parts.group(2), 128)
                    .map(prefix ->
                            new SpfRecord.Ip(mapped ? Optional.empty() : Optional.of(new Cidr(address, prefix))));
        } catch (IllegalArgumentException notAnAddress) {
            return Optional.empty();
        }
    }

    /** domain-spec = macro-string domain-end (§7.1): it ends in a macro, or in a dot and a label that is not a number. */
    private static Optional<SpfMacro> domainSpec(String text) {
        Optional<SpfMacro> macro = macroString(text, DOMAIN_LETTERS);
        if (macro.isEmpty() || macro.get().segments().isEmpty()) {
            return Optional.empty();
        }
        if (macro.get().segments().getLast() instanceof SpfMacro.Expand) {
            return macro;
        }
        String bare = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        int dot = bare.lastIndexOf('.');
        return dot >= 0 && TOP_LABEL.matcher(bare.substring(dot + 1)).matches() ? macro : Optional.empty();
    }

    private static Optional<SpfMacro> macroString(String text, String letters) {
        var segments = new ArrayList<SpfMacro.Segment>();
        var literal = new StringBuilder();
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c < '!' || c > '~') {
                return Optional.empty();
            }
            if (c != '%') {
                literal.append(c);
                i++;
                continue;
            }
            char next = i + 1 < text.length() ? text.charAt(i + 1) : ' ';
            switch (next) {
                case '%' -> literal.append('%');
                case '_' -> literal.append(' ');
                case '-' -> literal.append("%20");
                case '{' -> {
                    Matcher expand = EXPAND.matcher(text).region(i + 1, text.length());
                    if (!expand.lookingAt()) {
                        return Optional.empty();
                    }
                    char letter = expand.group(1).charAt(0);
                    String digits = expand.group(2);
                    boolean zero = !digits.isEmpty() && digits.chars().allMatch(digit -> digit == '0');
                    if (letters.indexOf(Character.toLowerCase(letter)) < 0 || zero) {
                        return Optional.empty();
                    }
                    flush(literal, segments);
                    // 127 labels are the most that a name can have
                    int keep = digits.isEmpty() ? 0 : digits.length() > 3 ? 999 : Integer.parseInt(digits);
                    segments.add(new SpfMacro.Expand(
                            Character.toLowerCase(letter),
                            Character.isUpperCase(letter),
                            keep,
                            !expand.group(3).isEmpty(),
                            expand.group(4)));
                    i = expand.end() - 2;
                }
                default -> {
                    return Optional.empty();
                }
            }
            i += 2;
        }
        flush(literal, segments);
        return Optional.of(new SpfMacro(segments));
    }

    private static void flush(StringBuilder literal, List<SpfMacro.Segment> segments) {
        if (!literal.isEmpty()) {
            segments.add(new SpfMacro.Literal(literal.toString()));
            literal.setLength(0);
        }
    }
}
