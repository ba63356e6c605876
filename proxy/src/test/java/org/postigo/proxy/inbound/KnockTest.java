package org.postigo.proxy.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.postigo.mail.policy.Cidr;

class KnockTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Test
    void aGateThatListensGreets() {
        try (var served = new Served()) {
            assertThat(served.server.knock(PATIENCE)).isInstanceOf(Knock.Outcome.Greeted.class);
            assertThat(served.server.figures().messages()).isZero();
        }
    }

    @Test
    void whereAProxyMustSpeakFirstItDoes() {
        try (var served = new Served(draft -> {
            draft.proxyFrom = List.of(
                    Cidr.parse("127.0.0.0/8").orElseThrow(),
                    Cidr.parse("::1/128").orElseThrow());
            return draft;
        })) {
            assertThat(served.server.knock(PATIENCE)).isInstanceOf(Knock.Outcome.Greeted.class);
        }
    }

    @Test
    void aGateThatHasStoppedIsShut() throws IOException {
        try (var served = new Served()) {
            InetSocketAddress address = served.server.addresses().getFirst();
            served.server.stop(Duration.ZERO);
            assertThat(Knock.at(address, served.settings, PATIENCE)).isInstanceOf(Knock.Outcome.Shut.class);
            assertThat(served.server.knock(PATIENCE)).isInstanceOf(Knock.Outcome.Shut.class);
        }
    }

    @Test
    void whoSendsUsAwayIsShutAndIsQuoted() throws IOException {
        try (var served = new Served();
                var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                try (var client = other.accept()) {
                    client.getOutputStream().write("421 4.3.2 Full\r\n".getBytes(StandardCharsets.US_ASCII));
                } catch (IOException gone) {
                    throw new UncheckedIOException(gone);
                }
            });
            var address = new InetSocketAddress(other.getInetAddress(), other.getLocalPort());
            assertThat(Knock.at(address, served.settings, PATIENCE))
                    .isEqualTo(new Knock.Outcome.Shut("421 4.3.2 Full"));
        }
    }
}
