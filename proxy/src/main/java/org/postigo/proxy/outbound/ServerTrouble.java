package org.postigo.proxy.outbound;

import java.io.IOException;
import org.postigo.mail.record.Reply;

/** A mailbox server could not be used, and no content had left for it: our trouble, never the sender's. */
final class ServerTrouble extends IOException {
    private static final long serialVersionUID = 1;

    /** What it means for the circuit. */
    enum Kind {
        /** No connection, a broken one, 421, or a server that refuses to talk to us. */
        FAILURE,
        /** It talks to us, but refuses what we ask of it. */
        REFUSAL,
        /** Time was up while it was silent. */
        SILENCE,
        /** A kept connection had ended in the meantime. */
        STALE,
        /** We did not even try: circuit open, too many waiting. */
        NOT_TRIED,
        /** The transaction needs an extension that this server does not offer any more. */
        MISMATCH
    }

    private final Kind kind;
    private final String enhanced;

    ServerTrouble(Kind kind, String enhanced, String cause) {
        super(cause);
        this.kind = kind;
        this.enhanced = enhanced;
    }

    Kind kind() {
        return kind;
    }

    /** What the trouble makes of a copy: 451 with the cause, which is for the journal and not for the client. */
    Reply reply() {
        return new Reply(451, enhanced, String.valueOf(getMessage()));
    }
}
