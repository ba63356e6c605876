package org.postigo.classifier.check;

import java.util.List;
import org.postigo.mail.DomainName;
import org.postigo.mail.message.ParsedMessage;

/** Finds the hosts that a message's links lead to, each once, in the order of the text. */
@FunctionalInterface
public interface LinkHosts {
    /** The hosts; address literals may be among them. */
    List<DomainName> in(ParsedMessage message);
}
