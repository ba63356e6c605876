package org.postigo.quarantine;

import java.util.Optional;
import org.postigo.store.held.Decision;

/**
 * What somebody wants done with copies.
 *
 * @param kind of decision
 * @param offer for {@link Decision.Kind#RELEASE_AND_ALLOW}: which identity; if empty, each copy's strongest
 * @param comment in the person's words, may be empty; control characters are removed and it is cut at 1,000 characters
 */
public record Choice(Decision.Kind kind, Optional<Offer> offer, String comment) {
    private static final int LONGEST_COMMENT = 1000;

    /** Cleans the comment. */
    public Choice {
        String clean = comment.codePoints()
                .filter(c -> !Character.isISOControl(c) || c == '\n')
                .limit(LONGEST_COMMENT)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        comment = clean.strip();
    }

    /** Without a comment, and with the strongest identity where one is needed. */
    public static Choice of(Decision.Kind kind) {
        return new Choice(kind, Optional.empty(), "");
    }
}
