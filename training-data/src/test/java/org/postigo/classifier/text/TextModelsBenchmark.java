package org.postigo.classifier.text;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.postigo.mail.MailObject;
import org.postigo.mail.message.MessageParser;
import org.postigo.mail.message.ParseOutcome;
import org.postigo.mail.message.ParsedMessage;
import org.postigo.training.Corpus;

/**
 * Prints how many messages a second of CPU time the text models take, stage by stage, over a corpus: parse, views,
 * features, score, learn. Not a test: {@code java ... TextModelsBenchmark INDEX [ROUNDS]}.
 */
final class TextModelsBenchmark {
    private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();

    private TextModelsBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        Corpus corpus = Corpus.read(Path.of(arguments[0]));
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 3;
        List<MailObject> mails = new ArrayList<>();
        for (int i = 0; i < corpus.entries().size(); i++) {
            mails.add(corpus.mail(i));
        }
        for (int round = 0; round < rounds; round++) {
            round(corpus, mails);
        }
    }

    private static void round(Corpus corpus, List<MailObject> mails) throws Exception {
        TextModels models = TextModels.empty();
        var parser = new MessageParser();
        long[] spent = new long[5];
        double sum = 0;
        for (int i = 0; i < mails.size(); i++) {
            MailObject mail = mails.get(i);
            int[] domains = Shade.domains(mail);
            long start = CPU.getCurrentThreadCpuTime();
            ParsedMessage message = switch (parser.parse(mail.content())) {
                case ParseOutcome.Parsed(ParsedMessage whole) -> whole;
                case ParseOutcome.TooComplex(String budget, ParsedMessage soFar) -> soFar;
            };
            long parsed = CPU.getCurrentThreadCpuTime();
            Views views = Views.of(
                    mail.content().head(Views.HEAD), message, mail.envelope().reversePath());
            long viewed = CPU.getCurrentThreadCpuTime();
            Features features = Features.of(views);
            long featured = CPU.getCurrentThreadCpuTime();
            TextModels.Opinion opinion = models.opinion(features, domains);
            sum += opinion.words() + opinion.bytes();
            long scored = CPU.getCurrentThreadCpuTime();
            models.learn(new Lesson(i + 1, features, corpus.entries().get(i).label(), Source.DECISION, domains));
            long learnt = CPU.getCurrentThreadCpuTime();
            long[] marks = {start, parsed, viewed, featured, scored, learnt};
            for (int stage = 0; stage < spent.length; stage++) {
                spent[stage] += marks[stage + 1] - marks[stage];
            }
        }
        long text = spent[1] + spent[2] + spent[3] + spent[4];
        System.out.printf(
                Locale.ROOT,
                "per message: parse %.0f µs, views %.0f µs, features %.0f µs, score %.0f µs, learn %.0f µs;"
                        + " text models %.0f messages/s, with parsing %.0f (checksum %.3f)%n",
                micros(spent[0], mails),
                micros(spent[1], mails),
                micros(spent[2], mails),
                micros(spent[3], mails),
                micros(spent[4], mails),
                mails.size() / (text / 1e9),
                mails.size() / ((text + spent[0]) / 1e9),
                sum);
    }

    private static double micros(long nanos, List<MailObject> mails) {
        return nanos / 1e3 / mails.size();
    }
}
