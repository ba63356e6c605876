package org.postigo.proxy.flow;

import java.util.Optional;
import org.postigo.mail.Client;
import org.postigo.mail.ForwardPath;
import org.postigo.mail.ReversePath;

/** Says of a client, before it has sent a word of its message, whether it is let in at all. May block for some seconds. */
@FunctionalInterface
public interface Doorman {
    /** Lets everybody in. */
    Doorman ABSENT = (client, reversePath, recipient) -> Optional.empty();

    /** Why mail of this client is not taken for this recipient, in words for the journal; empty if it is. */
    Optional<String> refuses(Client client, ReversePath reversePath, ForwardPath recipient);
}
