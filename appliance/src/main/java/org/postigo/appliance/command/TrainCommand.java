package org.postigo.appliance.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postigo.appliance.settings.BadSettings;
import org.postigo.classifier.combine.CombinerTraining;
import org.postigo.classifier.combine.CombinerTraining.Example;
import org.postigo.classifier.combine.CombinerTraining.Outcome;
import org.postigo.classifier.combine.PriceList;
import org.postigo.classifier.combine.TrainingCard;
import org.postigo.training.Corpus;
import org.postigo.training.Evaluation;
import org.postigo.training.Examples;
import org.postigo.training.Trainer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code ./postigo train}: fits the combiner to decided mail of the running appliance, or to corpora without one. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        description = {
            "Let Weka fit the prices of facts to the mail that people decided here, and put the model on the shelf.",
            "It serves only once it is promoted. With --index it is fitted to labelled corpora, with no appliance running,",
            "and nothing is kept but what --arff writes."
        })
public final class TrainCommand implements CallableCommand {
    private static final long SEED = 1;
    private static final Pattern LEFT_OUT = Pattern.compile("(.+):(\\d{1,9})");

    @Mixin
    private RestClient rest = new RestClient();

    @Spec
    private CommandSpec spec;

    @Option(names = "--arff", paramLabel = "OUT", description = "Only write the attributes, for Weka's Explorer.")
    private @Nullable Path arff;

    @Option(
            names = "--index",
            arity = "1..*",
            paramLabel = "FILE",
            description = "Corpora: lines 'spam|ham PATH', paths relative to the file.")
    private List<Path> indexes = List.of();

    @Option(
            names = "--starter",
            paramLabel = "OUT",
            description =
                    "With --index: make the frozen model that a new site begins with, of these corpora and our own"
                            + " samples. FILE:N keeps the newest N good messages of a corpus out of it.")
    private @Nullable Path starter;

    @Option(names = "--promote", description = "Let the model serve at once, if it qualifies.")
    private boolean promote;

    @Option(
            names = "--without-uncontested",
            description = "Leave out delivered mail of proven identity that nobody contested for a week.")
    private boolean reviewedOnly;

    @Override
    public Integer call() throws Trouble, BadSettings {
        if (starter != null) {
            return starter(starter);
        }
        return indexes.isEmpty() ? onDecisions() : onCorpora();
    }

    private int onDecisions() throws Trouble, BadSettings {
        PrintWriter out = spec.commandLine().getOut();
        if (arff != null) {
            byte[] text = rest.octets("/models/examples?uncontested=" + !reviewedOnly);
            try {
                Files.write(arff, text);
            } catch (IOException unwritable) {
                throw new Trouble(arff + " cannot be written: " + unwritable.getMessage(), unwritable);
            }
            out.println("written to " + arff);
            return 0;
        }
        JsonNode made = rest.post("/models/train", Map.of("uncontested", !reviewedOnly));
        int version = made.get("version").asInt();
        if (rest.json()) {
            out.println(made.toPrettyString());
        } else if (version > 0) {
            out.print(made.get("card").asString());
        }
        out.flush();
        if (version == 0) {
            throw new Trouble("nothing was trained: " + made.get("why").asString());
        }
        if (promote) {
            JsonNode serves = rest.post("/models/promote", Map.of("version", version, "force", false));
            out.println(serves.get("model").asString() + " serves now");
        } else if (!rest.json()) {
            out.println("promote it with ./postigo model promote " + version);
        }
        return 0;
    }

    private int starter(Path file) throws Trouble {
        if (indexes.isEmpty()) {
            throw new Trouble("--starter is made of corpora: name them with --index");
        }
        try {
            var sources = new ArrayList<Trainer.Source>();
            for (Path index : indexes) {
                Matcher leftOut = LEFT_OUT.matcher(index.toString());
                sources.add(
                        leftOut.matches()
                                ? new Trainer.Source(
                                        Corpus.read(Path.of(leftOut.group(1))), Integer.parseInt(leftOut.group(2)))
                                : new Trainer.Source(Corpus.read(index), 0));
            }
            int messages = Trainer.starter(sources, file, Evaluation.Progress.SILENT);
            spec.commandLine().getOut().println("made of " + messages + " messages: " + file);
            return 0;
        } catch (Corpus.Malformed malformed) {
            throw new Trouble(String.valueOf(malformed.getMessage()), malformed);
        } catch (IOException trouble) {
            throw new Trouble("a corpus cannot be read, or the file not written: " + trouble.getMessage(), trouble);
        }
    }

    private int onCorpora() throws Trouble {
        if (promote) {
            throw new Trouble("--promote is for models of the running appliance: leave out --index");
        }
        PrintWriter out = spec.commandLine().getOut();
        try {
            var corpora = new ArrayList<Corpus>();
            for (Path index : indexes) {
                corpora.add(Corpus.read(index));
            }
            List<Example> examples = Examples.of(corpora, Evaluation.Progress.SILENT);
            PriceList prices = PriceList.standard();
            if (arff != null) {
                try (var text = Files.newBufferedWriter(arff)) {
                    CombinerTraining.arff(prices, examples, text);
                }
                out.println(examples.size() + " messages written to " + arff);
                return 0;
            }
            switch (CombinerTraining.train(prices, examples, SEED)) {
                case Outcome.TooFew(int spam, int ham) ->
                    throw new Trouble(
                            "prices move from " + CombinerTraining.LEAST + " messages of each class on; there are "
                                    + spam + " of spam and " + ham + " of good mail");
                case Outcome.Failed(String cause) -> throw new Trouble("Weka found no fit: " + cause);
                case Outcome.Trained trained -> out.print(TrainingCard.of(examples, trained));
            }
            return 0;
        } catch (Corpus.Malformed malformed) {
            throw new Trouble(String.valueOf(malformed.getMessage()), malformed);
        } catch (IOException trouble) {
            throw new Trouble("a corpus cannot be read, or the file not written: " + trouble.getMessage(), trouble);
        }
    }
}
