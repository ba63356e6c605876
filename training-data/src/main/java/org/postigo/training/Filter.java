package org.postigo.training;

import java.io.IOException;
import org.postigo.classifier.text.Label;
import org.postigo.mail.MailObject;

/** A filter in a run, as the TREC toolkit sees one: it classifies a message, and is trained with its label. */
interface Filter extends AutoCloseable {
    /** Log-odds of spam, natural logarithm; finite or infinite, never NaN. */
    double score(MailObject mail) throws IOException;

    /** Learns what a message is; done when it returns. */
    void learn(MailObject mail, Label label) throws IOException;

    /** Messages that it could not score for no fault of theirs. */
    int failures();

    @Override
    void close();

    /** Makes a filter that has learnt nothing of the run to come. */
    @FunctionalInterface
    interface Maker {
        /** A new one. */
        Filter make() throws IOException;
    }
}
