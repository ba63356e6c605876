package org.postigo.proxy.flow;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.postigo.mail.record.CopyOutcome;
import org.postigo.mail.record.Reply;
import org.postigo.proxy.outbound.Latencies;

/** Counters behind {@link FlowFigures}. */
final class Counts {
    final LongAdder acknowledged = new LongAdder();
    final LongAdder deferred = new LongAdder();
    final LongAdder refused = new LongAdder();
    final LongAdder copiesDelivered = new LongAdder();
    final LongAdder copiesHeld = new LongAdder();
    final LongAdder copiesQueued = new LongAdder();
    final LongAdder relayRefused = new LongAdder();
    final LongAdder clientsRefused = new LongAdder();
    final LongAdder recipientsRefused = new LongAdder();
    final LongAdder recipientsDeferred = new LongAdder();
    final LongAdder holdSpaceShort = new LongAdder();
    final LongAdder greylisted = new LongAdder();
    final LongAdder bugs = new LongAdder();
    final AtomicInteger underWay = new AtomicInteger();
    final Latencies total = new Latencies();
    final Latencies assess = new Latencies();
    final Latencies recipient = new Latencies();

    /** The reply that ended a message, and what became of its copies. */
    void message(Reply reply, Iterable<CopyOutcome> outcomes) {
        if (reply.positive()) {
            acknowledged.increment();
        } else if (reply.transientFailure()) {
            deferred.increment();
        } else {
            refused.increment();
        }
        for (CopyOutcome outcome : outcomes) {
            switch (outcome) {
                case CopyOutcome.Delivered _ -> copiesDelivered.increment();
                case CopyOutcome.Held _ -> copiesHeld.increment();
                case CopyOutcome.Queued _ -> copiesQueued.increment();
                case CopyOutcome.HeldInvisibly _, CopyOutcome.Deferred _, CopyOutcome.Refused _ -> {}
            }
        }
    }

    FlowFigures figures(ClassifierGuard classifier) {
        return new FlowFigures(
                acknowledged.sum(),
                deferred.sum(),
                refused.sum(),
                copiesDelivered.sum(),
                copiesHeld.sum(),
                copiesQueued.sum(),
                relayRefused.sum(),
                clientsRefused.sum(),
                recipientsRefused.sum(),
                recipientsDeferred.sum(),
                holdSpaceShort.sum(),
                greylisted.sum(),
                bugs.sum(),
                classifier.causedByMessage(),
                classifier.passedUnjudged(),
                classifier.down(),
                underWay.get(),
                total.summary(),
                assess.summary(),
                recipient.summary());
    }
}
