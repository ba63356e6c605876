package org.postigo.classifier.policy;

import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.postigo.mail.Mailbox;
import org.postigo.mail.ReversePath;
import org.postigo.mail.auth.AuthenticationResults;
import org.postigo.mail.auth.ProvenIdentity;
import org.postigo.mail.finding.Finding;
import org.postigo.mail.finding.Score;

/**
 * All of a message that policy looks at.
 *
 * @param received when it came; entries hold or have expired at this time
 * @param client address of the client
 * @param reversePath MAIL FROM
 * @param from every mailbox of every From field
 * @param listId of the List-Id field, between its angle brackets, in any case
 * @param findings of all checks
 * @param score their price
 * @param authentication what the standards say
 * @param proven identities the message proved
 * @param lot 0 to below 1, drawn for each message: who is drawn for the audit
 */
public record Evidence(
        Instant received,
        InetAddress client,
        ReversePath reversePath,
        List<Mailbox> from,
        Optional<String> listId,
        List<Finding> findings,
        Score score,
        AuthenticationResults authentication,
        List<ProvenIdentity> proven,
        double lot) {
    /** Copies the lists. */
    public Evidence {
        from = List.copyOf(from);
        findings = List.copyOf(findings);
        proven = List.copyOf(proven);
    }
}
