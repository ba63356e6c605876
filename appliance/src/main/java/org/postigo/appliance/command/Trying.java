package org.postigo.appliance.command;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.postigo.appliance.settings.BadSettings;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code --try}: what a change would have done to the mail of the last days, instead of the change. */
final class Trying {
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(100);

    @Option(names = "--try", description = "Change nothing; show what it would have freed and held in the last days.")
    private boolean asked;

    @Option(names = "--days", paramLabel = "N", description = "How far back --try looks. Default: ${DEFAULT-VALUE}.")
    private int days = 30;

    boolean asked() {
        return asked;
    }

    /** Tries a change, as {@code POST /replay} takes it, and prints what comes out. */
    int run(PrintWriter out, PrintWriter err, RestClient rest, Map<String, Object> change) throws Trouble, BadSettings {
        change.put("days", days);
        String path = "/replay/" + rest.post("/replay", change).get("id").asInt();
        JsonNode progress = rest.get(path);
        while (!progress.get("done").asBoolean()) {
            err.printf("\r%3.0f %%", 100 * progress.get("part").asDouble());
            err.flush();
            LockSupport.parkNanos(PAUSE);
            progress = rest.get(path);
        }
        err.print("\r      \r");
        if (!progress.get("problem").asString().isEmpty()) {
            throw new Trouble(progress.get("problem").asString());
        }
        if (rest.json()) {
            out.println(progress.toPrettyString());
        } else {
            print(out, progress);
        }
        return 0;
    }

    private void print(PrintWriter out, JsonNode result) {
        out.printf(
                "of %d copies in %d days: %d would have passed that did not, %d would not have passed that did,"
                        + " %d held instead of refused or the other way round%n",
                result.get("copies").asLong(),
                days,
                result.get("freed").asLong(),
                result.get("stopped").asLong(),
                result.get("moved").asLong());
        rows(out, "would have passed, what looks most like spam first", result.get("worstFreed"));
        rows(out, "would not have passed, what looks least like spam first", result.get("worstStopped"));
    }

    private static void rows(PrintWriter out, String heading, JsonNode copies) {
        if (copies.isEmpty()) {
            return;
        }
        out.println();
        out.println(heading + ":");
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("ID", "AT", "SPAM", "FROM", "TO", "BEFORE", "AFTER", "ENTRY", "SUBJECT"));
        for (JsonNode copy : copies) {
            rows.add(List.of(
                    copy.get("id").asString(),
                    copy.get("at").asString().substring(0, 16).replace('T', ' '),
                    Math.round(100 * copy.get("probability").asDouble()) + " %",
                    Terminal.safe(copy.get("from").asString(), 36),
                    Terminal.safe(copy.get("recipient").asString(), 36),
                    copy.get("before").asString(),
                    copy.get("after").asString(),
                    copy.get("entry").asString(),
                    Terminal.safe(copy.get("subject").asString(), 50)));
        }
        out.print(Terminal.table(rows));
    }
}
