package org.postigo.proxy.flow;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.postigo.mail.MailObject;
import org.postigo.mail.Recipient;
import org.postigo.mail.finding.Assessment;
import org.postigo.mail.finding.Verdict;
import org.postigo.mail.record.Reply;

/** Makes copies durable. */
@FunctionalInterface
public interface Keeper {
    /**
     * Writes copies so that they survive a crash, not yet visible to anybody. Copies that an earlier attempt of the same
     * retry key left behind invisibly are taken over, not written again.
     *
     * @throws IOException if they could not be made durable; then nothing of them remains. {@link HoldSpaceShort} if
     *     there is no room for held mail
     */
    Kept keep(MailObject mail, Assessment assessment, String retryKey, List<Copy> copies) throws IOException;

    /**
     * A copy to be kept.
     *
     * @param recipient whose
     * @param reason why
     * @param server the mailbox server's reply, if it was asked: why the copy waits in the release queue, or why the
     *     server refused it
     */
    record Copy(Recipient recipient, Verdict.Reason reason, Optional<Reply> server) {}

    /** Copies that are durable and invisible. */
    interface Kept {
        /** Makes them visible, durably. After this the client may be told 250. */
        void publish() throws IOException;

        /** Leaves them invisible for the retry. */
        void leaveInvisible();
    }

    /** There is no room left for held mail; what would be delivered still passes. */
    final class HoldSpaceShort extends IOException {
        private static final long serialVersionUID = 1;

        /** With a cause for the log. */
        public HoldSpaceShort(String message) {
            super(message);
        }
    }
}
