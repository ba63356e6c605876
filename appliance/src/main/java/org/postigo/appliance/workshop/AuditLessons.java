package org.postigo.appliance.workshop;

import java.io.IOException;

/** What reviewers said of delivered mail that was drawn for them, as far as text models learnt it. */
@FunctionalInterface
public interface AuditLessons {
    /**
     * Takes all of them back; those to come are learnt as ever. Counts once the models have been folded anew, which this
     * begins and does not wait for.
     *
     * @throws IOException if the log of decisions cannot be read
     */
    void forget() throws IOException;
}
