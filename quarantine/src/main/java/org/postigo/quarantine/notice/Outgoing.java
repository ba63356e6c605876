package org.postigo.quarantine.notice;

/**
 * The way by which our own mail leaves. Blocks until the next server has answered or was given up, a minute or so at
 * most; may be called from many threads, and never by one that a message waits for. Keeps nothing: that
 * is for the {@link Outbox}.
 */
@FunctionalInterface
public interface Outgoing {
    /** Sends one message; the world's troubles are values. */
    Sending send(Notice notice);

    /** What became of a message. */
    sealed interface Sending {
        /** The next server took it. */
        record Sent(String server, String reply) implements Sending {}

        /** It may be sent later: no connection, no answer, or a temporary refusal. */
        record PutOff(String cause) implements Sending {}

        /** It will never leave like this: refused for good, or there is no way to that address. */
        record Refused(String cause) implements Sending {}
    }
}
