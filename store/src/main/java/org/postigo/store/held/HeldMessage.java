package org.postigo.store.held;

import java.time.Instant;
import org.postigo.mail.Client;
import org.postigo.mail.Envelope;
import org.postigo.mail.MailId;
import org.postigo.mail.finding.Assessment;

/**
 * A message of which at least one copy is held; what its metadata file says. Never changes.
 *
 * @param id our name of it
 * @param received when it had come
 * @param client who handed it in
 * @param envelope as it came, all recipients, all parameters
 * @param assessment what the classifier said
 * @param size octets of content
 * @param sha256 of the content, lower-case hex
 * @param retryKey what a retry is known by
 */
public record HeldMessage(
        MailId id,
        Instant received,
        Client client,
        Envelope envelope,
        Assessment assessment,
        long size,
        String sha256,
        String retryKey) {}
