package org.postigo.appliance.command;

import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postigo.appliance.assembly.Judging;
import org.postigo.classifier.check.Authenticator;
import org.postigo.classifier.starter.StarterModel;
import org.postigo.classifier.strictness.StrictnessAdvice;
import org.postigo.mail.DomainName;
import org.postigo.mail.policy.ProtectedDomain;
import org.postigo.training.Ablation;
import org.postigo.training.Baseline;
import org.postigo.training.Corpus;
import org.postigo.training.Evaluation;
import org.postigo.training.Protocol;
import org.postigo.training.TrustedReceiver;
import org.postigo.training.measure.Bands;
import org.postigo.training.measure.Reliability;
import org.postigo.training.measure.RocPicture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./postigo evaluate}: the TREC spam track's online protocols, and a quarantine's, over labelled corpora. */
@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        description = {
            "Score each message of a corpus in the order of its index, and learn the labels that the protocol tells.",
            "Each corpus is begun anew: from nothing, or from the models of --start.",
            "Prints a line of figures for each run (1-ROCA%%, hm%%, sm%%, LAM%%, sm%% at hm 0.1%%, messages a second),",
            "then all of them in one table with 95%% intervals: 1-ROCA%% by bootstrap, hm%% and sm%% after Wilson.",
            "A run can be repeated: what is drawn by chance hangs on --seed alone."
        },
        footer = {
            "",
            "Protocols (Cormack, TREC 2007 Spam Track Overview, for the first, second and fourth):",
            "  immediate        the label right after the message was scored",
            "  delayed:N        TREC's delayed feedback: the labels of the first N messages at once, no other",
            "  late:N           each label after N later messages",
            "  partial[:SHARE]  labels only for mail of those recipients who report; drawn once for each (default 0.5)",
            "  held[:SHARE]     what a quarantine knows: the labels of all that it would hold and of a random share of",
            "                   the rest (default 0.01); with :uncertain behind SHARE rather of what it was in doubt"
                    + " about",
            "  cold             no label at all: what is known before the first message",
            "",
            "Sets of fields for --without, since corpora tell labels by them:",
            "  reply      In-Reply-To, References, Thread-Index, Thread-Topic",
            "  list       List-*, Mailing-List, Precedence, X-Mailing-List, X-BeenThere, X-Mailman-Version, X-Loop,",
            "             Errors-To, Archived-At",
            "  recipient  To, Cc, Bcc, Delivered-To, X-Delivered-To, X-Original-To, Envelope-To, X-Envelope-To,",
            "             Apparently-To",
            "",
            "Example: ./postigo evaluate --index a/index,b/index --protocol held --without reply,list,recipient \\",
            "           --from 1000 --roc roc.svg"
        })
