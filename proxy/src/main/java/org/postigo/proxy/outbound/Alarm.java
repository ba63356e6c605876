package org.postigo.proxy.outbound;

import org.postigo.mail.policy.ProtectedDomain.MailboxServer;

/** Is told when a mailbox server fails us and when it works again. Must not block. */
@FunctionalInterface
public interface Alarm {
    /**
     * The circuit to a server opened or closed.
     *
     * @param open true: mail for it is put off from now on
     * @param cause why it opened, for the operator; may quote the server
     */
    void circuit(MailboxServer server, boolean open, String cause);
}
