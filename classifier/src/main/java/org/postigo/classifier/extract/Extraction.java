package org.postigo.classifier.extract;

import java.util.List;

/** What came of looking into a file. Only {@link Extracted} says anything about it; no other outcome counts as clean. */
public sealed interface Extraction {
    /**
     * It was looked into.
     *
     * @param type true media type, as far as the content shows it
     * @param signs what was found, in order, at most 100
     * @param text of PDF and office documents, at most 20,000 characters; empty for others. Hostile
     */
    record Extracted(String type, List<Sign> signs, String text) implements Extraction {
        /** Copies the list. */
        public Extracted {
            signs = List.copyOf(signs);
        }
    }

    /** It took longer than a document may; the child was killed. */
    record TimedOut() implements Extraction {}

    /**
     * The child died of it, most often of lack of memory.
     *
     * @param detail for the journal
     */
    record Crashed(String detail) implements Extraction {}

    /**
     * No child could be started, or none can be reached.
     *
     * @param detail for the journal
     */
    record Unavailable(String detail) implements Extraction {}

    /** Too many others were waiting. */
    record QueueFull() implements Extraction {}

    /**
     * Something found in a file or in one inside it.
     *
     * @param trait what
     * @param name of the file, inner names behind slashes, at most 300 characters; hostile text
     * @param type true media type of the file concerned
     */
    record Sign(Trait trait, String name, String type) {}

    /** What can be found. */
    enum Trait {
        /** It runs when opened. */
        EXECUTABLE,
        /** An office document with macros. */
        MACRO,
        /** It cannot be opened without a password. */
        ENCRYPTED,
        /** An archive inside an archive. */
        NESTED_ARCHIVE,
        /** Unpacking was stopped: more than 100 times the size, 50 MB, 10,000 names or two levels. */
        OVER_BUDGET,
        /** A container that could not be opened, damaged or of a kind that cannot be read here. */
        UNREADABLE
    }
}
