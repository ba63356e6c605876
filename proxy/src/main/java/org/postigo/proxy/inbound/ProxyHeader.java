package org.postigo.proxy.inbound;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * The header by which a load balancer says whose connection it passes on: PROXY protocol, versions 1 and 2
 * (haproxy.org, proxy-protocol.txt). The library's own reader loses octets behind the header and trusts everybody.
 */
final class ProxyHeader {
    /** What the header said. */
    sealed interface Outcome {
        /** The client's address. */
        record Client(InetSocketAddress address) implements Outcome {}

        /** The balancer speaks for itself (LOCAL, UNKNOWN). */
        record Itself() implements Outcome {}

        /** No header, or a broken one. */
        record Broken() implements Outcome {}
    }

    private static final byte[] SIGNATURE = {0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A};
    private static final int FIXED = 16;
    private static final int MAX_REST = 2048;
    private static final int MAX_V1 = 107;

    private ProxyHeader() {}

    /** Takes the header off the wire, and nothing behind it. */
    static Outcome read(Wire wire, long deadline) {
        if (!await(wire, 1, deadline)) {
            return new Outcome.Broken();
        }
        return switch (wire.peek(0)) {
            case 'P' -> readV1(wire, deadline);
            case '\r' -> readV2(wire, deadline);
            default -> new Outcome.Broken();
        };
    }

    private static boolean await(Wire wire, int octets, long deadline) {
        while (wire.buffered() < octets) {
            if (!wire.fill(deadline, false)) {
                return false;
            }
        }
        return true;
    }

    private static Outcome readV1(Wire wire, long deadline) {
        for (int length = 1; length <= MAX_V1; length++) {
            if (!await(wire, length, deadline)) {
                return new Outcome.Broken();
            }
            if (wire.peek(length - 1) == '\n') {
                return parseV1(new String(wire.take(length), StandardCharsets.US_ASCII));
            }
        }
        return new Outcome.Broken();
    }

    /** {@code PROXY TCP4 192.0.2.1 192.0.2.25 56324 25}. */
    static Outcome parseV1(String line) {
        if (!line.endsWith("\r\n")) {
            return new Outcome.Broken();
        }
        String[] words = line.substring(0, line.length() - 2).split(" ", -1);
        if (!words[0].equals("PROXY") || words.length < 2) {
            return new Outcome.Broken();
        }
        if (words[1].equals("UNKNOWN")) {
            return new Outcome.Itself();
        }
        boolean four = words[1].equals("TCP4");
        if (words.length != 6 || !four && !words[1].equals("TCP6")) {
            return new Outcome.Broken();
        }
        try {
            InetAddress address = InetAddress.ofLiteral(words[2]);
            int port = Integer.parseInt(words[4]);
            return port < 0 || port > 65535 || four != (address.getAddress().length == 4)
                    ? new Outcome.Broken()
                    : new Outcome.Client(new InetSocketAddress(address, port));
        } catch (IllegalArgumentException e) {
            return new Outcome.Broken();
        }
    }

    private static Outcome readV2(Wire wire, long deadline) {
        if (!await(wire, FIXED, deadline)) {
            return new Outcome.Broken();
        }
        byte[] fixed = wire.take(FIXED);
        int rest = (fixed[14] & 0xFF) << 8 | fixed[15] & 0xFF;
        if (!Arrays.equals(fixed, 0, SIGNATURE.length, SIGNATURE, 0, SIGNATURE.length)
                || fixed[12] >> 4 != 2
                || rest > MAX_REST
                || !await(wire, rest, deadline)) {
            return new Outcome.Broken();
        }
        byte[] addresses = wire.take(rest);
        return switch (fixed[12] & 0x0F) {
            case 0 -> new Outcome.Itself();
            case 1 ->
                switch (fixed[13]) {
                    case 0x11 ->
                        client(addresses, 4).<Outcome>map(Outcome.Client::new).orElse(new Outcome.Broken());
                    case 0x21 ->
                        client(addresses, 16).<Outcome>map(Outcome.Client::new).orElse(new Outcome.Broken());
                    case 0x00 -> new Outcome.Itself();
                    default -> new Outcome.Broken();
                };
            default -> new Outcome.Broken();
        };
    }

    /** Source address, destination address, source port, destination port. */
    private static Optional<InetSocketAddress> client(byte[] addresses, int octets) {
        int port = octets * 2;
        if (addresses.length < port + 4) {
            return Optional.empty();
        }
        try {
            return Optional.of(new InetSocketAddress(
                    InetAddress.getByAddress(Arrays.copyOf(addresses, octets)),
                    (addresses[port] & 0xFF) << 8 | addresses[port + 1] & 0xFF));
        } catch (UnknownHostException impossible) {
            return Optional.empty();
        }
    }
}
