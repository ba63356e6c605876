package org.postigo.proxy.inbound;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.postigo.mail.DomainName;
import org.postigo.mail.Mailbox;
import org.postigo.mail.policy.Cidr;

/**
 * How the SMTP server behaves.
 *
 * @param listen addresses to listen on. Default: the wildcard address, port 2525, which takes IPv4 and IPv6 alike where
 *     the system has both. Port 0 picks a free one
 * @param host our name in the greeting, in trace fields and as authserv-id
 * @param postmaster who gets mail for a bare {@code postmaster} (RFC 5321 §4.5.1); asked anew for each such recipient
 * @param limits how much
 * @param timeouts how long
 * @param spool where messages wait while they are worked on
 * @param bareLf what becomes of stray CR and LF. Default: {@link BareLf#NORMALISE}
 * @param earlyTalkers what becomes of clients that talk before the greeting. Default: {@link EarlyTalkers#COUNT}
 * @param tls key material for STARTTLS. Default: none, and STARTTLS is not offered
 * @param proxyProtocolFrom networks whose connections must begin with a PROXY header, version 1 or 2; from all others a
 *     PROXY header is an unknown command. Default: none
 */
public record SmtpSettings(
        List<InetSocketAddress> listen,
        DomainName host,
        Supplier<Mailbox> postmaster,
        Limits limits,
        Timeouts timeouts,
        SpoolPlace spool,
        BareLf bareLf,
        EarlyTalkers earlyTalkers,
        Optional<TlsKeys.Source> tls,
        List<Cidr> proxyProtocolFrom) {
    /** The port without privileges. */
    public static final int DEFAULT_PORT = 2525;

    /** Copies and checks. */
    public SmtpSettings {
        listen = List.copyOf(listen);
        proxyProtocolFrom = List.copyOf(proxyProtocolFrom);
        if (listen.isEmpty()) {
            throw new IllegalArgumentException("no address to listen on");
        }
        if (host.literal()) {
            throw new IllegalArgumentException("the host name must be a name: " + host);
        }
    }

    /** All defaults. */
    public static SmtpSettings defaults(DomainName host, Mailbox postmaster, Path spoolFolder) {
        return new SmtpSettings(
                List.of(new InetSocketAddress(DEFAULT_PORT)),
                host,
                () -> postmaster,
                Limits.DEFAULT,
                Timeouts.DEFAULT,
                SpoolPlace.in(spoolFolder),
                BareLf.NORMALISE,
                EarlyTalkers.COUNT,
                Optional.empty(),
                List.of());
    }

    /** What becomes of a CR or LF that is not part of CRLF. Neither ever ends a message. */
    public enum BareLf {
        /** It is made CRLF, and the change is recorded on the message. */
        NORMALISE,
        /** The message is refused with 550 5.6.0. */
        REFUSE
    }

    /** What becomes of a client that talks before it was greeted (RFC 5321 §4.3.1), as only bad software does. */
    public enum EarlyTalkers {
        /** It is counted. */
        COUNT,
        /** It is counted and sent away with 554 5.5.0. */
        REFUSE
    }

    /**
     * How much.
     *
     * @param connections open at a time, 1 or more. Default 1,000
     * @param connectionsPerNetwork open at a time from one IPv4 /24 or IPv6 /64. Default 50
     * @param messagesPerNetwork begun within a minute from one IPv4 /24 or IPv6 /64, 0 for any number. Default 1,000
     * @param messages begun within a minute in all, 0 for any number. Default 0
     * @param unlimitedFrom networks to which the limits for each network and on messages do not apply. Default: loopback
     * @param recipients of one message. Default 500; RFC 5321 §4.5.3.1.8 asks for at least 100
     * @param messageSize octets of a message, after which it is refused with 552. Default 1 GiB: a practical ceiling, not a
     *     policy. The smaller of this and what the mailbox servers take is announced and enforced
     * @param headerSize octets of a header section. Default 1 MiB
     * @param errors replies 5yz before the connection is cut with 421. Default 20
     * @param idleCommands commands without a message being accepted before the connection is cut with 421. Default 200
     */
    public record Limits(
            int connections,
            int connectionsPerNetwork,
            int messagesPerNetwork,
            int messages,
            List<Cidr> unlimitedFrom,
            int recipients,
            long messageSize,
            int headerSize,
            int errors,
            int idleCommands) {
        /** The documented defaults. */
        public static final Limits DEFAULT = new Limits(
                1_000,
                50,
                1_000,
                0,
                List.of(network("127.0.0.0/8"), network("::1/128")),
                500,
                1L << 30,
                1 << 20,
                20,
                200);

        /** Copies and checks. */
        public Limits {
            unlimitedFrom = List.copyOf(unlimitedFrom);
            if (connections < 1
                    || connectionsPerNetwork < 1
                    || messagesPerNetwork < 0
                    || messages < 0
                    || recipients < 1
                    || messageSize < 1
                    || headerSize < 1024
                    || errors < 1
                    || idleCommands < 10) {
                throw new IllegalArgumentException("a limit is out of range: " + this);
            }
            if (messageSize > Integer.MAX_VALUE - (1 << 16)) {
                throw new IllegalArgumentException("a message must be smaller than 2 GiB: " + messageSize);
            }
        }

        private static Cidr network(String text) {
            return Cidr.parse(text).orElseThrow();
        }
    }

    /**
     * How long. RFC 5321 §4.5.3.2 says how long a client waits; these are at most as long.
     *
     * @param greeting how long a client is watched for early talk before the greeting. Default 0: only what has come
     *     already is noticed, and nobody waits
     * @param command until a command line is complete. Default 5 min
     * @param dataBlock until some more of the data comes. Default 3 min
     * @param transaction from MAIL to the final dot, however busy. Default 30 min
     * @param handshake of TLS, of the PROXY header and of any one reply that the client will not read. Default 1 min
     * @param message from the final dot to our reply. Default 240 s
     */
    public record Timeouts(
            Duration greeting,
            Duration command,
            Duration dataBlock,
            Duration transaction,
            Duration handshake,
            Duration message) {
        /** The documented defaults. */
        public static final Timeouts DEFAULT = new Timeouts(
                Duration.ZERO,
                Duration.ofMinutes(5),
                Duration.ofMinutes(3),
                Duration.ofMinutes(30),
                Duration.ofMinutes(1),
                Duration.ofSeconds(240));

        /** Checks. */
        public Timeouts {
            for (Duration duration : List.of(command, dataBlock, transaction, handshake, message)) {
                if (!duration.isPositive()) {
                    throw new IllegalArgumentException("a timeout must be positive");
                }
            }
            if (greeting.isNegative()) {
                throw new IllegalArgumentException("the greeting's delay must not be negative");
            }
        }
    }

    /**
     * Where messages wait.
     *
     * @param folder for messages beyond the threshold; ours alone, swept at start
     * @param threshold octets of one message that stay in memory. Default 256 KiB
     * @param memory octets of all messages that stay in memory together. Default 256 MiB
     * @param bound octets of all messages together, beyond which the answer is 452. Default 8 GiB
     * @param reserve octets that stay free on the folder's disk. Default 512 MiB
     */
    public record SpoolPlace(Path folder, int threshold, long memory, long bound, long reserve) {
        /** Checks. */
        public SpoolPlace {
            if (threshold < 0 || memory < 0 || bound < 1 || reserve < 0) {
                throw new IllegalArgumentException("a spool limit is out of range");
            }
        }

        /** The documented defaults in a folder. */
        public static SpoolPlace in(Path folder) {
            return new SpoolPlace(folder, 256 << 10, 256L << 20, 8L << 30, 512L << 20);
        }
    }
}
