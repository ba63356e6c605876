package org.postigo.classifier.html;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.List;
import java.util.function.Function;
import org.postigo.mail.message.ParsedMessage;

/**
 * Reads each message's HTML once for all checks and models. Forgets a message with its last user: the keys are weak, and
 * compared by identity.
 */
public final class HtmlReadings {
    private final Cache<ParsedMessage, HtmlReading> readings =
            Caffeine.newBuilder().weakKeys().executor(Runnable::run).build();

    private final Cache<ParsedMessage, List<Link>> links =
            Caffeine.newBuilder().weakKeys().executor(Runnable::run).build();

    /** The message's links, as they are found the first time. */
    List<Link> links(ParsedMessage message, Function<ParsedMessage, List<Link>> finder) {
        return links.get(message, finder);
    }

    /** What the message's HTML shows; {@link HtmlReading#NONE} if it has none. */
    public HtmlReading of(ParsedMessage message) {
        return message.html().isEmpty() ? HtmlReading.NONE : readings.get(message, some -> HtmlReading.of(some.html()));
    }
}
