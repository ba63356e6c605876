package org.postigo.appliance.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postigo.training.Corpus;
import org.postigo.training.Evaluation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./postigo evaluate}: the TREC spam track's online protocol over a labelled corpus. */
@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        description = {
            "Score each message of a corpus in the order of its index, then learn its true label, from nothing.",
            "Prints 1-ROCA%%, hm%%, sm%%, LAM%%, sm%% at hm 0.1%% and messages a second."
        })
public final class EvaluateCommand implements CallableCommand {
    private static final int STEPS = 40;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--index",
            required = true,
            paramLabel = "FILE",
            description =
                    "Lines 'spam|ham PATH', paths relative to this file; a capitalised label is scored, not learnt.")
    private Path index = Path.of("");

    @Option(names = "--scores", paramLabel = "OUT", description = "File for lines 'label score path'.")
    private @Nullable Path scores;

    @Override
    public Integer call() throws Trouble {
        PrintWriter out = spec.commandLine().getOut();
        try {
            Corpus corpus = Corpus.read(index);
            Evaluation.Result result = Evaluation.standard()
                    .run(
                            corpus,
                            Optional.ofNullable(scores),
                            progress(spec.commandLine().getErr()));
            out.println(result.line());
            out.flush();
            if (result.unassessed() > 0) {
                throw new Trouble(result.unassessed() + " messages could not be assessed");
            }
            return 0;
        } catch (Corpus.Malformed malformed) {
            throw new Trouble(String.valueOf(malformed.getMessage()), malformed);
        } catch (IOException trouble) {
            throw new Trouble(
                    "the corpus cannot be read or the scores cannot be written: " + trouble.getMessage(), trouble);
        }
    }

    /** A bar on a terminal, nothing in a file. */
    private static Evaluation.Progress progress(PrintWriter err) {
        if (System.console() == null) {
            return Evaluation.Progress.SILENT;
        }
        long start = System.nanoTime();
        return (done, all) -> {
            if (done % 100 == 0 || done == all) {
                int filled = (int) ((long) STEPS * done / all);
                double rate = done / Math.max(1e-9, (System.nanoTime() - start) / 1e9);
                err.printf(
                        "\r[%s%s] %,d of %,d, %,.0f/s ",
                        "=".repeat(filled), " ".repeat(STEPS - filled), done, all, rate);
                if (done == all) {
                    err.println();
                }
                err.flush();
            }
        };
    }
}
