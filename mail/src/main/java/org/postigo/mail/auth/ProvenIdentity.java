package org.postigo.mail.auth;

import java.net.InetAddress;
import org.postigo.mail.DomainName;

/** Something a message proved about its origin, strong enough to tie an allow entry to. Temporary errors prove nothing. */
public sealed interface ProvenIdentity {
    /**
     * An aligned DKIM signature that covers From and the whole body, in a message with exactly one From address.
     *
     * @param domain that signed
     */
    record SignedDomain(DomainName domain) implements ProvenIdentity {}

    /**
     * A List-Id, with the domain whose DKIM signature covers it.
     *
     * @param listId between its angle brackets, lower case
     * @param domain that signed
     */
    record SignedList(String listId, DomainName domain) implements ProvenIdentity {}

    /**
     * Aligned SPF from a network that the operator marked as exclusive to the domain.
     *
     * @param domain of From and reverse-path
     */
    record AuthorisedDomain(DomainName domain) implements ProvenIdentity {}

    /**
     * The client's address, proven by the TCP connection itself.
     *
     * @param address of the client
     */
    record ClientAddress(InetAddress address) implements ProvenIdentity {}
}
