package org.postigo.appliance.workshop;

import java.io.IOException;
import java.io.Writer;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.postigo.classifier.combine.CombinerTraining;
import org.postigo.classifier.combine.CombinerTraining.Example;
import org.postigo.classifier.combine.CombinerTraining.Outcome;
import org.postigo.classifier.combine.CombinerTraining.Source;
import org.postigo.classifier.combine.ModelShelf;
import org.postigo.classifier.combine.PriceList;
import org.postigo.classifier.combine.TrainingCard;
import org.postigo.quarantine.DecidedMail;
import org.postigo.quarantine.Lesson;

/** Trains combiners on the mail that was decided here, one at a time, and puts them on the shelf. */
public final class CombinerWorkshop {
    /** The newest so many are used: years of decisions fit into memory, and old habits fade. */
    private static final int MOST = 50_000;

    /** Uncontested messages for each reviewed one: at a tenth of its weight they weigh no more together. */
    private static final int UNCONTESTED = 10;

    private static final long SEED = 1;

    private final DecidedMail decided;
    private final ModelShelf shelf;
    private final PriceList prices;
    private final double hold;
    private final Clock clock;
    private final ReentrantLock oneAtATime = new ReentrantLock();

    /**
     * A workshop.
     *
     * @param hold the site's threshold, for the comparison with what serves
     */
    public CombinerWorkshop(DecidedMail decided, ModelShelf shelf, PriceList prices, double hold, Clock clock) {
        this.decided = decided;
        this.shelf = shelf;
        this.prices = prices;
        this.hold = hold;
        this.clock = clock;
    }

    /** What came of it. */
    public sealed interface Made {
        /**
         * A new model lies on the shelf; it does not serve yet.
         *
         * @param version its number
         * @param qualifies whether it may be promoted without force
         * @param why of that
         * @param card what it was made of and how good it is
         */
        record Model(int version, boolean qualifies, String why, String card) implements Made {}

        /** None was made, for this reason. */
        record Nothing(String why) implements Made {}
    }

    /** All models and what serves. */
    public ModelShelf shelf() {
        return shelf;
    }

    /**
     * Trains one.
     *
     * @param uncontested whether delivered mail of proven identity that nobody contested counts too
     * @throws IOException if decisions cannot be read or the model cannot be written
     */
    public Made train(String by, boolean uncontested) throws IOException {
        oneAtATime.lock();
        try {
            List<Example> examples = examples(uncontested);
            return switch (CombinerTraining.train(prices, examples, shelf.serving(), hold, SEED)) {
                case Outcome.TooFew(int spam, int ham) ->
                    new Made.Nothing(
                            "prices move from " + CombinerTraining.LEAST + " decisions of each class on; there are "
                                    + spam + " of spam and " + ham + " of good mail");
                case Outcome.Failed(String cause) -> new Made.Nothing("Weka found no fit: " + cause);
                case Outcome.Trained trained -> {
                    String card = TrainingCard.of(examples, trained);
                    int version = shelf.add(trained, by, card);
                    yield new Made.Model(
                            version,
                            trained.challenge().qualifies(),
                            trained.challenge().why(),
                            shelf.card(version).orElse(card));
                }
            };
        } finally {
            oneAtATime.unlock();
        }
    }

    /**
     * Writes the attributes of decided mail in Weka's form; returns how many messages that were.
     *
     * @throws IOException if decisions cannot be read or the text cannot be written
     */
    public int arff(boolean uncontested, Writer out) throws IOException {
        List<Example> examples = examples(uncontested);
        CombinerTraining.arff(prices, examples, out);
        return examples.size();
    }

    private List<Example> examples(boolean uncontested) throws IOException {
        var examples = new ArrayList<Example>();
        for (DecidedMail.Row row : decided.reviewed(MOST)) {
            examples.add(new Example(row.findings(), row.label() == Lesson.Label.SPAM, Source.REVIEWED));
        }
        if (uncontested && !examples.isEmpty()) {
            for (DecidedMail.Row row :
                    decided.uncontested(clock.instant(), Math.min(MOST, UNCONTESTED * examples.size()))) {
                examples.add(new Example(row.findings(), false, Source.UNCONTESTED));
            }
        }
        return examples;
    }
}
