package org.postigo.appliance.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class EvaluateCommandTest {
    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void corpora() throws Exception {
        for (String name : List.of("one", "two")) {
            Path corpus = Files.createDirectory(folder.resolve(name));
            var index = new StringBuilder();
            for (int i = 0; i < 20; i++) {
                Files.writeString(
                        corpus.resolve("h" + i),
                        "From: ana@example.net\r\nSubject: Minutes\r\n\r\nThe minutes of our meeting, item " + i);
                Files.writeString(
                        corpus.resolve("s" + i),
                        "From: win@prize.invalid\r\nSubject: Prize\r\n\r\nClaim your prize of " + i + " dollars");
                index.append("ham h").append(i).append("\nspam s").append(i).append('\n');
            }
            Files.writeString(corpus.resolve("index"), index);
        }
    }

    private int evaluate(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        var command = new CommandLine(new EvaluateCommand());
        command.setOut(new PrintWriter(out));
        command.setErr(new PrintWriter(err));
        command.setExecutionExceptionHandler(Trouble::report);
        return command.execute(Arrays.stream(arguments)
                .map(argument -> argument.replace("@", folder.toString()))
                .toArray(String[]::new));
    }

    @Test
    void oneCorpusGivesOneBareLineOfFiguresAndItsScores() throws Exception {
        assertThat(evaluate("--index", "@/one/index", "--scores", "@/scores")).isZero();
        assertThat(out.toString().lines().findFirst().orElse(""))
                .matches("n=40 spam=20 ham=20 1-ROCA%=\\S+ hm%=\\S+ \\(\\d+\\) sm%=\\S+ \\(\\d+\\) LAM%=\\S+"
                        + " sm%@hm=.1%=\\S+ messages/s=\\d+");
        assertThat(Files.readAllLines(folder.resolve("scores")))
                .hasSize(40)
                .allMatch(line -> line.matches("(spam|ham) -?[0-9.E-]+ [sh]\\d+"));
    }

    @Test
    void severalCorporaEndInOneTable() throws Exception {
        assertThat(evaluate(
                        "--index",
                        "@/one/index,@/two/index",
                        "--index",
                        "@/one/index",
                        "--from",
                        "11",
                        "--scores",
                        "@/s"))
                .isZero();
        List<String> table = new ArrayList<>(out.toString().lines().toList());
        List<String> rows = table.subList(table.indexOf("") + 1, table.size());
        assertThat(rows).hasSize(7);
        assertThat(rows.get(0)).startsWith("corpus").contains("1-ROCA%", "(95%)", "messages/s");
        assertThat(rows.get(1)).startsWith("one ");
        assertThat(rows.get(2)).startsWith("one from 11");
        assertThat(rows.get(3)).startsWith("two ");
        assertThat(rows.get(5)).startsWith("one-2 ");
        assertThat(folder.resolve("s.one")).hasSameTextualContentAs(folder.resolve("s.two"));
    }

    @Test
    void everythingThatIsAskedForIsPrinted() {
        assertThat(evaluate(
                        "--index",
                        "@/one/index",
                        "--baseline",
                        "--thresholds",
                        "--ham-loss",
                        "10",
                        "--reliability",
                        "--bands",
                        "--roc",
                        "@/roc.svg",
                        "--protocol",
                        "held:0.5",
                        "--uncontested",
                        "5:0.5",
                        "--noise",
                        "0.1",
                        "--without",
                        "reply,list,recipient,X-Foo",
                        "--domain",
                        "example.org",
                        "--trust-authserv",
                        "*.example.com"))
                .isZero();
        assertThat(out.toString())
                .contains(
                        "NaiveBayesMultinomialText: n=40",
                        "NaiveBayes: n=40",
                        "expected calibration error",
                        "held from");
        assertThat(folder.resolve("roc.svg")).content().contains("polyline");
    }

    @Test
    void theSameSeedGivesTheSameFigures() {
        String[] call = {"--index", "@/one/index", "--protocol", "partial", "--noise", "0.2", "--seed", "4"};
        assertThat(evaluate(call)).isZero();
        String first = out.toString().replaceAll("messages/s=.*|\\d+\\s*\n", "");
        assertThat(evaluate(call)).isZero();
        assertThat(out.toString().replaceAll("messages/s=.*|\\d+\\s*\n", "")).isEqualTo(first);
    }

    private void assertTrouble(String words, String... more) {
        var call = new ArrayList<>(List.of("--index", "@/one/index"));
        call.addAll(List.of(more));
        assertThat(evaluate(call.toArray(String[]::new))).isNotZero();
        assertThat(err.toString().lines()).hasSize(1);
        assertThat(err.toString()).startsWith("postigo: ").contains(words);
    }

    @Test
    void whatIsWrongIsToldInOneLine() throws Exception {
        assertTrouble("held[:SHARE[:uncertain]]", "--protocol", "sometimes");
        assertTrouble("--uncontested needs --protocol held", "--uncontested", "10:0.1");
        assertTrouble("such as 1000:0.1", "--protocol", "held", "--uncontested", "10");
        assertTrouble("such as 1000:0.1", "--protocol", "held", "--uncontested", "10:2");
        assertTrouble("--noise", "--noise", "1.5");
        assertTrouble("--threshold", "--threshold", "1");
        assertTrouble("--from", "--from", "0");
        assertTrouble("--ham-loss", "--ham-loss", "0");
        assertTrouble("'a b'", "--without", "a b");
        assertTrouble("--domain", "--domain", "not a domain");
        assertTrouble("--trust-authserv", "--trust-authserv", ",");
        assertTrouble("none.model", "--start", "@/none.model");
        assertTrouble("there is no index", "--index", "@/none");
        Files.delete(folder.resolve("one/s3"));
        assertTrouble("s3");
    }
}
