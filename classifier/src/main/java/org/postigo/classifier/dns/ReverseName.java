package org.postigo.classifier.dns;

import java.net.Inet4Address;
import java.net.InetAddress;

/** An address written as labels, least significant first: octets in decimal for IPv4, nibbles for IPv6. */
public final class ReverseName {
    private static final String HEX = "0123456789abcdef";

    private ReverseName() {}

    /** The name at which the address's own names stand. */
    public static String of(InetAddress address) {
        return labels(address) + (address instanceof Inet4Address ? ".in-addr.arpa" : ".ip6.arpa");
    }

    /** The labels alone, as DNS lists want them (RFC 5782 §2.1, §2.4). IPv4-mapped addresses are IPv4 in Java already. */
    public static String labels(InetAddress address) {
        byte[] octets = address.getAddress();
        var labels = new StringBuilder(octets.length * 4);
        for (int i = octets.length - 1; i >= 0; i--) {
            int octet = octets[i] & 0xFF;
            if (octets.length == 4) {
                labels.append(octet);
            } else {
                labels.append(HEX.charAt(octet & 15)).append('.').append(HEX.charAt(octet >> 4));
            }
            if (i > 0) {
                labels.append('.');
            }
        }
        return labels.toString();
    }
}
