package org.postigo.proxy.flow;

import java.net.URI;
import java.util.Optional;
import org.postigo.mail.DomainName;
import org.postigo.mail.record.Reply;

/**
 * How large a message to a domain may be, and what its sender can do instead.
 *
 * @param domain that set it
 * @param octets at most, above 0
 * @param instead what to do, in ASCII
 * @param page where people read more, if there is such a page
 */
public record SizeLimit(DomainName domain, long octets, String instead, Optional<URI> page) {
    private static final long MEGABYTE = 1_000_000;
    private static final long KILOBYTE = 1_000;

    /** Whether so many octets are too many. */
    public boolean exceededBy(long size) {
        return size > octets;
    }

    /** RFC 1870 §6, RFC 3463 §3.3: the limit is the recipient's, not ours. The sender's server shows it to a person. */
    Reply refusal() {
        return new Reply(
                552,
                "5.2.3",
                "Message too large: " + domain.text() + " takes up to " + figure() + ". Please " + instead
                        + page.map(address -> ". See " + address).orElse(""));
    }

    private String figure() {
        return octets % MEGABYTE == 0 ? octets / MEGABYTE + " MB" : octets / KILOBYTE + " KB";
    }
}
