package org.postigo.classifier.text;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.postigo.classifier.check.Check;
import org.postigo.classifier.check.Subject;
import org.postigo.mail.finding.Finding;
import org.postigo.mail.finding.FindingKey;

/** States what the text models say: two facts whose value is their log-odds, the words with those that counted most. */
public final class TextCheck implements Check {
    private static final int WORDS = 8;

    private final TextModels models;

    /** A check by these models, which may learn meanwhile. */
    public TextCheck(TextModels models) {
        this.models = models;
    }

    @Override
    public String name() {
        return "text";
    }

    @Override
    public List<Finding> examine(Subject subject) {
        if (models.lessons().changes() == 0) {
            return List.of();
        }
        Views views = views(subject);
        Features features = Features.of(views);
        TextModels.Opinion opinion = models.opinion(features, Shade.domains(subject.mail()));
        return List.of(
                new Finding.Fact(FindingKey.TEXT_WORDS, opinion.words(), words(views, features, opinion.words())),
                new Finding.Fact(FindingKey.TEXT_BYTES, opinion.bytes(), List.of()));
    }

    private static Views views(Subject subject) {
        try {
            return Views.of(
                    subject.mail().content().head(Views.HEAD),
                    subject.message(),
                    subject.mail().envelope().reversePath());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of the words that counted most those that speak the same way as all together. */
    private List<String> words(Views views, Features features, double opinion) {
        return models.telling(views, features, WORDS, logOdds -> logOdds > 0 == opinion > 0).stream()
                .map(TextModels.Weighed::word)
                .toList();
    }
}
