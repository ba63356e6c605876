package org.postigo.classifier.check;

import java.util.List;
import java.util.Optional;
import org.postigo.classifier.html.LinkFinder;
import org.postigo.mail.DomainName;
import org.postigo.mail.message.ParsedMessage;

/** Finds the hosts that a message's links lead to, each once, in the order of the text. */
@FunctionalInterface
public interface LinkHosts {
    /** The hosts; address literals may be among them. */
    List<DomainName> in(ParsedMessage message);

    /** Those that {@code finder} finds; what is no domain name is left out. */
    static LinkHosts of(LinkFinder finder) {
        return message -> finder.hosts(message).stream()
                .map(DomainName::parse)
                .flatMap(Optional::stream)
                .distinct()
                .toList();
    }
}
