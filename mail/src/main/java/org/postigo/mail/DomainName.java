package org.postigo.mail;

import java.net.IDN;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * A domain name in the one form that all comparisons use: A-labels, lower case, no final dot; or an address
 * literal in square brackets as it came (RFC 5321 §4.1.3).
 *
 * @param text at most 255 octets, never empty
 */
public record DomainName(String text) implements Comparable<DomainName> {
    private static final int MAX_OCTETS = 255;

    /** Accepts only what {@link #parse} yields. */
    public DomainName {
        Objects.requireNonNull(text);
        if (!isNormal(text)) {
            throw new IllegalArgumentException("not a normalised domain name: " + text);
        }
    }

    /** Reads a name as people and protocols write it (U-labels, capitals, final dot); empty if it is none. */
    public static Optional<DomainName> parse(String raw) {
        if (raw.startsWith("[")) {
            return isLiteral(raw) ? Optional.of(new DomainName(raw)) : Optional.empty();
        }
        if (raw.length() > MAX_OCTETS + 1) {
            // Punycode grows with the square of a label: nothing long is converted at all.
            return Optional.empty();
        }
        String bare = raw.endsWith(".") ? raw.substring(0, raw.length() - 1) : raw;
        try {
            String ascii = IDN.toASCII(bare, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
            return isNormal(ascii) ? Optional.of(new DomainName(ascii)) : Optional.empty();
        } catch (IllegalArgumentException notAName) {
            return Optional.empty();
        }
    }

    /** The name that is known to be one; for constants and tests. */
    public static DomainName of(String name) {
        return parse(name).orElseThrow(() -> new IllegalArgumentException("not a domain name: " + name));
    }

    /** Whether this is an address literal such as {@code [192.0.2.1]} or {@code [IPv6:2001:db8::1]}. */
    public boolean literal() {
        return text.startsWith("[");
    }

    /** Whether this is {@code other} or a name below it. */
    public boolean within(DomainName other) {
        return text.equals(other.text) || text.endsWith("." + other.text);
    }

    /** The name as people read it (U-labels). */
    public String display() {
        return literal() ? text : IDN.toUnicode(text, IDN.ALLOW_UNASSIGNED);
    }

    @Override
    public int compareTo(DomainName other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }

    private static boolean isNormal(String text) {
        if (text.isEmpty() || text.length() > MAX_OCTETS) {
            return false;
        }
        if (text.startsWith("[")) {
            return isLiteral(text);
        }
        int label = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '.') {
                if (label == 0) {
                    return false;
                }
                label = 0;
            } else if (c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '_') {
                if (++label > 63) {
                    return false;
                }
            } else {
                return false;
            }
        }
        return label > 0;
    }

    private static boolean isLiteral(String text) {
        return text.length() > 2
                && text.length() <= MAX_OCTETS
                && text.endsWith("]")
                && text.substring(1, text.length() - 1).chars().allMatch(DomainName::isLiteralCharacter);
    }

    /** Fewer than RFC 5321 §4.1.3 allows: enough for addresses, and nothing that could end a path on the wire. */
    private static boolean isLiteralCharacter(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '.' || c == ':' || c == '-';
    }
}
