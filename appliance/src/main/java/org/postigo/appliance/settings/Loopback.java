package org.postigo.appliance.settings;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;

/** The addresses by which a machine reaches itself. A browser that is told "localhost" tries either first. */
final class Loopback {
    private static final InetAddress IPV4 = InetAddress.ofLiteral("127.0.0.1");
    private static final InetAddress IPV6 = InetAddress.ofLiteral("::1");

    private Loopback() {}

    /** 127.0.0.1, then ::1 where the machine has it: containers often have no IPv6. */
    static List<InetAddress> addresses() {
        try {
            return NetworkInterface.getByInetAddress(IPV6) == null ? List.of(IPV4) : List.of(IPV4, IPV6);
        } catch (SocketException unknown) {
            return List.of(IPV4);
        }
    }
}
