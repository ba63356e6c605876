package org.postigo.mail.message;

/** What came of taking a message apart. */
public sealed interface ParseOutcome {
    /** It was read, defects included. */
    record Parsed(ParsedMessage message) implements ParseOutcome {}

    /**
     * A budget was exceeded (depth 50, 1,000 parts, header section 256 KB): the message is held, not guessed at.
     *
     * @param budget which, for the journal
     * @param soFar the header section and what had been read
     */
    record TooComplex(String budget, ParsedMessage soFar) implements ParseOutcome {}
}
