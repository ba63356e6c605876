package org.postigo.proxy.outbound;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.Future;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.postigo.mail.policy.ProtectedDomain.MailboxServer;
import org.postigo.mail.record.Reply;
import org.postigo.proxy.outbound.RelaySettings.Tls;
import org.postigo.proxy.outbound.ServerTrouble.Kind;

/**
 * From a server's name to a dialog with it: connects, is greeted, says EHLO, and encrypts as the settings say.
 *
 * @param server whom to talk to
 * @param settings how
 * @param network names and authorities
 * @param watchdog cuts what hangs
 * @param deadline by which the dialog must have begun
 */
record Opening(MailboxServer server, RelaySettings settings, Network network, Watchdog watchdog, Deadline deadline) {
    /** Opens; what stands in the way is trouble with this server, and another may be tried. */
    Dialog dialog() throws ServerTrouble {
        try {
            if (settings.tls() == Tls.OPPORTUNISTIC) {
                try {
                    return dialog(true);
                } catch (HandshakeFailed clearInstead) {
                    return dialog(false);
                }
            }
            return dialog(settings.tls() != Tls.NEVER);
        } catch (HandshakeFailed e) {
            throw new ServerTrouble(Kind.FAILURE, "4.7.5", String.valueOf(e.getMessage()));
        }
    }

    private Dialog dialog(boolean tls) throws ServerTrouble, HandshakeFailed {
        Socket socket = connect(settings.timeouts().connect());
        Dialog dialog;
        try {
            dialog = new Dialog(server, settings, socket);
        } catch (IOException e) {
            Dialog.closeQuietly(socket);
            throw new ServerTrouble(Kind.FAILURE, "4.4.2", server + ": " + e.getMessage());
        }
        try {
            Future<?> watch = watchdog.over(socket, deadline);
            try {
                greet(dialog, tls);
            } finally {
                watch.cancel(false);
            }
            return dialog;
        } catch (HandshakeFailed e) {
            Dialog.closeQuietly(socket);
            throw e;
        } catch (IOException e) {
            Dialog.closeQuietly(socket);
            throw dialog.failed(e, deadline);
        }
    }

    private Socket connect(Duration within) throws ServerTrouble {
        IOException last = null;
        try {
            for (InetAddress address : network.resolver().addresses(server.host())) {
                var socket = new Socket();
                try {
                    socket.setTcpNoDelay(true);
                    socket.connect(new InetSocketAddress(address, server.port()), deadline.timeout(within));
                    return socket;
                } catch (IOException e) {
                    Dialog.closeQuietly(socket);
                    last = e;
                }
            }
        } catch (IOException e) {
            last = e;
        }
        String cause = last == null ? "its name has no address" : String.valueOf(last.getMessage());
        throw new ServerTrouble(Kind.FAILURE, "4.4.1", "no connection to " + server + ": " + cause);
    }

    private void greet(Dialog dialog, boolean tls) throws IOException {
        dialog.expect(Stage.GREETING, dialog.read(settings.timeouts().greeting(), deadline));
        dialog.hello(deadline);
        if (!tls) {
            return;
        }
        if (dialog.capabilities().has("STARTTLS")) {
            startTls(dialog);
        } else if (settings.tls() != Tls.OPPORTUNISTIC) {
            throw new ServerTrouble(Kind.FAILURE, "4.7.5", server + " offers no STARTTLS, which is required");
        }
    }

    /** RFC 3207: what was learnt before the handshake is forgotten (§4.2). */
    private void startTls(Dialog dialog) throws IOException {
        dialog.send("STARTTLS\r\n");
        Reply reply = dialog.read(settings.timeouts().mail(), deadline);
        if (!reply.positive()) {
            throw new HandshakeFailed(server + " refused STARTTLS: " + reply);
        }
        if (dialog.hasMore()) {
            // Octets that came in the clear would count as said under TLS (CVE-2011-0411).
            throw new HandshakeFailed(server + " sent more before the handshake");
        }
        boolean verify = settings.tls() == Tls.VERIFIED;
        var context = verify ? network.trusted() : network.anybody();
        try {
            SSLSocket tls = (SSLSocket)
                    context.getSocketFactory().createSocket(dialog.transport(), server.host(), server.port(), true);
            tls.setUseClientMode(true);
            if (verify) {
                SSLParameters parameters = tls.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                tls.setSSLParameters(parameters);
            }
            tls.setSoTimeout(deadline.timeout(settings.timeouts().connect()));
            tls.startHandshake();
            dialog.encrypted(tls);
        } catch (IOException e) {
            throw new HandshakeFailed("TLS with " + server + " failed: " + e.getMessage());
        }
        dialog.hello(deadline);
    }

    /** TLS did not come about; only opportunistic encryption goes on without. */
    private static final class HandshakeFailed extends IOException {
        private static final long serialVersionUID = 1;

        HandshakeFailed(String cause) {
            super(cause);
        }
    }
}
