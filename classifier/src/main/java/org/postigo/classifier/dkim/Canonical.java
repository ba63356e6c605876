package org.postigo.classifier.dkim;

import java.util.Locale;
import java.util.Optional;

/** The two canonical forms (RFC 6376 §3.4). */
public enum Canonical {
    /** Hardly anything may change. */
    SIMPLE,
    /** White space and the capitals of field names may change. */
    RELAXED;

    /** The form of a name in lower case. */
    static Optional<Canonical> named(String name) {
        return switch (name) {
            case "simple" -> Optional.of(SIMPLE);
            case "relaxed" -> Optional.of(RELAXED);
            default -> Optional.empty();
        };
    }

    /** As it stands in {@code c=}. */
    String tag() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Appends a header field in this form, without final CRLF (RFC 6376 §3.4.1, §3.4.2).
     *
     * @param field name, colon and value; folding included, octets as ISO-8859-1 characters
     */
    public void header(String field, StringBuilder out) {
        if (this == SIMPLE) {
            out.append(field);
            return;
        }
        int colon = field.indexOf(':');
        out.append(field.substring(0, colon).stripTrailing().toLowerCase(Locale.ROOT))
                .append(':');
        int start = out.length();
        boolean space = false;
        for (int i = colon + 1; i < field.length(); i++) {
            char c = field.charAt(i);
            if (c == '\r' && i + 1 < field.length() && field.charAt(i + 1) == '\n') {
                i++;
            } else if (c == ' ' || c == '\t') {
                space = true;
            } else {
                if (space && out.length() > start) {
                    out.append(' ');
                }
                space = false;
                out.append(c);
            }
        }
    }
}
