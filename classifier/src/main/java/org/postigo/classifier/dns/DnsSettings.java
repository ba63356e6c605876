package org.postigo.classifier.dns;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * Whom to ask and how long.
 *
 * @param servers addresses of recursive resolvers, best first; none means the system's. One on this machine is best: DNS
 *     lists refuse the large public ones
 * @param attempt how long to wait for one server before the next is asked
 * @param total how long one question may take in all
 * @param remembered answers kept at most
 */
public record DnsSettings(List<InetSocketAddress> servers, Duration attempt, Duration total, int remembered) {
    /** The system's servers, 1.5 s an attempt, 5 s in all, 100,000 answers. */
    public static final DnsSettings SYSTEM =
            new DnsSettings(List.of(), Duration.ofMillis(1500), Duration.ofSeconds(5), 100_000);

    /** Copies the list and checks the ranges. */
    public DnsSettings {
        servers = List.copyOf(servers);
        if (attempt.compareTo(Duration.ofMillis(10)) < 0 || total.compareTo(attempt) < 0 || remembered < 0) {
            throw new IllegalArgumentException("DNS: attempt from 10 ms, total not shorter, remembered not negative");
        }
    }

    /** The same times with these servers. */
    public DnsSettings asking(InetSocketAddress... others) {
        return new DnsSettings(List.of(others), attempt, total, remembered);
    }
}
