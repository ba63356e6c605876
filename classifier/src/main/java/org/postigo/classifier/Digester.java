package org.postigo.classifier;

import java.util.List;
import java.util.function.Function;
import org.postigo.classifier.check.Subject;
import org.postigo.mail.finding.MessageDigest;
import org.postigo.mail.message.MessageDigests;
import org.postigo.mail.message.ParsedMessage;

/** Makes what lists, journal and search keep of a message. */
@FunctionalInterface
public interface Digester {
    /** The digest, cut to its bounds. */
    MessageDigest digest(Subject subject);

    /**
     * The digest of header section, links and attachments.
     *
     * @param linkHosts finds the hosts that links lead to
     * @param attachments tells names, true types and sizes
     */
    static Digester of(
            Function<ParsedMessage, List<String>> linkHosts,
            Function<ParsedMessage, List<MessageDigest.Attachment>> attachments) {
        return subject -> MessageDigests.of(
                subject.message(), linkHosts.apply(subject.message()), attachments.apply(subject.message()));
    }
}
