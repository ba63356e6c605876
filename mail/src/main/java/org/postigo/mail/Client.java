package org.postigo.mail;

import java.net.InetAddress;
import java.util.Optional;

/**
 * Who handed the message in.
 *
 * @param address of the client; behind a trusted PROXY header the one that it names
 * @param port of the client, 0 to 65535
 * @param helo the argument of EHLO or HELO as it came, empty if none was given
 * @param esmtp whether the client said EHLO
 * @param tls the session, if STARTTLS succeeded
 * @param early whether it talked before it was greeted, which RFC 5321 §4.3.1 forbids and mail servers do not do
 */
public record Client(InetAddress address, int port, String helo, boolean esmtp, Optional<Tls> tls, boolean early) {
    /** A client that waited to be greeted. */
    public Client(InetAddress address, int port, String helo, boolean esmtp, Optional<Tls> tls) {
        this(address, port, helo, esmtp, tls, false);
    }

    /**
     * A TLS session as the journal and the trace field name it.
     *
     * @param protocol for example {@code TLSv1.3}
     * @param cipher suite in IANA's words
     */
    public record Tls(String protocol, String cipher) {}

    /** A client without TLS, for tools and tests. */
    public static Client plain(InetAddress address, String helo) {
        return new Client(address, 0, helo, true, Optional.empty());
    }
}
