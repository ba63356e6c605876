package org.postigo.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.postigo.classifier.text.Learner;
import org.postigo.classifier.text.TextModels;

/**
 * Makes text models from corpora: one pass over each in the order given. The same corpora give the same file, octet by
 * octet.
 */
public final class Trainer {
    private Trainer() {}

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
