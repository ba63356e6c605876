package org.postigo.classifier.dns;

import java.net.InetAddress;

/**
 * A kind of record that we ask for, and the form in which we read it.
 *
 * @param name as in the DNS
 * @param form class of the records
 */
public record Kind<T>(String name, Class<T> form) {
    /** IPv4 addresses. */
    public static final Kind<InetAddress> A = new Kind<>("A", InetAddress.class);

    /** IPv6 addresses. */
    public static final Kind<InetAddress> AAAA = new Kind<>("AAAA", InetAddress.class);

    /** Mail exchangers, most preferred first. */
    public static final Kind<MailExchanger> MX = new Kind<>("MX", MailExchanger.class);

    /** Texts, the strings of a record joined without a space (RFC 7208 §3.3); octets as ISO-8859-1 characters. */
    public static final Kind<String> TXT = new Kind<>("TXT", String.class);

    /** Names of an address, without final dot. */
    public static final Kind<String> PTR = new Kind<>("PTR", String.class);

    /**
     * A mail exchanger (RFC 1035 §3.3.9).
     *
     * @param preference lower is preferred
     * @param host without final dot; empty for the null MX (RFC 7505)
     */
    public record MailExchanger(int preference, String host) {}
}
