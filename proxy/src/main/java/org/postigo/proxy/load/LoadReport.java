package org.postigo.proxy.load;

import java.time.Duration;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.postigo.proxy.outbound.Latencies;

/**
 * What a run came to.
 *
 * @param elapsed from the first command to the last reply
 * @param begun messages whose MAIL was sent
 * @param acknowledged messages answered 2yz to the content
 * @param octets of content that were acknowledged
 * @param replies how often each reply came, by stage and code, for example {@code CONTENT 250}; those to EHLO left out
 * @param failures connections that failed, by cause
 * @param reply from the final dot to the reply
 * @param transaction from MAIL (or from connecting, where each message has its connection) to the last reply
 * @param cpu CPU time spent, by process: {@code own}, or the pid with its children
 * @param memory octets that were resident at the end, by pid; children under {@code PID/PID}
 */
public record LoadReport(
        Duration elapsed,
        long begun,
        long acknowledged,
        long octets,
        Map<String, Long> replies,
        Map<String, Long> failures,
        Latencies.Summary reply,
        Latencies.Summary transaction,
        Map<String, Duration> cpu,
        Map<String, Long> memory) {
    /** Copies the maps, sorted. */
    public LoadReport {
        replies = Collections.unmodifiableMap(new TreeMap<>(replies));
        failures = Collections.unmodifiableMap(new TreeMap<>(failures));
        cpu = Collections.unmodifiableMap(new TreeMap<>(cpu));
        memory = Collections.unmodifiableMap(new TreeMap<>(memory));
    }

    /** Acknowledged messages each second. */
    public double rate() {
        return acknowledged / Math.max(1e-9, elapsed.toNanos() / 1e9);
    }

    /** CPU milliseconds of one process for each acknowledged message. */
    public double cpuMillis(String process) {
        return cpu.getOrDefault(process, Duration.ZERO).toNanos() / 1e6 / Math.max(1, acknowledged);
    }

    /** A table for people. */
    @Override
    public String toString() {
        var text = new StringBuilder();
        line(text, "messages", "%,d acknowledged of %,d begun", acknowledged, begun);
        line(text, "time", "%.2f s", elapsed.toNanos() / 1e9);
        line(text, "rate", "%,.0f messages/s, %,.1f MB/s", rate(), rate() * octets / Math.max(1, acknowledged) / 1e6);
        for (String process : cpu.keySet()) {
            line(text, "CPU " + process, "%.3f ms a message", cpuMillis(process));
        }
        memory.forEach((process, octets) -> line(text, "memory " + process, "%,.0f MB", octets / 1e6));
        latency(text, "final dot to reply", reply);
        latency(text, "transaction", transaction);
        replies.forEach((which, count) -> line(text, "reply " + which, "%,d", count));
        failures.forEach((cause, count) -> line(text, "failed", "%,d times: %s", count, cause));
        return text.toString();
    }

    private static void latency(StringBuilder text, String what, Latencies.Summary times) {
        line(
                text,
                what,
                "p50 %.2f  p95 %.2f  p99 %.2f  max %.2f ms",
                millis(times.p50()),
                millis(times.p95()),
                millis(times.p99()),
                millis(times.max()));
    }

    private static double millis(Duration time) {
        return time.toNanos() / 1e6;
    }

    private static void line(StringBuilder text, String what, String format, Object... values) {
        text.append(String.format(Locale.ROOT, "%-22s", what))
                .append(String.format(Locale.ROOT, format, values))
                .append('\n');
    }
}
