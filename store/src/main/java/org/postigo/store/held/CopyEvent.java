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

    /** A person decided. */
    record Decided(CopyId copy, Instant at, Decision decision) implements CopyEvent {}

    /** The decision was taken back before it took effect. */
    record Undone(CopyId copy, Instant at, String by) implements CopyEvent {}

    /** The decision took effect: its entry was made, its label handed to learning; spam is closed by this. */
    record TookEffect(CopyId copy, Instant at, Optional<String> listEntry) implements CopyEvent {}

    /** A delivery is about to begin. Durable before the first octet leaves. */
    record ReleaseStarted(CopyId copy, Instant at, int attempt) implements CopyEvent {}

    /** The mailbox server took it. */
    record Delivered(CopyId copy, Instant at, String server, Reply reply) implements CopyEvent {}

    /** The mailbox server asked to wait, or could not be reached. */
    record Postponed(CopyId copy, Instant at, String server, Reply reply, Instant nextTry) implements CopyEvent {}

    /** The mailbox server refused it for good; it stays held. */
    record Rejected(CopyId copy, Instant at, String server, Reply reply) implements CopyEvent {}

    /** The content went out and no answer came back, or we stopped in between; only a person may repeat it. */
    record FellInDoubt(CopyId copy, Instant at, String cause) implements CopyEvent {}
}
