package org.postigo.classifier.dns;

import java.net.Inet4Address;
import java.net.InetAddress;

/** Tells addresses of the Internet from those that mean something else on every network. */
public final class AddressScope {
    private AddressScope() {}

    /**
     * Whether the outside world can know anything about an address. Not so: loopback, unspecified, link-local, private
     * (RFC 1918, RFC 6598, RFC 4193) and multicast. Addresses for documentation count as public, since tests use them as
     * such.
     */
    public static boolean isPublic(InetAddress address) {
        if (address.isLoopbackAddress()
                || address.isAnyLocalAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()) {
            return false;
        }
        byte[] octets = address.getAddress();
        if (address instanceof Inet4Address) {
            boolean shared = octets[0] == 100 && (octets[1] & 0xC0) == 64;
            return !shared && octets[0] != 0 && octets[0] != 127;
        }
        return (octets[0] & 0xFE) != 0xFC;
    }
}
