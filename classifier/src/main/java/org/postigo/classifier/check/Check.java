package org.postigo.classifier.check;

import java.util.List;
import org.postigo.mail.finding.Finding;

/**
 * One question about a message. Checks run in parallel, each on a virtual thread, under one deadline; they keep no
 * state of a message and may be asked about many at once. What a check does not answer in time, or throws, is made an
 * {@link Finding.Unknown} by the caller.
 */
public interface Check {
    /** Its name in the journal, for example {@code spf}. */
    String name();

    /** The facts, in a fixed order; empty if there is nothing to say. */
    List<Finding> examine(Subject subject) throws InterruptedException;
}
