package org.postigo.classifier;

import org.postigo.classifier.check.Subject;
import org.postigo.mail.finding.MessageDigest;

/** Makes what lists, journal and search keep of a message. */
@FunctionalInterface
public interface Digester {
    /** The digest, cut to its bounds. */
    MessageDigest digest(Subject subject);
}
