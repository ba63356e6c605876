package org.postigo.appliance.rules;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;
import org.postigo.classifier.country.Countries;
import org.postigo.classifier.policy.Evidence;
import org.postigo.classifier.policy.Sight;
import org.postigo.mail.MailObject;
import org.postigo.mail.auth.ProvenIdentity;
import org.postigo.mail.finding.Assessment;
import org.postigo.mail.finding.Finding;
import org.postigo.mail.finding.Score;
import org.postigo.mail.message.MessageParser;
import org.postigo.mail.message.ParseOutcome;
import org.postigo.mail.message.ParsedMessage;

/** A message that is kept, as evidence: what was found when it came, and its own fields. */
final class AsItCame {
    private static final MessageParser PARSER = new MessageParser();

    private AsItCame() {}

    /**
     * The evidence, with other findings and score if need be.
     *
     * @throws IOException if the content cannot be read
     */
    static Evidence evidence(MailObject mail, Assessment said, List<Finding> findings, Score score, Countries countries)
            throws IOException {
        ParsedMessage message = switch (PARSER.parse(mail.content())) {
            case ParseOutcome.Parsed(ParsedMessage whole) -> whole;
            case ParseOutcome.TooComplex(String budget, ParsedMessage soFar) -> soFar;
        };
        // Behind a trusted relay the client that counts is not the one that was connected.
        InetAddress client = said.proven().stream()
                .flatMap(identity -> identity instanceof ProvenIdentity.ClientAddress(InetAddress address)
                        ? Stream.of(address)
                        : Stream.empty())
                .findFirst()
                .orElse(mail.client().address());
        return new Evidence(
                mail.received(),
                client,
                mail.envelope().reversePath(),
                message.fromMailboxes(),
                said.digest().listId(),
                findings,
                score,
                said.authentication(),
                said.proven(),
                Evidence.lot(mail.id()),
                new Sight(
                        mail.content().size(),
                        Sight.Fields.of(message.header()),
                        said.digest().attachments(),
                        countries.of(client)));
    }
}
