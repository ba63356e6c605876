package org.postigo.appliance.assembly;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.postigo.classifier.text.Learner;
import org.postigo.training.Corpus;

/**
 * Fills the data folder of a gate with text models that have learnt corpora, so that its speed is measured as it is after
 * months: <pre>TaughtModels DATA INDEX...</pre>
 */
final class TaughtModels {
    private TaughtModels() {}

    /** See the class. */
    public static void main(String[] arguments) throws Exception {
        Path file = Judging.file(Path.of(arguments[0]));
        Files.createDirectories(file.getParent());
        long lessons = 0;
        try (Learner learner = Judging.learner(file)) {
            for (String index : List.of(arguments).subList(1, arguments.length)) {
                Corpus corpus = Corpus.read(Path.of(index));
                for (int i = 0; i < corpus.entries().size(); i++) {
                    learner.learn(
                                    ++lessons,
                                    corpus.mail(i),
                                    corpus.entries().get(i).label())
                            .join();
                }
            }
            learner.save(file).join();
        }
        System.out.println(lessons + " lessons in " + file);
    }
}
