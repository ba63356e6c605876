package org.postigo.proxy.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.postigo.mail.policy.Cidr;

class PaceTest {
    private final AtomicLong nanos = new AtomicLong();

    private Pace pace(int perNetwork, int inAll) {
        SmtpSettings.Limits some = SmtpSettings.Limits.DEFAULT;
        var limits = new SmtpSettings.Limits(
                some.connections(),
                some.connectionsPerNetwork(),
                perNetwork,
                inAll,
                List.of(Cidr.parse("198.51.100.0/24").orElseThrow()),
                some.recipients(),
                some.messageSize(),
                some.headerSize(),
                some.errors(),
                some.idleCommands());
        return new Pace(limits, nanos::get);
    }

    private static boolean takes(Pace pace, String client) {
        return pace.takes(InetAddress.ofLiteral(client));
    }

    @Test
    void neighboursAreCountedTogetherAndOthersApart() {
        Pace pace = pace(2, 0);
        assertThat(takes(pace, "192.0.2.1")).isTrue();
        assertThat(takes(pace, "192.0.2.200")).isTrue();
        assertThat(takes(pace, "192.0.2.3")).isFalse();
        assertThat(takes(pace, "203.0.113.3")).isTrue();
        assertThat(takes(pace, "2001:db8::1")).isTrue();
        assertThat(takes(pace, "2001:db8::ffff:1")).isTrue();
        assertThat(takes(pace, "2001:db8::2")).isFalse();
    }

    @Test
    void aMinuteAfterItsFirstMessageANetworkBeginsAnew() {
        Pace pace = pace(1, 0);
        assertThat(takes(pace, "192.0.2.1")).isTrue();
        nanos.addAndGet(Duration.ofSeconds(59).toNanos());
        assertThat(takes(pace, "192.0.2.1")).isFalse();
        nanos.addAndGet(Duration.ofSeconds(2).toNanos());
        assertThat(takes(pace, "192.0.2.1")).isTrue();
    }

    @Test
    void allTogetherMayBeLimitedToo() {
        Pace pace = pace(0, 2);
        assertThat(takes(pace, "192.0.2.1")).isTrue();
        assertThat(takes(pace, "203.0.113.1")).isTrue();
        assertThat(takes(pace, "2001:db8::1")).isFalse();
    }

    @Test
    void someNetworksAreNeverLimited() {
        Pace pace = pace(1, 1);
        for (int i = 0; i < 5; i++) {
            assertThat(takes(pace, "198.51.100.7")).isTrue();
        }
    }
}
