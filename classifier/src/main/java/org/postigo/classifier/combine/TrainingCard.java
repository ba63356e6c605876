package org.postigo.classifier.combine;

import java.util.List;
import java.util.Locale;
import org.postigo.classifier.combine.CombinerTraining.Example;
import org.postigo.classifier.combine.CombinerTraining.Outcome;
import org.postigo.classifier.combine.CombinerTraining.Source;

/** The card of a trained combiner: on what it was trained and how good it is, as text for people. */
public final class TrainingCard {
    private TrainingCard() {}

    /** Of this training. */
    public static String of(List<Example> examples, Outcome.Trained trained) {
        CombinerTraining.Quality quality = trained.quality();
        Challenge challenge = trained.challenge();
        return String.format(
                Locale.ROOT,
                """
                data       %d messages that were spam and %d that were good, as people said; %d delivered that nobody contested, at weight %.1f

                ten-fold cross-validation, by Weka's evaluation
                  1-ROCA%% %.4f, good mail taken for spam %.3f %%, spam taken for good %.3f %%, at a probability of 0.5
                reliability before calibration
                %sreliability after calibration, each fold calibrated on the others
                %s
                against %s, on the same mail
                  %s: %s
                  this one: %s
                  %s: %s
                """,
                count(examples, Source.REVIEWED, true),
                count(examples, Source.REVIEWED, false),
                count(examples, Source.UNCONTESTED, false),
                Source.UNCONTESTED.weight(),
                quality.oneMinusRocArea(),
                100 * quality.misclassifiedHam(),
                100 * quality.missedSpam(),
                quality.raw().table(),
                quality.calibrated().table(),
                challenge.against(),
                challenge.against(),
                challenge.champion(),
                challenge.challenger(),
                challenge.qualifies() ? "qualifies" : "does not qualify",
                challenge.why());
    }

    private static long count(List<Example> examples, Source source, boolean spam) {
        return examples.stream()
                .filter(example -> example.source() == source && example.spam() == spam)
                .count();
    }
}
