package org.postigo.proxy.outbound;

import java.time.Duration;

/**
 * How we talk to mailbox servers.
 *
 * @param helo our name in EHLO
 * @param connections at most this many to one server at a time; default 16
 * @param waiting at most this many transactions wait for a connection; who comes later is told to try again; default 1,000
 * @param idle how long a connection is kept for reuse; default 30 s
 * @param probe within which a recipient's probe must be answered, waiting for a connection included; default 30 s
 * @param negative how long an unknown recipient is remembered; default 60 s
 * @param refresh how often each server's capabilities are asked for anew; default 60 s
 * @param tls when connections are encrypted; default opportunistic
 * @param xclient whether XCLIENT is sent where offered; default true
 * @param xforward whether XFORWARD is sent where offered and XCLIENT is not sent; default true
 * @param breaker when the circuit to a server opens
 * @param timeouts for each command
 */
public record RelaySettings(
        String helo,
        int connections,
        int waiting,
        Duration idle,
        Duration probe,
        Duration negative,
        Duration refresh,
        Tls tls,
        boolean xclient,
        boolean xforward,
        Breaker breaker,
        Timeouts timeouts) {
    /** Checks ranges. */
    public RelaySettings {
        if (helo.isBlank() || helo.chars().anyMatch(c -> c <= ' ' || c > 126)) {
            throw new IllegalArgumentException("not a name for EHLO: " + helo);
        }
        if (connections < 1 || waiting < 0) {
            throw new IllegalArgumentException("at least one connection and no negative number of waiting ones");
        }
    }

    /** The documented defaults. */
    public static RelaySettings of(String helo) {
        return new RelaySettings(
                helo,
                16,
                1_000,
                Duration.ofSeconds(30),
                Duration.ofSeconds(30),
                Duration.ofSeconds(60),
                Duration.ofSeconds(60),
                Tls.OPPORTUNISTIC,
                true,
                true,
                Breaker.DEFAULT,
                Timeouts.RFC_5321);
    }

    /** The same with other limits on connections. */
    public RelaySettings withConnections(int most, int mostWaiting) {
        return new RelaySettings(
                helo, most, mostWaiting, idle, probe, negative, refresh, tls, xclient, xforward, breaker, timeouts);
    }

    /** The same with another time for a probe. */
    public RelaySettings withProbe(Duration within) {
        return new RelaySettings(
                helo, connections, waiting, idle, within, negative, refresh, tls, xclient, xforward, breaker, timeouts);
    }

    /** The same with another use of TLS. */
    public RelaySettings withTls(Tls use) {
        return new RelaySettings(
                helo, connections, waiting, idle, probe, negative, refresh, use, xclient, xforward, breaker, timeouts);
    }

    /** The same with another circuit breaker. */
    public RelaySettings withBreaker(Breaker other) {
        return new RelaySettings(
                helo, connections, waiting, idle, probe, negative, refresh, tls, xclient, xforward, other, timeouts);
    }

    /** The same with other timeouts. */
    public RelaySettings withTimeouts(Timeouts other) {
        return new RelaySettings(
                helo, connections, waiting, idle, probe, negative, refresh, tls, xclient, xforward, breaker, other);
    }

    /** When connections are encrypted (RFC 3207). */
    public enum Tls {
        /** Never. */
        NEVER,
        /** Where offered, whatever the certificate; in the clear if the handshake fails. */
        OPPORTUNISTIC,
        /** Always, whatever the certificate; no delivery otherwise. */
        REQUIRED,
        /** Always, and the certificate must be good for the configured host. */
        VERIFIED
    }

    /**
     * When the circuit to a server opens, so that mail is put off at once instead of piling up.
     *
     * @param failures in a row: no connection, no greeting, 421, a broken or silent connection; default 3
     * @param refusals in a row, without a message or recipient taken in between: 5yz at MAIL, 5.7.x or "relay" at RCPT;
     *     more than one, so that one sender's address cannot stop everybody's mail; default 10
     * @param first how long it stays open at first; default 1 s
     * @param longest it doubles up to this; default 15 s
     */
    public record Breaker(int failures, int refusals, Duration first, Duration longest) {
        /** The documented default. */
        public static final Breaker DEFAULT = new Breaker(3, 10, Duration.ofSeconds(1), Duration.ofSeconds(15));

        /** Checks ranges. */
        public Breaker {
            if (failures < 1 || refusals < 1 || first.compareTo(longest) > 0) {
                throw new IllegalArgumentException("a circuit opens after one failure at the earliest");
            }
        }
    }

    /**
     * How long we wait for what (RFC 5321 §4.5.3.2). A transaction's own deadline shortens them.
     *
     * @param connect for a TCP connection, and for a TLS handshake
     * @param greeting for 220
     * @param mail for the replies to EHLO, STARTTLS, MAIL and RSET
     * @param rcpt for the reply to RCPT
     * @param data for 354
     * @param content for the reply to the final dot
     */
    public record Timeouts(
            Duration connect, Duration greeting, Duration mail, Duration rcpt, Duration data, Duration content) {
        /** The times of RFC 5321 §4.5.3.2; connect is ours. */
        public static final Timeouts RFC_5321 = new Timeouts(
                Duration.ofSeconds(20),
                Duration.ofMinutes(5),
                Duration.ofMinutes(5),
                Duration.ofMinutes(5),
                Duration.ofMinutes(2),
                Duration.ofMinutes(10));

        /** The same time for everything; for tests. */
        public static Timeouts all(Duration time) {
            return new Timeouts(time, time, time, time, time, time);
        }
    }
}
