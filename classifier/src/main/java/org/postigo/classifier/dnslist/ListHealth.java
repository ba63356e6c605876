package org.postigo.classifier.dnslist;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How a list fares, for the desk.
 *
 * @param list its definition; the key is not in it
 * @param state now
 * @param why in words, empty when active
 * @param until when a pause ends
 * @param queries asked since start
 * @param hits answered by a listing
 * @param errors refused, or answered outside the documented codes
 * @param timeouts without an answer
 * @param meanLatency of those answered
 * @param tested when the self-test last had a result
 */
public record ListHealth(
        DnsList list,
        State state,
        String why,
        Optional<Instant> until,
        long queries,
        long hits,
        long errors,
        long timeouts,
        Duration meanLatency,
        Optional<Instant> tested) {
    /** Whether a list is asked. */
    public enum State {
        /** It is asked. */
        ACTIVE,
        /** It refused or fell silent, and is left alone for a while. */
        PAUSED,
        /** It failed its self-test and is not asked before it passes. */
        DISABLED,
        /** The operator has not switched it on, or its terms are not met. */
        OFF
    }
}
