package org.postigo.appliance.figures;

import java.time.Duration;
import org.postigo.classifier.dnslist.ListHealth;

/**
 * How a DNS list fares.
 *
 * @param state whether it is asked
 * @param queries asked since start
 * @param hits answered by a listing
 * @param errors refused, or answered outside the documented codes
 * @param timeouts without an answer
 * @param latency mean of those answered
 */
public record ListFigures(
        ListHealth.State state, long queries, long hits, long errors, long timeouts, Duration latency) {
    /** Of its health. */
    public static ListFigures of(ListHealth health) {
        return new ListFigures(
                health.state(),
                health.queries(),
                health.hits(),
                health.errors(),
                health.timeouts(),
                health.meanLatency());
    }
}
