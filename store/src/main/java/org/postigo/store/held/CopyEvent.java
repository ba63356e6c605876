package org.postigo.store.held;

import java.time.Instant;
import java.util.Optional;
import org.postigo.mail.record.Reply;

/** Something that happened to a held copy. Its state is the fold over these, in the order of the log. */
public sealed interface CopyEvent {
    /** Which copy. */
    CopyId copy();

    /** When. */
    Instant at();

    /**
     * A person decided. Follows an {@link CopyState#open open} state; leads to {@link CopyState.NotSure} for
     * {@link Decision.Kind#NOT_SURE}, else to {@link CopyState.Decided}.
     */
    record Decided(CopyId copy, Instant at, Decision decision) implements CopyEvent {}

    /**
     * The decision was taken back before it took effect. Follows {@link CopyState.Decided} or {@link CopyState.NotSure};
     * leads back to the state (and the decision) before it.
     */
    record Undone(CopyId copy, Instant at, String by) implements CopyEvent {}

    /**
     * The decision took effect: its entry was made, its label goes to learning. Follows {@link CopyState.Decided}; leads
     * to {@link CopyState.Spam} if it was spam, and else stays, since the same append holds the
     * {@link ReleaseStarted} that follows it.
     */
    record TookEffect(CopyId copy, Instant at, Optional<String> listEntry) implements CopyEvent {}

    /**
     * A delivery is about to begin. Durable before the first octet leaves. Follows {@link CopyState.Waiting}, or
     * {@link CopyState.Decided} once that took effect; leads to {@link CopyState.Leaving}.
     */
    record ReleaseStarted(CopyId copy, Instant at, int attempt) implements CopyEvent {}

    /** The mailbox server took it. Like the outcomes below it follows {@link CopyState.Leaving} alone. */
    record Delivered(CopyId copy, Instant at, String server, Reply reply) implements CopyEvent {}

    /** The mailbox server asked to wait, or could not be reached. */
    record Postponed(CopyId copy, Instant at, String server, Reply reply, Instant nextTry) implements CopyEvent {}

    /** The mailbox server refused it for good; it stays held. */
    record Rejected(CopyId copy, Instant at, String server, Reply reply) implements CopyEvent {}

    /** The content went out and no answer came back, or we stopped in between; only a person may repeat it. */
    record FellInDoubt(CopyId copy, Instant at, String cause) implements CopyEvent {}

    /**
     * Its time is over: nobody can read it any more. Follows {@link CopyState.Finished} alone, so that nothing goes that
     * somebody has still to decide or that has still to leave. With the last copy of a message its octets leave the disk.
     *
     * @param archive where it was put before, as a path below the archive with slashes; empty if it was thrown away
     */
    record Removed(CopyId copy, Instant at, Optional<String> archive) implements CopyEvent {}
}
