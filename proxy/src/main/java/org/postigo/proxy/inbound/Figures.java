package org.postigo.proxy.inbound;

import java.util.Map;

/**
 * What the server has done since it was started, for the metrics.
 *
 * @param connections accepted from the network
 * @param open connections now
 * @param tls connections that were encrypted
 * @param transactions begun with MAIL
 * @param messages handed to the gate
 * @param accepted messages answered with 2yz
 * @param octets of content of the messages handed to the gate
 * @param replies by first digit, 2 to 5
 * @param refusals before the gate had a whole message, by cause
 * @param earlyTalkers clients that talked before the greeting
 * @param spooled octets of messages being worked on now
 * @param spooledInMemory how much of them is in memory
 * @param spoolLimit octets of messages that may be worked on at once; beyond that a client is told to try later
 */
public record Figures(
        long connections,
        long open,
        long tls,
        long transactions,
        long messages,
        long accepted,
        long octets,
        Map<Integer, Long> replies,
        Map<Cause, Long> refusals,
        long earlyTalkers,
        long spooled,
        long spooledInMemory,
        long spoolLimit) {
    /** Copies the maps. */
    public Figures {
        replies = Map.copyOf(replies);
        refusals = Map.copyOf(refusals);
    }
}
