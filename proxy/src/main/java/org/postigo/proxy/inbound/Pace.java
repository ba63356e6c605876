package org.postigo.proxy.inbound;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.postigo.mail.policy.Cidr;

/** Counts the messages that begin within a minute, in all and from each network, and says who has to wait. */
final class Pace {
    private static final Duration WINDOW = Duration.ofMinutes(1);
    /** Networks remembered at once; whoever falls out begins anew, which errs on the side of taking mail. */
    private static final int NETWORKS = 100_000;

    private static final Object EVERYBODY = new Object();

    private final int most;
    private final int mostPerNetwork;
    private final List<Cidr> unlimited;
    /** Each count is forgotten a minute after it began. */
    private final Cache<Object, AtomicInteger> begun;

    Pace(SmtpSettings.Limits limits, Ticker ticker) {
        this.most = limits.messages();
        this.mostPerNetwork = limits.messagesPerNetwork();
        this.unlimited = limits.unlimitedFrom();
        this.begun = Caffeine.newBuilder()
                .expireAfterWrite(WINDOW)
                .maximumSize(NETWORKS)
                .ticker(ticker)
                .build();
    }

    /** Counts a message that begins, and says whether it may. */
    boolean takes(InetAddress client) {
        if (most == 0 && mostPerNetwork == 0 || unlimited.stream().anyMatch(network -> network.contains(client))) {
            return true;
        }
        return within(Visitors.network(client), mostPerNetwork) && within(EVERYBODY, most);
    }

    private boolean within(Object whose, int limit) {
        return limit == 0 || begun.get(whose, key -> new AtomicInteger()).incrementAndGet() <= limit;
    }
}
