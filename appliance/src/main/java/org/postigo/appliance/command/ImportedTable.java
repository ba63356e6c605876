package org.postigo.appliance.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.postigo.appliance.settings.BadSettings;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** What every import of a table has in common: the file, the look before it is written, and what is printed of it. */
final class ImportedTable {
    @Parameters(paramLabel = "FILE", description = "The table: CSV with a line of headings, UTF-8.")
    private Path file = Path.of("");

    @Option(names = "--skip-columns", description = "Pass over columns that mean nothing here.")
    private boolean skip;

    @Option(names = "--apply", description = "Write it. Without this only what would change is shown.")
    private boolean apply;

    /**
     * Imports or shows.
     *
     * @param path of the interface, to which these parameters are added
     * @param words of one line's entry or place
     * @return the exit code: 1 if a line is bad, and then nothing was written
     */
    int run(
            PrintWriter out,
            RestClient rest,
            String path,
            List<Object> parameters,
            String heading,
            Function<JsonNode, String> words)
            throws Trouble, BadSettings {
        byte[] table;
        try {
            table = Files.readAllBytes(file);
        } catch (IOException unreadable) {
            throw new Trouble("cannot read " + file + ": " + unreadable.getMessage(), unreadable);
        }
        var all = new ArrayList<>(parameters);
        all.addAll(List.of("skip", skip, "apply", apply));
        JsonNode answer;
        try {
            answer = rest.postCsv(path + RestClient.query(all.toArray()), table);
        } catch (Trouble refused) {
            throw new Trouble(file + ": " + refused.getMessage(), refused);
        }
        if (rest.json()) {
            out.println(answer.toPrettyString());
        } else {
            told(out, answer, heading, words);
        }
        return answer.get("bad").asLong() == 0 ? 0 : 1;
    }

    private static void told(PrintWriter out, JsonNode answer, String heading, Function<JsonNode, String> words) {
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("LINE", "WHAT", heading + " OR PROBLEM"));
        for (JsonNode line : answer.get("lines")) {
            String what = line.get("what").asString();
            String text = switch (what) {
                case "bad" -> line.get("problem").asString();
                case "change" -> words.apply(line.get("before")) + " → " + words.apply(after(line));
                default -> words.apply(after(line));
            };
            rows.add(List.of(line.get("line").asString(), what, Terminal.safe(text, 240)));
        }
        if (rows.size() > 1) {
            out.print(Terminal.table(rows));
        }
        List<String> leftOut = new ArrayList<>();
        answer.get("leftOut").forEach(column -> leftOut.add(Terminal.safe(column.asString(), 40)));
        if (!leftOut.isEmpty()) {
            out.println("columns passed over: " + String.join(", ", leftOut));
        }
        boolean applied = answer.get("applied").asBoolean();
        out.printf(
                "%s: %d to add, %d to change, %d as they are, %d bad%n",
                applied ? "written" : "nothing written",
                answer.get("added").asLong(),
                answer.get("changed").asLong(),
                answer.get("same").asLong(),
                answer.get("bad").asLong());
        if (!applied && answer.get("bad").asLong() == 0) {
            out.println("Write it with --apply.");
        }
    }

    private static JsonNode after(JsonNode line) {
        return line.has("entry") ? line.get("entry") : line.get("place");
    }
}
