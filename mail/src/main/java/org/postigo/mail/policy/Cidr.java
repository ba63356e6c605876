package org.postigo.mail.policy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;

/**
 * A network in CIDR notation (RFC 4632, RFC 4291 §2.3). An IPv4-mapped IPv6 address counts as IPv4.
 *
 * @param network with all bits behind the prefix zero
 * @param prefix 0 to 32 or 0 to 128
 */
public record Cidr(InetAddress network, int prefix) {
    /** Zeroes the bits behind the prefix. */
    public Cidr {
        byte[] bytes = network.getAddress();
        if (prefix < 0 || prefix > bytes.length * 8) {
            throw new IllegalArgumentException("prefix out of range: " + prefix);
        }
        network = masked(bytes, prefix);
    }

    /** Reads {@code address/prefix} or a single address; names are not looked up. */
    public static Optional<Cidr> parse(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        try {
            InetAddress network = InetAddress.ofLiteral(address);
            int bits = network.getAddress().length * 8;
            int prefix = slash < 0 ? bits : Integer.parseInt(text.substring(slash + 1));
            return prefix < 0 || prefix > bits ? Optional.empty() : Optional.of(new Cidr(network, prefix));
        } catch (IllegalArgumentException notOne) {
            return Optional.empty();
        }
    }

    /** Whether the address lies in this network. */
    public boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length == network.getAddress().length
                && masked(bytes, prefix).equals(network);
    }

    private static InetAddress masked(byte[] address, int prefix) {
        byte[] bytes = Arrays.copyOf(address, address.length);
        for (int i = 0; i < bytes.length; i++) {
            int keep = Math.clamp(prefix - i * 8L, 0, 8);
            bytes[i] &= (byte) (0xFF << 8 - keep);
        }
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public String toString() {
        return network.getHostAddress() + "/" + prefix;
    }
}
