package org.postigo.classifier.html;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.postigo.mail.message.ParsedMessage;

/**
 * Reads each message's HTML once for all checks and models. Forgets a message with its last user: the keys are weak, and
 * compared by identity.
 */
public final class HtmlReadings {
    private final Cache<ParsedMessage, HtmlReading> readings =
            Caffeine.newBuilder().weakKeys().maximumSize(1_000).build();

    /** What the message's HTML shows; {@link HtmlReading#NONE} if it has none. */
    public HtmlReading of(ParsedMessage message) {
        return message.html().isEmpty() ? HtmlReading.NONE : readings.get(message, some -> HtmlReading.of(some.html()));
    }
}
