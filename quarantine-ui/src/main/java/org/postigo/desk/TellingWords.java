package org.postigo.desk;

import java.io.IOException;
import java.util.List;
import org.postigo.mail.Content;
import org.postigo.mail.finding.Explanation;
import org.postigo.store.held.HeldCopy;

/** Knows which words of a letter told the text models most. Asked when a reader opens them, never before. */
@FunctionalInterface
public interface TellingWords {
    /** A site without text models. */
    TellingWords NONE = (copy, content) -> List.of();

    /**
     * The words in the word model's own log-odds, as it knows them now, by falling weight.
     *
     * @throws IOException if the content cannot be read
     */
    List<Explanation.Word> of(HeldCopy copy, Content content) throws IOException;
}
