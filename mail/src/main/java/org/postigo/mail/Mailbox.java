package org.postigo.mail;

import java.util.Objects;
import java.util.Optional;

/**
 * A mailbox, local part and domain (RFC 5321 §4.1.2), parsed once. The local part is kept unquoted and with its
 * capitals, since only its own server may interpret it; {@link #key} is what we compare by.
 *
 * @param localPart unquoted, 1 to 256 characters without control characters (RFC 5321 §4.5.3.1.1 asks for 64 to be
 *     accepted at least; longer ones occur in bounce addresses)
 * @param domain normalised
 */
public record Mailbox(String localPart, DomainName domain) {
    private static final int MAX_LOCAL = 256;

    /** Accepts only what {@link #parse} yields. */
    public Mailbox {
        Objects.requireNonNull(domain);
        if (localPart.isEmpty()
                || localPart.length() > MAX_LOCAL
                || localPart.chars().anyMatch(c -> c < ' ' || c == 127)) {
            throw new IllegalArgumentException("not a local part");
        }
    }

    /**
     * Reads {@code local@domain} with a dot-string or quoted local part; empty if it is no mailbox. Angle brackets,
     * display names and source routes are not read here.
     */
    public static Optional<Mailbox> parse(String raw) {
        int at = raw.lastIndexOf('@');
        if (at < 1) {
            return Optional.empty();
        }
        String local = raw.substring(0, at);
        Optional<String> plain =
                local.startsWith("\"") ? unquote(local) : Optional.of(local).filter(Mailbox::isDotString);
        return plain.filter(p -> !p.isEmpty() && p.length() <= MAX_LOCAL)
                .flatMap(p -> DomainName.parse(raw.substring(at + 1)).map(domain -> new Mailbox(p, domain)));
    }

    /** The mailbox that is known to be one; for constants and tests. */
    public static Mailbox of(String text) {
        return parse(text).orElseThrow(() -> new IllegalArgumentException("not a mailbox: " + text));
    }

    /** What two mailboxes are compared by: {@code local@domain} in lower case. */
    public String key() {
        return localPart.toLowerCase(java.util.Locale.ROOT) + "@" + domain;
    }

    /** The address as it stands on the wire, quoted where it must be. */
    @Override
    public String toString() {
        return (isDotString(localPart) ? localPart : quote(localPart)) + "@" + domain;
    }

    private static Optional<String> unquote(String local) {
        if (local.length() < 2 || !local.endsWith("\"")) {
            return Optional.empty();
        }
        var plain = new StringBuilder();
        for (int i = 1; i < local.length() - 1; i++) {
            char c = local.charAt(i);
            if (c == '\\') {
                if (++i >= local.length() - 1) {
                    return Optional.empty();
                }
                c = local.charAt(i);
            } else if (c == '"') {
                return Optional.empty();
            }
            if (c < ' ' || c == 127) {
                return Optional.empty();
            }
            plain.append(c);
        }
        return Optional.of(plain.toString());
    }

    private static String quote(String plain) {
        return '"' + plain.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /** RFC 5321 §4.1.2 Dot-string, with RFC 6531 characters; leading, doubled and final dots are let pass, as they exist. */
    private static boolean isDotString(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c > ' ' && c != 127 && "\"(),:;<>@[\\]".indexOf(c) < 0);
    }
}
