package org.postigo.proxy.flow;

import org.postigo.proxy.outbound.Latencies;

/**
 * A snapshot of what the flow has done since start, for metrics and health.
 *
 * @param acknowledged messages answered 250
 * @param deferred messages answered 4yz
 * @param refused messages answered 5yz
 * @param copiesDelivered copies that a mailbox server took
 * @param copiesHeld copies that wait for a reviewer
 * @param copiesQueued copies that wait in the release queue
 * @param relayRefused recipients of foreign domains
 * @param clientsRefused recipients refused since several lists agree about the client
 * @param recipientsRefused recipients that a mailbox server refused for good
 * @param recipientsDeferred recipients that could not be asked for
 * @param holdSpaceShort messages put off since there was no room to hold them
 * @param greylisted messages asked to come again since they were suspicious and their sender new
 * @param bugs transactions that ended in an exception of ours
 * @param unreadable messages that made the classifier fail and were held
 * @param unjudged messages passed on with a tag since the classifier was down
 * @param classifierDown whether it was down a moment ago
 * @param underWay messages between the final dot and our reply now
 * @param total from the final dot to our reply
 * @param assess time of assessments
 * @param recipient from RCPT to our reply to it
 */
public record FlowFigures(
        long acknowledged,
        long deferred,
        long refused,
        long copiesDelivered,
        long copiesHeld,
        long copiesQueued,
        long relayRefused,
        long clientsRefused,
        long recipientsRefused,
        long recipientsDeferred,
        long holdSpaceShort,
        long greylisted,
        long bugs,
        long unreadable,
        long unjudged,
        boolean classifierDown,
        int underWay,
        Latencies.Summary total,
        Latencies.Summary assess,
        Latencies.Summary recipient) {}
