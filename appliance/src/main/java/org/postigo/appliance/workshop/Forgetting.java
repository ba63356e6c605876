package org.postigo.appliance.workshop;

import java.io.IOException;

/** What text models learnt beside decisions on held mail, as far as it can be taken back as a class. */
public interface Forgetting {
    /**
     * Takes back what reviewers said of delivered mail that was drawn for them; what they say from now on is learnt as
     * ever. Counts once the models have been folded anew, which this begins and does not wait for.
     *
     * @throws IOException if the log of decisions cannot be read
     */
    void audits() throws IOException;

    /**
     * The same of delivered mail that nobody contested, with what waits to be learnt so.
     *
     * @throws IOException if the log of decisions cannot be read, or the disk fails
     */
    void silence() throws IOException;
}
