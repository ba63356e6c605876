package org.postigo.classifier.explain;

import java.io.IOException;
import java.util.List;
import org.postigo.classifier.text.TextModels;
import org.postigo.classifier.text.Views;
import org.postigo.mail.Content;
import org.postigo.mail.ReversePath;
import org.postigo.mail.finding.Explanation;
import org.postigo.mail.finding.Score;
import org.postigo.mail.message.MessageParser;
import org.postigo.mail.message.ParseOutcome;
import org.postigo.mail.message.ParsedMessage;

/**
 * Explains a score down to its words. The words' shares are those that the models would give them now: where something
 * was learnt since the message came they are not quite those that counted then. The octet models have no words, and
 * nobody could read theirs; their share stands as a whole. Safe for use by many threads; learns nothing.
 */
public final class Explainer {
    /** Words named in an explanation. */
    public static final int WORDS = 12;

    private final TextModels models;
    private final MessageParser parser = new MessageParser();

    /** Over these models, which may learn meanwhile. */
    public Explainer(TextModels models) {
        this.models = models;
    }

    /**
     * The score with the words that counted.
     *
     * @param hold threshold of the domain
     * @throws IOException if the content cannot be read
     */
    public Explanation explain(Score score, double hold, Content content, ReversePath reversePath) throws IOException {
        return Explanation.of(score, hold, words(content, reversePath));
    }

    /**
     * The words that tell the word model most of this message, in its own log-odds, by falling weight.
     *
     * @throws IOException if the content cannot be read
     */
    public List<Explanation.Word> words(Content content, ReversePath reversePath) throws IOException {
        ParsedMessage message = switch (parser.parse(content)) {
            case ParseOutcome.Parsed(ParsedMessage whole) -> whole;
            case ParseOutcome.TooComplex(String budget, ParsedMessage soFar) -> soFar;
        };
        return models.telling(Views.of(content.head(Views.HEAD), message, reversePath), WORDS).stream()
                .map(weighed -> new Explanation.Word(weighed.word(), weighed.logOdds()))
                .toList();
    }
}
