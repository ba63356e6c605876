package org.postigo.proxy.inbound;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Who answers a message: the gate, or the ceiling on its time. The first to take the claim does, so that a client is never
 * told 451 about a message whose copies count as acknowledged, nor the other way round.
 */
public final class Claim {
    private final AtomicBoolean taken = new AtomicBoolean();

    /** True for the first who asks, and for nobody after. */
    public boolean take() {
        return taken.compareAndSet(false, true);
    }
}