public final class EvaluateCommand implements CallableCommand {
    private static final int STEPS = 40;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--index",
            required = true,
            split = ",",
            paramLabel = "FILE",
            description =
                    "Lines 'spam|ham PATH', paths relative to this file; a capitalised label is scored, not learnt."
                            + " Several, or the option several times: one run each.")
    private List<Path> indexes = List.of();

    @Option(
            names = "--scores",
            paramLabel = "OUT",
            description = "File for lines 'label score path', the score in log-odds; of several corpora OUT.NAME each.")
    private @Nullable Path scores;

    @Option(
            names = "--protocol",
            paramLabel = "NAME",
            description = "Which labels are told, and when; see below. Default: ${DEFAULT-VALUE}.")
    private String protocol = "immediate";

    @Option(
            names = "--noise",
            paramLabel = "SHARE",
            description = "Share of the told labels that is wrong, from 0 to 1. Default: ${DEFAULT-VALUE}.")
    private double noise = 0;

    @Option(
            names = "--uncontested",
            paramLabel = "N:SHARE[:REPORTED]",
            description =
                    "With the protocol held: a share (drawn by chance) of delivered mail that nobody contests within N"
                            + " messages is learnt as good, lightly, right or wrong, as long as less ham than spam has"
                            + " been told; recipients report that share of delivered spam (default 0).")
    private @Nullable String uncontested;

    @Option(names = "--domain", paramLabel = "NAME", description = "Domain of the recipient of all messages.")
    private @Nullable String domain;

    @Option(
            names = "--without",
            split = ",",
            paramLabel = "FIELD",
            description = "Header fields taken out before anything reads a message; 'X-Foo-*' for all that begin so;"
                    + " reply, list and recipient for the usual sets.")
    private List<String> without = List.of();

    @Option(
            names = "--from",
            paramLabel = "N",
            description = "Figures from message N on (counted from 1) beside those of the whole run.")
    private int from = 1;

    @Option(
            names = "--threshold",
            paramLabel = "P",
            description = "Probability of spam from which on a message is held. Default: the shipped one.")
    private double threshold = ProtectedDomain.Thresholds.DEFAULT.hold();

    @Option(names = "--start", paramLabel = "FILE", description = "Text models to begin with. Default: none.")
    private @Nullable Path start;

    @Option(
            names = "--starter",
            paramLabel = "FILE|shipped|none",
            description =
                    "The frozen model that a new site begins with. Default: the shipped one with the protocol cold,"
                            + " else none, since it was made of some of the public corpora.")
    private @Nullable String starter;

    @Option(
            names = "--trust-authserv",
            paramLabel = "PATTERN",
            description = "Believe the fields of the corpus's own receiver, such as '*.example.com': its"
                    + " Authentication-Results and the client that its Received fields name. No DNS is asked.")
    private @Nullable String authserv;

    @Option(
            names = "--baseline",
            description = "Also run Weka's NaiveBayesMultinomialText and NaiveBayes on the same words. Slow.")
    private boolean baseline;

    @Option(
            names = "--thresholds",
            description = "What each threshold would cost on each corpus, and the one that keeps the ham loss; where a"
                    + " corpus is too small, by all of them together.")
    private boolean thresholds;

    @Option(
            names = "--ham-loss",
            paramLabel = "PERCENT",
            description = "Misclassified ham that --thresholds may cost. Default: ${DEFAULT-VALUE}.")
    private double hamLoss = 100 * StrictnessAdvice.HAM_LOSS;

    @Option(
            names = "--bands",
            description = "What share would be delivered, held and refused under the shipped thresholds.")
    private boolean bands;

    @Option(
            names = "--reliability",
            description = "Whether probabilities mean what they say: table and expected calibration error.")
    private boolean reliability;

    @Option(
            names = "--roc",
            paramLabel = "OUT",
            description = "Picture (SVG) of the ROC curves of all runs on TREC's logit axes.")
    private @Nullable Path roc;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Of all that is drawn by chance. Default: ${DEFAULT-VALUE}.")
    private long seed = 1;

    /** A run that is over. */
    private record Run(String corpus, String filter, Evaluation.Result result) {}

    @Override
    public Integer call() throws Trouble {
        PrintWriter out = spec.commandLine().getOut();
        Evaluation.Plan plan = plan();
        Corpus.Reading reading = reading();
        Evaluation whole = Evaluation.standard(
                start(), reading.receiver().<Authenticator>map(r -> r).orElse(Authenticator.OFFLINE), starter());
        Map<String, Corpus> corpora = corpora(reading);
        var runs = new ArrayList<Run>();
        for (Map.Entry<String, Corpus> each : corpora.entrySet()) {
            Optional<Path> file = Optional.ofNullable(scores)
                    .map(path ->
                            corpora.size() == 1 ? path : path.resolveSibling(path.getFileName() + "." + each.getKey()));
            runs.add(run(new Run(each.getKey(), "postigo", run(whole, each, plan, file)), corpora.size()));
            if (baseline) {
                for (Baseline weka : Baseline.values()) {
                    Evaluation.Result result = run(Evaluation.of(weka), each, plan, Optional.empty());
                    runs.add(run(new Run(each.getKey(), weka.weka(), result), corpora.size()));
                }
            }
        }
        out.println();
        out.print(Terminal.table(EvaluationTable.rows(
                runs.stream()
                        .map(run -> new EvaluationTable.Row(run.corpus(), run.filter(), run.result()))
                        .toList(),
                from,
                seed)));
        details(out, runs);
        out.flush();
        int unassessed =
                runs.stream().mapToInt(run -> run.result().unassessed()).sum();
        if (unassessed > 0) {
            throw new Trouble(unassessed + " messages could not be assessed");
        }
        return 0;
    }

    /** Prints the line at once, so that a long call shows what it has. */
    private Run run(Run run, int corpora) {
        PrintWriter out = spec.commandLine().getOut();
        String name = corpora > 1 ? run.corpus() + " " : "";
        out.println((baseline || corpora > 1 ? name + run.filter() + ": " : "")
                + run.result().line());
        out.flush();
        return run;
    }

    private void details(PrintWriter out, List<Run> runs) throws Trouble {
        if (bands) {
            out.println();
            for (Run run : runs) {
                if (run.filter().equals("postigo")) {
                    out.println(run.corpus() + fromWords() + ", bands: "
                            + Bands.of(run.result().from(from).scored()).line());
                }
            }
        }
        if (reliability) {
            for (Run run : runs) {
                out.println();
                out.println(run.corpus() + ", " + run.filter() + fromWords());
                Reliability.of(run.result().from(from).scored()).lines().forEach(out::println);
            }
        }
        if (thresholds) {
            List<Run> ours =
                    runs.stream().filter(run -> run.filter().equals("postigo")).toList();
            for (String line : EvaluationTable.thresholds(
                    ours.stream()
                            .map(run -> new EvaluationTable.Row(
                                    run.corpus() + fromWords(),
                                    run.filter(),
                                    run.result().from(from)))
                            .toList(),
                    hamLoss / 100)) {
                out.println(line);
            }
        }
        if (roc != null) {
            List<RocPicture.Curve> curves = runs.stream()
                    .filter(run -> run.result().from(from).measurable())
                    .map(run -> new RocPicture.Curve(
                            run.corpus() + (baseline ? ", " + run.filter() : "") + fromWords(),
                            run.result().from(from).scored(),
                            run.result().threshold()))
                    .toList();
            try {
                RocPicture.write(roc, curves);
            } catch (IOException trouble) {
                throw new Trouble("the picture cannot be written to " + roc + ": " + trouble.getMessage(), trouble);
            }
        }
    }

    private String fromWords() {
        return from > 1 ? " from " + from : "";
    }

    private Evaluation.Result run(
            Evaluation evaluation, Map.Entry<String, Corpus> corpus, Evaluation.Plan plan, Optional<Path> file)
            throws Trouble {
        try {
            return evaluation.run(corpus.getValue(), plan, file, progress(corpus.getKey()));
        } catch (NoSuchFileException missing) {
            throw new Trouble(
                    "there is no file " + missing.getFile() + " (looking for a message of "
                            + corpus.getValue().index() + ", or for a place for the scores)",
                    missing);
        } catch (IOException trouble) {
            throw new Trouble(
                    "the corpus cannot be read or the scores cannot be written: " + trouble.getMessage(), trouble);
        }
    }

    private Map<String, Corpus> corpora(Corpus.Reading reading) throws Trouble {
        var corpora = new java.util.LinkedHashMap<String, Corpus>();
        var seen = new HashMap<String, Integer>();
        for (Path index : indexes) {
            try {
                Corpus corpus = Corpus.read(index).reading(reading);
                int times = seen.merge(corpus.name(), 1, Integer::sum);
                corpora.put(times == 1 ? corpus.name() : corpus.name() + "-" + times, corpus);
            } catch (Corpus.Malformed malformed) {
                throw new Trouble(String.valueOf(malformed.getMessage()), malformed);
            } catch (IOException trouble) {
                throw new Trouble("the index " + index + " cannot be read: " + trouble.getMessage(), trouble);
            }
        }
        return corpora;
    }

    private Evaluation.Start start() throws Trouble {
        if (start == null) {
            return Evaluation.Start.EMPTY;
        }
        Path file = start;
        try {
            Judging.read(file);
        } catch (IOException unusable) {
            throw new Trouble("the text models in " + file + " cannot be used: " + unusable.getMessage(), unusable);
        }
        return () -> Judging.read(file);
    }

    private Optional<StarterModel> starter() throws Trouble {
        String wanted = starter == null ? protocol.equals("cold") ? "shipped" : "none" : starter;
        return switch (wanted) {
            case "none" -> Optional.empty();
            case "shipped" -> Optional.of(StarterModel.shipped());
            default -> {
                try {
                    Optional<StarterModel> model = StarterModel.read(Files.readAllBytes(Path.of(wanted)));
                    if (model.isEmpty()) {
                        throw new Trouble("--starter: " + wanted + " is no starter model, or damaged");
                    }
                    yield model;
                } catch (IOException unreadable) {
                    throw new Trouble(
                            "--starter: " + wanted + " cannot be read: " + unreadable.getMessage(), unreadable);
                }
            }
        };
    }

    private Corpus.Reading reading() throws Trouble {
        Corpus.Reading reading = Corpus.Reading.PLAIN;
        try {
            reading = reading.without(Ablation.of(without));
        } catch (Ablation.Malformed malformed) {
            throw new Trouble("--without: " + malformed.getMessage(), malformed);
        }
        if (domain != null) {
            reading = reading.to(DomainName.parse(domain)
                    .orElseThrow(() -> new Trouble("--domain is a domain's name, such as example.com, not " + domain)));
        }
        if (authserv != null) {
            try {
                reading = reading.believing(TrustedReceiver.of(authserv));
            } catch (IllegalArgumentException nobody) {
                throw new Trouble("--trust-authserv: " + nobody.getMessage(), nobody);
            }
        }
        return reading;
    }

    private Evaluation.Plan plan() throws Trouble {
        Protocol how = Protocol.parse(protocol)
                .orElseThrow(() -> new Trouble(
                        "--protocol is " + Protocol.FORMS + ", N a count and SHARE from 0 to 1, not " + protocol));
        if (from < 1) {
            throw new Trouble("--from counts from 1, not " + from);
        }
        if (!(hamLoss > 0 && hamLoss < 100)) {
            throw new Trouble("--ham-loss lies between 0 and 100 percent, not " + hamLoss);
        }
        Evaluation.Uncontested delivered = uncontested();
        if (uncontested != null && !(how instanceof Protocol.Held)) {
            throw new Trouble(
                    "--uncontested needs --protocol held: under " + protocol + " every label is told or none");
        }
        try {
            return new Evaluation.Plan(how, noise, delivered, threshold, seed);
        } catch (IllegalArgumentException range) {
            throw new Trouble("--noise lies from 0 to 1 and --threshold between 0 and 1: " + range.getMessage(), range);
        }
    }

    private Evaluation.Uncontested uncontested() throws Trouble {
        if (uncontested == null) {
            return Evaluation.Uncontested.NOT_LEARNT;
        }
        String[] parts = uncontested.split(":");
        try {
            if (parts.length == 2 || parts.length == 3) {
                return new Evaluation.Uncontested(
                        Integer.parseInt(parts[0]),
                        Double.parseDouble(parts[1]),
                        parts.length == 3 ? Double.parseDouble(parts[2]) : 0);
            }
        } catch (IllegalArgumentException malformed) {
            throw new Trouble(uncontestedForm(), malformed);
        }
        throw new Trouble(uncontestedForm());
    }

    private String uncontestedForm() {
        return "--uncontested is a count of messages and one or two shares, such as 1000:0.1 or 1000:0.1:0.2, not "
                + uncontested;
    }

    /** A bar on a terminal, nothing in a file. */
    private Evaluation.Progress progress(String name) {
        Console console = System.console();
        if (console == null || !console.isTerminal()) {
            return Evaluation.Progress.SILENT;
        }
        PrintWriter err = spec.commandLine().getErr();
        long begun = System.nanoTime();
        return (done, all) -> {
            if (done % 100 == 0 || done == all) {
                int filled = (int) ((long) STEPS * done / all);
                double rate = done / Math.max(1e-9, (System.nanoTime() - begun) / 1e9);
                err.printf(
                        Locale.ROOT,
                        "\r%s [%s%s] %,d of %,d, %,.0f/s, %,.0f s left ",
                        name,
                        "=".repeat(filled),
                        " ".repeat(STEPS - filled),
                        done,
                        all,
                        rate,
                        (all - done) / rate);
                if (done == all) {
                    err.println();
                }
                err.flush();
            }
        };
    }
}
