package org.postigo.store.held;

import java.util.Optional;
import org.postigo.mail.Recipient;
import org.postigo.mail.finding.Verdict;

/**
 * One recipient's held copy.
 *
 * @param id its name
 * @param message what it is a copy of
 * @param recipient whose it is
 * @param reason why it was held
 * @param state where it stands
 * @param decision the newest that was not undone, also after it took effect: who did what and when; empty if nobody
 *     decided
 */
public record HeldCopy(
        CopyId id,
        HeldMessage message,
        Recipient recipient,
        Verdict.Reason reason,
        CopyState state,
        Optional<Decision> decision) {
    /** A copy of which nobody decided. */
    public HeldCopy(CopyId id, HeldMessage message, Recipient recipient, Verdict.Reason reason, CopyState state) {
        this(id, message, recipient, reason, state, Optional.empty());
    }

    /** Whether it can still be read: its time is not over. */
    public boolean kept() {
        return !(state instanceof CopyState.Removed);
    }
}
