package org.postigo.appliance.command;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postigo.appliance.settings.BadSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code ./postigo quarantine rounds}: review rounds, their statements, and whether the chain of those holds. */
@Command(
        name = "rounds",
        mixinStandardHelpOptions = true,
        description = "List review rounds, print a closing statement, or check the chain of all statements.")
final class RoundsCommand implements CallableCommand {
    @Mixin
    private RestClient rest = new RestClient();

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--verify",
            description =
                    "Check every statement from the first on; exit code 1 if one was changed, left out or put in.")
    private boolean verify;

    @Option(
            names = "--statement",
            paramLabel = "ROUND",
            description = "Print the statement of this closed round as it is sealed: sha256sum of it is its seal.")
    private @Nullable String statement;

    @Option(names = "--limit", paramLabel = "N", description = "Closed rounds at most. Default: ${DEFAULT-VALUE}.")
    private int limit = 20;

    @Override
    public Integer call() throws Trouble, BadSettings {
        PrintWriter out = spec.commandLine().getOut();
        if (verify) {
            return check(out, rest.get("/rounds/check"));
        }
        if (statement != null) {
            JsonNode sealed = rest.get("/rounds/" + statement + "/statement");
            out.print(
                    rest.json()
                            ? sealed.toPrettyString() + "\n"
                            : sealed.get("text").asString());
            return 0;
        }
        JsonNode rounds = rest.get("/rounds" + RestClient.query("limit", limit));
        if (rest.json()) {
            out.println(rounds.toPrettyString());
            return 0;
        }
        list(out, rounds);
        return 0;
    }

    private int check(PrintWriter out, JsonNode check) {
        if (rest.json()) {
            out.println(check.toPrettyString());
        } else {
            check.get("broken").forEach(line -> out.println("BROKEN  " + Terminal.safe(line.asString(), 300)));
            out.println(check.get("statements").asInt() + " statements, the last seal is "
                    + check.get("seal").asString());
        }
        return check.get("broken").isEmpty() ? 0 : 1;
    }

    private static void list(PrintWriter out, JsonNode rounds) {
        var open = new ArrayList<List<String>>();
        open.add(List.of("ROUND", "DEADLINE", "WHOSE", "MESSAGES", "LEFT"));
        for (JsonNode round : rounds.get("open")) {
            open.add(List.of(
                    round.get("id").asString(),
                    minute(round.get("deadline").asString()),
                    round.get("holder").asString().isEmpty()
                            ? "-"
                            : Terminal.safe(round.get("holder").asString(), 40),
                    round.get("messages").asString(),
                    round.get("left").asString()));
        }
        if (open.size() > 1) {
            out.println(Terminal.table(open));
        }
        var closed = new ArrayList<List<String>>();
        closed.add(List.of("NO", "ROUND", "CLOSED", "BY", "HELD", "SEEN", "RESCUED", "SPAM", "DEFERRED", "SEAL"));
        for (JsonNode round : rounds.get("closed")) {
            closed.add(List.of(
                    round.get("number").asString(),
                    round.get("id").asString(),
                    minute(round.get("closed").asString()),
                    Terminal.safe(round.get("by").asString(), 30),
                    round.get("held").asString(),
                    round.get("seen").asString(),
                    round.get("rescued").asString(),
                    round.get("confirmed").asString(),
                    round.get("deferred").asString(),
                    round.get("seal").asString().substring(0, 16)));
        }
        out.print(Terminal.table(closed));
        String next = rounds.get("next").asString();
        out.println(next.isEmpty() ? "no round is scheduled" : "the next round begins at " + minute(next) + " UTC");
    }

    private static String minute(String instant) {
        return instant.substring(0, 16).replace('T', ' ');
    }
}
