package org.postigo.classifier.text;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.postigo.mail.Envelope;
import org.postigo.mail.MailObject;
import org.postigo.mail.Recipient;
import org.postigo.mail.message.MessageParser;
import org.postigo.mail.message.ParseOutcome;
import org.postigo.mail.message.ParsedMessage;
import org.postigo.training.Corpus;

/**
 * What a domain's first ten decisions do for its next hundred messages: many domains teach one corpus, then a new domain
 * brings another. Prints the mean log loss, in bits, and the wrong ones. Arguments: the index that the others teach, the
 * new domain's index, and {@code opposite} if the new domain sees everything the other way round.
 */
final class ShadeBenchmark {
    private static final int DECISIONS = 10;
    private static final int NEXT = 100;
    private static final String NEW = "x@new.example";

    private ShadeBenchmark() {}

    private record Example(MailObject mail, Features features, Label label) {
        int[] domains(String recipient) {
            var envelope = new Envelope(
                    mail.envelope().reversePath(), Envelope.Parameters.NONE, List.of(Recipient.of(recipient)));
            return Shade.domains(new MailObject(mail.id(), mail.received(), mail.client(), envelope, mail.content()));
        }
    }

    public static void main(String[] arguments) throws Exception {
        List<Example> others = examples(Path.of(arguments[0]), Integer.MAX_VALUE, false);
        List<Example> own = examples(
                Path.of(arguments[1]), DECISIONS + NEXT, List.of(arguments).contains("opposite"));
        TextModels models = TextModels.empty();
        long number = 0;
        for (Example example : others) {
            learn(models, ++number, example, "a@other" + number % 9 + ".example");
        }
        List<Example> next = own.subList(DECISIONS, own.size());
        print("before", models, next, NEW);
        for (Example example : own.subList(0, DECISIONS)) {
            learn(models, ++number, example, NEW);
        }
        print("after ten decisions, in another domain", models, next, "a@other1.example");
        print("after ten decisions, in this domain", models, next, NEW);
    }

    private static void learn(TextModels models, long number, Example example, String recipient) {
        models.learn(
                new Lesson(number, example.features(), example.label(), Source.DECISION, example.domains(recipient)));
    }

    private static void print(String when, TextModels models, List<Example> next, String recipient) {
        double loss = 0;
        int wrong = 0;
        for (Example example : next) {
            TextModels.Opinion opinion = models.opinion(example.features(), example.domains(recipient));
            double logOdds = (opinion.words() + opinion.bytes()) / 2;
            double right = example.label() == Label.SPAM ? logOdds : -logOdds;
            loss += Math.log1p(Math.exp(-right)) / Math.log(2);
            wrong += right < 0 ? 1 : 0;
        }
        System.out.printf(
                Locale.ROOT, "%-40s loss %.3f bits, %d of %d wrong%n", when, loss / next.size(), wrong, next.size());
    }

    private static List<Example> examples(Path index, int most, boolean opposite) throws Exception {
        Corpus corpus = Corpus.read(index);
        var parser = new MessageParser();
        var examples = new ArrayList<Example>();
        for (int i = 0; i < Math.min(most, corpus.entries().size()); i++) {
            MailObject mail = corpus.mail(i);
            ParsedMessage message = switch (parser.parse(mail.content())) {
                case ParseOutcome.Parsed(ParsedMessage whole) -> whole;
                case ParseOutcome.TooComplex(String budget, ParsedMessage soFar) -> soFar;
            };
            Label label = corpus.entries().get(i).label();
            examples.add(new Example(
                    mail,
                    Features.of(Views.of(
                            mail.content().head(Views.HEAD),
                            message,
                            mail.envelope().reversePath())),
                    opposite ? label.opposite() : label));
        }
        return examples;
    }
}
