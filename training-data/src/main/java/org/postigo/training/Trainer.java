package org.postigo.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.postigo.classifier.starter.StarterTraining;
import org.postigo.classifier.text.Label;
import org.postigo.classifier.text.Learner;
import org.postigo.classifier.text.TextModels;
import org.postigo.mail.Content;
import org.postigo.mail.message.MessageParser;
import org.postigo.mail.message.ParseOutcome;
import org.postigo.mail.message.ParsedMessage;
import org.postigo.training.samples.SampleMail;

/**
 * Makes models from corpora. Text models by one pass over each in the order given. The same corpora give the same file,
 * octet by octet.
 */
public final class Trainer {
    private Trainer() {}

    /**
     * A corpus that a starter model is made of.
     *
     * @param corpus whose terms allow it
     * @param newestHamLeftOut how many of its newest ham are kept for tests, 0 or more
     */
    public record Source(Corpus corpus, int newestHamLeftOut) {
        /** Checks the count. */
        public Source {
            if (newestHamLeftOut < 0) {
                throw new IllegalArgumentException("a count of messages: " + newestHamLeftOut);
            }
        }

        /** Numbers of the messages that may be learnt from, in the index's order. */
        List<Integer> numbers() {
            var numbers = new ArrayList<Integer>();
            int ham = 0;
            for (int i = corpus.entries().size() - 1; i >= 0; i--) {
                Corpus.Entry entry = corpus.entries().get(i);
                boolean kept = entry.label() == Label.HAM && ham++ < newestHamLeftOut;
                if (entry.feedBack() && !kept) {
                    numbers.add(i);
                }
            }
            return numbers.reversed();
        }
    }

    /**
     * Makes the starter model of corpora and of the project's own samples, and saves it.
     *
     * @param file to be written, replaced as a whole
     * @return how many messages it was made of
     * @throws IOException if a message cannot be read or the file cannot be written
     */
    public static int starter(List<Source> sources, Path file, Evaluation.Progress progress) throws IOException {
        List<SampleMail> samples = SampleMail.all();
        int all = samples.size()
                + sources.stream().mapToInt(source -> source.numbers().size()).sum();
        var training = new StarterTraining();
        int done = 0;
        for (Source source : sources) {
            for (int number : source.numbers()) {
                Label label = source.corpus().entries().get(number).label();
                training.add(parsed(source.corpus().mail(number).content()), label == Label.SPAM);
                progress.at(++done, all);
            }
        }
        for (SampleMail sample : samples) {
            training.add(parsed(Content.of(sample.content())), sample.spam());
            progress.at(++done, all);
        }
        Files.write(file, training.model().toBytes());
        return done;
    }

    private static ParsedMessage parsed(Content content) throws IOException {
        return switch (new MessageParser().parse(content)) {
            case ParseOutcome.Parsed(ParsedMessage message) -> message;
            case ParseOutcome.TooComplex(String budget, ParsedMessage soFar) -> soFar;
        };
    }

    /**
     * Trains and saves.
     *
     * @param file to be written, replaced as a whole
     * @return what was learnt
     * @throws IOException if a message cannot be read or the file cannot be written
     */
    public static TextModels.Lessons train(List<Corpus> corpora, Path file, Evaluation.Progress progress)
            throws IOException {
        int all = corpora.stream().mapToInt(corpus -> corpus.entries().size()).sum();
        try (var learner = new Learner(TextModels.empty(), 0)) {
            int done = 0;
            for (Corpus corpus : corpora) {
                for (int i = 0; i < corpus.entries().size(); i++) {
                    Corpus.Entry entry = corpus.entries().get(i);
                    done++;
                    if (entry.feedBack()) {
                        learner.learn(done, corpus.mail(i), entry.label()).join();
                    }
                    progress.at(done, all);
                }
            }
            // Its lessons are nobody's decisions: a site that begins with these models replays all of its own.
            learner.saveAsStart(file).join();
            return learner.models().lessons();
        } catch (CompletionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        }
    }
}
