package org.postigo.store.held;

import java.time.Instant;
import java.util.Optional;
import org.postigo.mail.record.Reply;

/** Where a held copy stands. */
public sealed interface CopyState {
    /** Nobody has decided. */
    record Unread() implements CopyState {}

    /** Somebody was not sure; it is still to be decided. */
    record NotSure(Decision decision) implements CopyState {}

    /** Decided; takes effect at {@link Decision#due} and can be undone until then. */
    record Decided(Decision decision) implements CopyState {}

    /** A person or the mailbox server closed it for good: nothing can happen to it any more but that its time is over. */
    sealed interface Finished extends CopyState {}

    /** Closed as spam. */
    record Spam(Decision decision) implements Finished {}

    /** On its way to the mailbox server: {@code attempt} counts from 1. */
    record Leaving(int attempt) implements CopyState {}

    /** To be tried again; also a copy that the proxy put into the release queue ({@code attempt} 0). */
    record Waiting(int attempt, Reply reply, Instant nextTry) implements CopyState {}

    /** The mailbox server took it. */
    record Delivered(Instant at, String server, Reply reply) implements Finished {}

    /**
     * The mailbox server refused it; it stays held until somebody decides anew.
     *
     * @param server which; empty if it was refused while the message was being taken
     */
    record Rejected(Instant at, String server, Reply reply) implements CopyState {}

    /** May or may not have arrived; only a person may repeat it. */
    record InDoubt(Instant at, String cause) implements CopyState {}

    /**
     * No longer kept: its story is, its octets are not.
     *
     * @param at since when
     * @param last how it had ended
     * @param archive where it was put before, as a path below the archive with slashes; empty if it was thrown away
     */
    record Removed(Instant at, Finished last, Optional<String> archive) implements CopyState {}

    /** Whether somebody still has to decide. */
    default boolean open() {
        return switch (this) {
            case Unread _, NotSure _, Rejected _, InDoubt _ -> true;
            case Decided _, Spam _, Leaving _, Waiting _, Delivered _, Removed _ -> false;
        };
    }
}
