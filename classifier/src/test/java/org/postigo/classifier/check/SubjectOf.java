package org.postigo.classifier.check;

import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.postigo.mail.Client;
import org.postigo.mail.Content;
import org.postigo.mail.Envelope;
import org.postigo.mail.MailId;
import org.postigo.mail.MailObject;
import org.postigo.mail.ReversePath;
import org.postigo.mail.message.Header;
import org.postigo.mail.message.ParsedMessage;
import org.postigo.mail.message.Part;

/** Makes subjects for tests. */
final class SubjectOf {
    private SubjectOf() {}

    /** An empty message from a client. */
    static Subject client(String address, String helo) {
        return client(Client.plain(InetAddress.ofLiteral(address), helo));
    }

    /** An empty message from a client. */
    static Subject client(Client client) {
        var header = new Header(List.of());
        var root = new Part(header, "text/plain", "", Optional.empty(), false, new byte[0], List.of());
        var mail = new MailObject(
                MailId.next(Instant.EPOCH, new Random(1)),
                Instant.now(),
                client,
                new Envelope(ReversePath.of(""), Envelope.Parameters.NONE, List.of()),
                Content.of(new byte[0]));
        var message = new ParsedMessage(header, root, List.of(root), List.of(), "", "", "", List.of());
        return new Subject(mail, message, Instant.now().plusSeconds(20));
    }
}
