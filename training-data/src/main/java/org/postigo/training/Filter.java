package org.postigo.training;

import java.io.IOException;
import org.postigo.classifier.text.Label;
import org.postigo.classifier.text.Source;
import org.postigo.mail.MailObject;
import org.postigo.training.measure.Bands.Band;

/** A filter in a run, as the TREC toolkit sees one: it classifies a message, and is trained with its label. */
interface Filter extends AutoCloseable {
    /** Log-odds of spam, natural logarithm; finite or infinite, never NaN. */
    double score(MailObject mail) throws IOException;

    /** The same with what would become of the message; a filter that decides nothing delivers everything. */
    default Judged judge(MailObject mail) throws IOException {
        return new Judged(score(mail), Band.DELIVER);
    }

    /**
     * A filter's say on one message.
     *
     * @param logOdds of spam
     * @param band that it falls into
     */
    record Judged(double logOdds, Band band) {}

    /** Learns what a message is, counting as much as its source does if it knows such a thing; done when it returns. */
    void learn(MailObject mail, Label label, Source source) throws IOException;

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
