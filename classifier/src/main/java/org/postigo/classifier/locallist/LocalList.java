package org.postigo.classifier.locallist;

import java.nio.file.Path;
import java.util.Objects;

/**
 * A list of client networks in a file: one address or network in CIDR notation a line, empty lines and what follows
 * {@code #} left out.
 *
 * @param name by which findings call it
 * @param file where it is
 * @param kind what it means to be on it
 */
public record LocalList(String name, Path file, Kind kind) {
    /** What it means to be on a list. */
    public enum Kind {
        /** Counts against the client. */
        BLOCK,
        /** Counts for the client. */
        ALLOW
    }

    /** Refuses null and a name that is not one short word. */
    public LocalList {
        Objects.requireNonNull(file);
        Objects.requireNonNull(kind);
        if (!isName(name)) {
            throw new IllegalArgumentException("a local list's name is a short word of a-z, 0-9 and hyphens: " + name);
        }
    }

    /** Whether a list can be called so: one short word of a-z, 0-9 and hyphens. */
    public static boolean isName(String text) {
        return text.matches("[a-z0-9][a-z0-9-]{0,31}");
    }
}
