package org.postigo.mail.policy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A network in CIDR notation (RFC 4632, RFC 4291 §2.3). An IPv4-mapped IPv6 address counts as IPv4.
 *
 * @param network with all bits behind the prefix zero
 * @param prefix 0 to 32 or 0 to 128
 */
public record Cidr(InetAddress network, int prefix) {
    private static final Pattern PREFIX = Pattern.compile("[0-9]{1,3}");

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
        String digits = slash < 0 ? "" : text.substring(slash + 1);
        // The JDK reads 10.1 as 10.0.0.1 (RFC 6943 §3.1.1), which nobody means who writes 10.1/16.
        boolean whole = address.indexOf(':') >= 0
                || address.chars().filter(c -> c == '.').count() == 3;
        if (!whole || slash >= 0 && !PREFIX.matcher(digits).matches()) {
            return Optional.empty();
        }
        try {
            InetAddress network = InetAddress.ofLiteral(address);
            int bits = network.getAddress().length * 8;
            int prefix = slash < 0 ? bits : Integer.parseInt(digits);
            return prefix > bits ? Optional.empty() : Optional.of(new Cidr(network, prefix));
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
