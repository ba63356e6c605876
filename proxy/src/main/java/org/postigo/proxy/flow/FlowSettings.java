package org.postigo.proxy.flow;

import java.time.Duration;

/**
 * Times and bounds of one message's way.
 *
 * @param total from the final dot to our reply; default 240 s, well below the 10 minutes that a client waits (RFC 5321
 *     §4.5.3.2.6)
 * @param assess for the classifier; default 10 s
 * @param canary for the harmless message that tells a broken classifier from a message that breaks it; default 3 s
 * @param assessments at the same time, each on a thread of the system's, since one that never ends must not stop the
 *     virtual threads; default 64
 */
public record FlowSettings(Duration total, Duration assess, Duration canary, int assessments) {
    /** The documented defaults. */
    public static final FlowSettings DEFAULT =
            new FlowSettings(Duration.ofSeconds(240), Duration.ofSeconds(10), Duration.ofSeconds(3), 64);

    /** Checks ranges. */
    public FlowSettings {
        if (assessments < 1 || total.compareTo(assess.plus(canary)) <= 0) {
            throw new IllegalArgumentException("the classifier's time must fit into the whole");
        }
    }
}
