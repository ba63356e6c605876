package org.postigo.classifier.check;

import java.time.Duration;
import java.time.Instant;
import org.postigo.mail.MailObject;
import org.postigo.mail.message.ParsedMessage;

/**
 * What a check looks at.
 *
 * @param mail as it arrived
 * @param message the same, taken apart
 * @param deadline by which an answer still counts
 */
public record Subject(MailObject mail, ParsedMessage message, Instant deadline) {
    private static final Duration MARGIN = Duration.ofMillis(500);

    /**
     * When looking things up must have ended: so long before the deadline that what is known by then, and what is not,
     * can still be told.
     */
    public Instant lookupsEnd() {
        return deadline.minus(MARGIN);
    }
}
