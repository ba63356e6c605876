package org.postigo.proxy.inbound;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.postigo.mail.policy.Cidr;

/** Counts who is connected, in all and from each network, and says who may come in. */
final class Visitors {
    private static final int IPV4_PREFIX = 24;
    private static final int IPV6_PREFIX = 64;

    private final int most;
    private final int mostPerNetwork;
    private final List<Cidr> unlimited;
    private final AtomicInteger inAll = new AtomicInteger();
    private final ConcurrentHashMap<Cidr, Integer> networks = new ConcurrentHashMap<>();

    Visitors(SmtpSettings.Limits limits) {
        this.most = limits.connections();
        this.mostPerNetwork = limits.connectionsPerNetwork();
        this.unlimited = limits.unlimitedFrom();
    }

    /** Lets a client in, or says why not. Who was let in must {@link #leave}. */
    Optional<Cause> enter(InetAddress address) {
        if (inAll.incrementAndGet() > most) {
            inAll.decrementAndGet();
            return Optional.of(Cause.CONNECTIONS);
        }
        int neighbours = networks.merge(network(address), 1, Integer::sum);
        if (neighbours > mostPerNetwork && unlimited.stream().noneMatch(cidr -> cidr.contains(address))) {
            leave(address);
            return Optional.of(Cause.NETWORK);
        }
        return Optional.empty();
    }

    /** Counts a client off. */
    void leave(InetAddress address) {
        inAll.decrementAndGet();
        networks.computeIfPresent(network(address), (key, n) -> n == 1 ? null : n - 1);
    }

    /** How many are in. */
    int now() {
        return inAll.get();
    }

    /** The network that a client is counted with. */
    static Cidr network(InetAddress address) {
        return new Cidr(address, address.getAddress().length == 4 ? IPV4_PREFIX : IPV6_PREFIX);
    }
}
