package org.postigo.appliance.command;

import java.io.PrintWriter;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postigo.appliance.settings.BadSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code ./postigo incident}: rescue of what a wrong cause held. */
@Command(
        name = "incident",
        mixinStandardHelpOptions = true,
        description = "Find out what a wrong cause held, release all that would pass today, and take that back.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            IncidentCommand.Alarms.class,
            IncidentCommand.Look.class,
            IncidentCommand.Show.class,
            IncidentCommand.Release.class,
            IncidentCommand.Undo.class
        })
public final class IncidentCommand {

    /** Alarms. */
    @Command(
            name = "alarms",
            mixinStandardHelpOptions = true,
            description = "List causes that suddenly speak against mail of proven identity.")
    static final class Alarms implements CallableCommand {
        @Mixin
        private RestClient rest = new RestClient();

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() throws Trouble, BadSettings {
            JsonNode alarms = rest.get("/incidents/alarms");
            PrintWriter out = spec.commandLine().getOut();
            if (rest.json()) {
                out.println(alarms.toPrettyString());
                return 0;
            }
            for (JsonNode alarm : alarms) {
                out.println(Terminal.safe(alarm.get("cause").asString(), 200) + "  "
                        + alarm.get("hits").asLong() + " of "
                        + alarm.get("messages").asLong()
                        + " in the last hour, before that "
                        + Math.round(alarm.get("before").asDouble() * 1000) / 10.0 + " %");
            }
            if (alarms.isEmpty()) {
                out.println("No cause is conspicuous.");
            }
            return 0;
        }
    }

    /** Looks. */
    @Command(
            name = "look",
            mixinStandardHelpOptions = true,
            description = "Judge anew what a cause held in a time. Nothing is done to the mail.")
    static final class Look implements CallableCommand {
        @Mixin
        private RestClient rest = new RestClient();

        @Spec
        private CommandSpec spec;

        @Parameters(
                paramLabel = "CAUSE",
                description =
                        "reason:R, fact:F, fact:F=NAME, check:C, entry:ID of a list entry or rule, model:V, prices:V,"
                                + " lists:N or rules:N.")
        private String cause = "";

        @Option(names = "--from", paramLabel = "TIME", description = "Received from then on. Default: a day ago.")
        private @Nullable Instant from;

        @Option(names = "--until", paramLabel = "TIME", description = "Received before then. Default: now.")
        private @Nullable Instant until;

        @Option(names = "--domain", paramLabel = "DOMAIN", description = "Of these recipients' domains. Default: all.")
        private List<String> domains = List.of();

        @Option(
                names = "--without-cause",
                description = "Keep the other facts of that day instead of asking every check anew.")
        private boolean without;

        @Override
        public Integer call() throws Trouble, BadSettings {
            Map<String, Object> asked = new LinkedHashMap<>();
            asked.put("cause", cause);
            if (from != null) {
                asked.put("from", from.toString());
            }
            if (until != null) {
                asked.put("until", until.toString());
            }
            asked.put("domains", domains);
            asked.put("way", without ? "without-cause" : "anew");
            return print(spec, rest, rest.post("/incidents", asked));
        }
    }

    /** Shows. */
    @Command(name = "show", mixinStandardHelpOptions = true, description = "Show how an incident stands.")
    static final class Show implements CallableCommand {
        @Mixin
        private RestClient rest = new RestClient();

        @Spec
        private CommandSpec spec;

        @Parameters(paramLabel = "ID", description = "Of the incident.")
        private int id;

        @Override
        public Integer call() throws Trouble, BadSettings {
            return print(spec, rest, rest.get("/incidents/" + id));
        }
    }

    /** Releases. */
    @Command(
            name = "release",
            mixinStandardHelpOptions = true,
            description = "Release all that would pass today. Leaves when the time to undo is over.")
    static final class Release implements CallableCommand {
        @Mixin
        private RestClient rest = new RestClient();

        @Spec
        private CommandSpec spec;

        @Parameters(paramLabel = "ID", description = "Of the incident.")
        private int id;

        @Override
        public Integer call() throws Trouble, BadSettings {
            return print(spec, rest, rest.post("/incidents/" + id + "/release", Map.of()));
        }
    }

    /** Takes back. */
    @Command(
            name = "undo",
            mixinStandardHelpOptions = true,
            description = "Take back what has not left yet; while releasing it stops that too.")
    static final class Undo implements CallableCommand {
        @Mixin
        private RestClient rest = new RestClient();

        @Spec
        private CommandSpec spec;

        @Parameters(paramLabel = "ID", description = "Of the incident.")
        private int id;

        @Override
        public Integer call() throws Trouble, BadSettings {
            return print(spec, rest, rest.post("/incidents/" + id + "/undo", Map.of()));
        }
    }

    private static int print(CommandSpec spec, RestClient rest, JsonNode incident) {
        PrintWriter out = spec.commandLine().getOut();
        if (rest.json()) {
            out.println(incident.toPrettyString());
            return 0;
        }
        out.println("incident " + incident.get("id").asInt() + ": "
                + Terminal.safe(incident.get("cause").asString(), 200) + ", "
                + incident.get("phase").asString() + " " + incident.get("done").asLong() + " of "
                + incident.get("total").asLong());
        out.println("held " + incident.get("held").asLong() + ", would pass today "
                + incident.get("changed").asLong() + ", released "
                + incident.get("released").asLong() + ", taken back "
                + incident.get("undone").asLong());
        String problem = incident.get("problem").asString();
        if (!problem.isEmpty()) {
            out.println(Terminal.safe(problem, 300));
        }
        return 0;
    }
}
