package org.postigo.appliance.outgoing;

import java.util.Optional;
import org.postigo.proxy.outbound.RelaySettings;

/**
 * The operator's choice of the way our own mail takes.
 *
 * @param from address that it comes from
 * @param name shown beside that address
 * @param smarthost server for everything; empty means the mailbox servers of the recipient's domain, as far as it is
 *     protected
 * @param tls when the connection is encrypted
 */
public record Route(String from, String name, Optional<Smarthost> smarthost, RelaySettings.Tls tls) {
    /**
     * A server that takes our mail for everybody.
     *
     * @param host name or address
     * @param port on 465 TLS begins at once (RFC 8314), on all others by STARTTLS
     * @param login user and password; empty to send without
     */
    public record Smarthost(String host, int port, Optional<Login> login) {}

    /** User and password at the smarthost. */
    public record Login(String user, String password) {
        @Override
        public String toString() {
            return "Login[" + user + "]";
        }
    }
}
