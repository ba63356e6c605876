package org.postigo.classifier.policy;

import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.postigo.classifier.country.Countries;
import org.postigo.mail.MailId;
import org.postigo.mail.Mailbox;
import org.postigo.mail.ReversePath;
import org.postigo.mail.auth.AuthenticationResults;
import org.postigo.mail.auth.ProvenIdentity;
import org.postigo.mail.finding.Assessment;
import org.postigo.mail.finding.Finding;
import org.postigo.mail.finding.Score;
import org.postigo.mail.record.JournalEntry;

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
 * @param sight what only rules look at
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
        double lot,
        Sight sight) {
    /** Copies the lists. */
    public Evidence {
        from = List.copyOf(from);
        findings = List.copyOf(findings);
        proven = List.copyOf(proven);
    }

    /** Where there are no rules. */
    public Evidence(
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
        this(received, client, reversePath, from, listId, findings, score, authentication, proven, lot, Sight.NOTHING);
    }

    /**
     * What the journal still knows of a message, to try other settings on it. Of a message with several From addresses
     * it knows none: no allow entry applies to such a message anyway, and a deny entry only by its reverse-path.
     */
    public static Evidence journalled(JournalEntry.Transaction message, Assessment said) {
        return journalled(message, said, Countries.NONE);
    }

    /** The same with what a database of countries says now. */
    public static Evidence journalled(JournalEntry.Transaction message, Assessment said, Countries countries) {
        // Behind a trusted relay the client that counts is not the one that was connected.
        InetAddress client = said.proven().stream()
                .flatMap(identity -> identity instanceof ProvenIdentity.ClientAddress(InetAddress address)
                        ? Stream.of(address)
                        : Stream.empty())
                .findFirst()
                .orElse(message.client().address());
        return new Evidence(
                message.id().time(),
                client,
                message.envelope().reversePath(),
                said.digest().from().stream().toList(),
                said.digest().listId(),
                said.findings(),
                said.score(),
                said.authentication(),
                said.proven(),
                lot(message.id()),
                new Sight(
                        message.size(),
                        Sight.Fields.of(said.digest()),
                        said.digest().attachments(),
                        countries.of(client)));
    }

    /** By the message's name, so that a retry draws the same as long as it has that. */
    public static double lot(MailId id) {
        return new SplittableRandom(id.text().hashCode()).nextDouble();
    }
}
