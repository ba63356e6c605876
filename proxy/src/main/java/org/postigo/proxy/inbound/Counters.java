package org.postigo.proxy.inbound;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** The running counts behind {@link Figures}. */
final class Counters {
    final LongAdder connections = new LongAdder();
    final LongAdder tls = new LongAdder();
    final LongAdder transactions = new LongAdder();
    final LongAdder messages = new LongAdder();
    final LongAdder accepted = new LongAdder();
    final LongAdder octets = new LongAdder();
    final LongAdder earlyTalkers = new LongAdder();
    private final LongAdder[] replies = {new LongAdder(), new LongAdder(), new LongAdder(), new LongAdder()};
    private final Map<Cause, LongAdder> refusals = new EnumMap<>(Cause.class);

    Counters() {
        for (Cause cause : Cause.values()) {
            refusals.put(cause, new LongAdder());
        }
    }

    void reply(int code) {
        replies[Math.clamp(code / 100, 2, 5) - 2].increment();
    }

    void refusal(Cause cause) {
        LongAdder adder = refusals.get(cause);
        if (adder != null) {
            adder.increment();
        }
    }

    Figures snapshot(long open, Spool spool) {
        Map<Integer, Long> byDigit = new HashMap<>();
        for (int i = 0; i < replies.length; i++) {
            byDigit.put(i + 2, replies[i].sum());
        }
        Map<Cause, Long> byCause = new EnumMap<>(Cause.class);
        refusals.forEach((cause, count) -> byCause.put(cause, count.sum()));
        return new Figures(
                connections.sum(),
                open,
                tls.sum(),
                transactions.sum(),
                messages.sum(),
                accepted.sum(),
                octets.sum(),
                byDigit,
                byCause,
                earlyTalkers.sum(),
                spool.octets(),
                spool.memoryOctets(),
                spool.limit());
    }
}
