package org.postigo.classifier.dns;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Instant;

/**
 * Asks the DNS. Blocks the calling (virtual) thread until there is an answer or the deadline has passed; may be asked by
 * many threads at once. What goes wrong is an {@link Answer.Failed}, never an exception.
 */
@FunctionalInterface
public interface Dns {
    /** Knows no server: every question fails. For tools without a network. */
    Dns OFFLINE = new Dns() {
        @Override
        public <T> Answer<T> query(String name, Kind<T> kind, Instant deadline) {
            return new Answer.Failed<>(Answer.Cause.UNREACHABLE);
        }
    };

    /**
     * The records of one kind at a name, aliases (CNAME) followed.
     *
     * @param name labels joined by dots, with or without a final dot; octets as ISO-8859-1 characters, no escapes. A
     *     text that is no name in the DNS (empty or overlong label, more than 255 octets) cannot exist: {@link
     *     Answer.NoSuchName}
     * @param kind of the records
     * @param deadline after which the answer is {@link Answer.Cause#TIMEOUT}
     */
    <T> Answer<T> query(String name, Kind<T> kind, Instant deadline) throws InterruptedException;

    /** Whether {@link #query} would answer from memory, without waiting. */
    default boolean remembers(String name, Kind<?> kind) {
        return false;
    }

    /** The addresses of a name, of the same family as {@code like}. */
    default Answer<InetAddress> addresses(String name, InetAddress like, Instant deadline) throws InterruptedException {
        return query(name, like instanceof Inet4Address ? Kind.A : Kind.AAAA, deadline);
    }

    /** The names of an address (RFC 1035 §3.5, RFC 3596 §2.5). */
    default Answer<String> names(InetAddress address, Instant deadline) throws InterruptedException {
        return query(ReverseName.of(address), Kind.PTR, deadline);
    }
}
