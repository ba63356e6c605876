package org.postigo.appliance.settings;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The address of a DNS server as people write it: {@code address}, {@code address:port} or {@code [address]:port}. */
public final class Resolver {
    private static final int DNS = 53;
    private static final Pattern BRACKETS = Pattern.compile("\\[([0-9A-Fa-f:.]+)](?::([0-9]{1,5}))?");
    private static final Pattern IPV4 = Pattern.compile("([0-9.]+)(?::([0-9]{1,5}))?");

    private Resolver() {}

    /** Reads it; names are not looked up. */
    public static Optional<InetSocketAddress> parse(String text) {
        Matcher form = BRACKETS.matcher(text);
        if (!form.matches()) {
            form = IPV4.matcher(text);
        }
        try {
            if (!form.matches()) {
                return Optional.of(new InetSocketAddress(InetAddress.ofLiteral(text), DNS));
            }
            int port = form.group(2) == null ? DNS : Integer.parseInt(form.group(2));
            return Optional.of(new InetSocketAddress(InetAddress.ofLiteral(form.group(1)), port));
        } catch (IllegalArgumentException notOne) {
            return Optional.empty();
        }
    }
}
