package org.postigo.classifier.extract;

/**
 * A file to be looked into.
 *
 * @param name as the sender gave it, at most 1,000 characters, may be empty; hostile text
 * @param body its octets; not copied, never written to
 */
public record Document(String name, byte[] body) {
    private static final int MAX_NAME = 1_000;

    /** Cuts the name. */
    public Document {
        name = name.length() <= MAX_NAME ? name : name.substring(name.length() - MAX_NAME);
    }
}
