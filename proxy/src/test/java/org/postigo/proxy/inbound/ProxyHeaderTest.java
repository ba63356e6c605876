package org.postigo.proxy.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postigo.proxy.inbound.ProxyHeader.Outcome;

class ProxyHeaderTest {
    private static final String V2 = "\r\n\r\n\0\r\nQUIT\n";

    private record Read(Outcome outcome, int left) {}

    private static Read read(String octets) throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket client = new Socket(server.getInetAddress(), server.getLocalPort())) {
            client.getOutputStream().write(octets.getBytes(StandardCharsets.ISO_8859_1));
            client.shutdownOutput();
            try (Wire wire = new Wire(server.accept(), Duration.ofMinutes(1), () -> false)) {
                Outcome outcome = ProxyHeader.read(
                        wire, System.nanoTime() + Duration.ofMinutes(1).toNanos());
                while (wire.fill(System.nanoTime() + Duration.ofMinutes(1).toNanos(), false)) {
                    assertThat(wire.end()).isEqualTo(Wire.End.OPEN);
                }
                return new Read(outcome, wire.buffered());
            }
        }
    }

    @Test
    void readsVersionOneAndNothingBehindIt() throws IOException {
        Read read = read("PROXY TCP4 192.0.2.1 192.0.2.25 56324 25\r\nEHLO a\r\n");
        assertThat(read.outcome()).isInstanceOfSatisfying(Outcome.Client.class, client -> {
            assertThat(client.address().getHostString()).isEqualTo("192.0.2.1");
            assertThat(client.address().getPort()).isEqualTo(56324);
        });
        assertThat(read.left()).isEqualTo(8);
    }

    @Test
    void readsVersionTwo() throws IOException {
        Read four = read(
                V2 + "\041\021\000\014" + "\300\000\002\001" + "\300\000\002\031" + "\020\001\000\031" + "EHLO a\r\n");
        assertThat(four.outcome()).isInstanceOfSatisfying(Outcome.Client.class, client -> {
            assertThat(client.address().getHostString()).isEqualTo("192.0.2.1");
            assertThat(client.address().getPort()).isEqualTo(4097);
        });
        assertThat(four.left()).isEqualTo(8);
        String six = "\040\001\015\270" + "\0".repeat(11) + "\001";
        Read withExtras = read(V2 + "\041\041\000\050" + six + six + "\000\001\000\031" + "TLVs");
        assertThat(withExtras.outcome())
                .isInstanceOfSatisfying(
                        Outcome.Client.class,
                        client -> assertThat(client.address().getHostString()).isEqualTo("2001:db8:0:0:0:0:0:1"));
        assertThat(withExtras.left()).isZero();
    }

    @Test
    void takesABalancerThatSpeaksForItself() throws IOException {
        assertThat(read("PROXY UNKNOWN\r\n").outcome()).isEqualTo(new Outcome.Itself());
        assertThat(read(V2 + "\040\000\000\000").outcome()).isEqualTo(new Outcome.Itself());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "P",
                "PROXY\r\n",
                "PROXY TCP4 192.0.2.1 192.0.2.25 56324\r\n",
                "PROXY TCP4 192.0.2.1 192.0.2.25 x 25\r\n",
                "PROXY TCP4 192.0.2.1 192.0.2.25 65536 25\r\n",
                "PROXY TCP4 2001:db8::1 192.0.2.25 1 25\r\n",
                "PROXY TCP4 localhost 192.0.2.25 1 25\r\n",
                "PROXY TCP5 192.0.2.1 192.0.2.25 1 25\r\n",
                "PROXY TCP4 192.0.2.1 192.0.2.25 1 25\n",
                "EHLO a\r\n",
                V2,
                V2 + "\061\021\000\000",
                V2 + "\041\021\000\004abcd",
                V2 + "\041\021\000\014abcd",
                V2 + "\041\021\377\377",
                V2 + "\042\021\000\000",
                V2 + "\041\061\000\000",
            })
    void refusesEverythingElse(String octets) throws IOException {
        assertThat(read(octets).outcome()).isEqualTo(new Outcome.Broken());
    }
}
