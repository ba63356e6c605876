package org.postigo.classifier.text;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.postigo.mail.Content;
import org.postigo.mail.MailObject;
import org.postigo.mail.message.MessageParser;
import org.postigo.mail.message.ParseOutcome;
import org.postigo.mail.message.ParsedMessage;
import org.postigo.training.Corpus;

/**
 * How many messages a second the text models take on one core, and how long a megabyte of noise takes. Run by JMH with
 * the test classes of this module: {@code java ... org.openjdk.jmh.Main TextModelsThroughput -p index=INDEX}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 4)
@Measurement(iterations = 5, time = 4)
@Fork(
        value = 1,
        jvmArgs = {"-Xmx1g", "-XX:+UseCompactObjectHeaders"})
public class TextModelsThroughput {
    /** The corpus, as {@code ./postigo evaluate} takes it. */
    @Param("")
    public String index;

    private record Message(byte[] head, ParsedMessage parsed, MailObject mail, Label label) {}

    private final List<Message> messages = new ArrayList<>();
    private final MessageParser parser = new MessageParser();
    private TextModels models = TextModels.empty();
    private int next;
    private final byte[] megabyte = new byte[1 << 20];

    /** Reads and parses the corpus, and lets the models learn it once. */
    @Setup
    public void read() throws Exception {
        Corpus corpus = Corpus.read(Path.of(index));
        for (int i = 0; i < corpus.entries().size(); i++) {
            MailObject mail = corpus.mail(i);
            messages.add(new Message(
                    mail.content().head(Views.HEAD),
                    parsed(mail),
                    mail,
                    corpus.entries().get(i).label()));
        }
        new Random(1).nextBytes(megabyte);
        for (int i = 0; i < messages.size(); i++) {
            classifyAndLearn();
        }
    }

    private ParsedMessage parsed(MailObject mail) throws Exception {
        return switch (parser.parse(mail.content())) {
            case ParseOutcome.Parsed(ParsedMessage whole) -> whole;
            case ParseOutcome.TooComplex(String budget, ParsedMessage soFar) -> soFar;
        };
    }

    /** One message as the product meets it: views, features, opinion, lesson. Empty models after each pass. */
    @Benchmark
    public double classifyAndLearn() {
        if (next == messages.size()) {
            next = 0;
            models = TextModels.empty();
        }
        Message message = messages.get(next++);
        Features features = features(message);
        int[] domains = Shade.domains(message.mail());
        TextModels.Opinion opinion = models.opinion(features, domains);
        models.learn(new Lesson(next, features, message.label(), Source.DECISION, domains));
        return opinion.words() + opinion.bytes();
    }

    /** The same without the lesson. */
    @Benchmark
    public double classify() {
        next = next == messages.size() ? 1 : next + 1;
        Message message = messages.get(next - 1);
        TextModels.Opinion opinion = models.opinion(features(message), Shade.domains(message.mail()));
        return opinion.words() + opinion.bytes();
    }

    /** A megabyte of noise, parsed and scored. */
    @Benchmark
    public double aMegabyteOfAnything() throws Exception {
        MailObject any = messages.getFirst().mail();
        var mail = new MailObject(any.id(), any.received(), any.client(), any.envelope(), Content.of(megabyte));
        Message message = new Message(mail.content().head(Views.HEAD), parsed(mail), mail, Label.SPAM);
        TextModels.Opinion opinion = models.opinion(features(message), Shade.domains(mail));
        return opinion.words() + opinion.bytes();
    }

    private static Features features(Message message) {
        return Features.of(Views.of(
                message.head(), message.parsed(), message.mail().envelope().reversePath()));
    }
}
