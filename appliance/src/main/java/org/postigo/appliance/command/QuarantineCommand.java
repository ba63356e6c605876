package org.postigo.appliance.command;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postigo.appliance.rest.ExplanationRow;
import org.postigo.appliance.settings.BadSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code ./postigo quarantine}: held mail from the command line, over the running appliance's REST interface. */
@Command(
        name = "quarantine",
        mixinStandardHelpOptions = true,
        description = "List, show and decide on held mail of the running appliance.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            QuarantineCommand.Rows.class,
            QuarantineCommand.Show.class,
            QuarantineCommand.Release.class,
            QuarantineCommand.Spam.class,
            QuarantineCommand.Undo.class,
            RoundsCommand.class
        })
public final class QuarantineCommand {

    /** Lists. */
    @Command(name = "list", mixinStandardHelpOptions = true, description = "List held copies, newest first.")
    static final class Rows implements CallableCommand {
        @Mixin
        private RestClient rest = new RestClient();

        @Spec
        private CommandSpec spec;

        @Option(
                names = "--text",
                paramLabel = "WORDS",
                description = "Words or beginnings of words in sender, recipient and subject.")
        private @Nullable String text;

        @Option(names = "--domain", paramLabel = "NAME", description = "Of recipients in this domain.")
        private @Nullable String domain;

        @Option(
                names = "--state",
                split = ",",
                description = "unread, not-sure, on-its-way, delivered, spam or trouble. Default: all.")
        private @Nullable List<String> states;

        @Option(
                names = "--order",
                paramLabel = "ORDER",
                description = "newest, oldest or likely-good. Default: ${DEFAULT-VALUE}.")
        private String order = "newest";

        @Option(names = "--limit", paramLabel = "N", description = "Rows at most. Default: ${DEFAULT-VALUE}.")
        private int limit = 50;

        @Override
        public Integer call() throws Trouble, BadSettings {
            JsonNode page = rest.get("/held"
                    + RestClient.query(
                            "text",
                            text,
                            "domain",
                            domain,
                            "order",
                            order,
                            "limit",
                            limit,
                            "state",
                            states == null ? null : String.join(",", states)));
            PrintWriter out = spec.commandLine().getOut();
            if (rest.json()) {
                out.println(page.toPrettyString());
                return 0;
            }
            var rows = new ArrayList<List<String>>();
            rows.add(List.of("COPY", "RECEIVED", "SPAM", "STATE", "FROM", "TO", "SUBJECT"));
            for (JsonNode row : page.get("rows")) {
                rows.add(List.of(
                        row.get("id").asString(),
                        row.get("received").asString().substring(0, 16).replace('T', ' '),
                        String.format(
                                Locale.ROOT, "%.3f", row.get("probability").asDouble()),
                        row.get("state").asString(),
                        Terminal.safe(row.get("from").asString(), 34),
                        Terminal.safe(row.get("recipient").asString(), 28),
                        Terminal.safe(row.get("subject").asString(), 60)));
            }
            out.print(Terminal.table(rows));
            out.println(page.get("rows").size() + " of " + page.get("total").asLong());
            return 0;
        }
    }

    /** Shows one. */
    @Command(name = "show", mixinStandardHelpOptions = true, description = "Show one held copy and why it was held.")
    static final class Show implements CallableCommand {
        @Mixin
        private RestClient rest = new RestClient();

        @Spec
        private CommandSpec spec;

        @Parameters(paramLabel = "COPY", description = "As list prints it.")
        private String id = "";

        @Option(names = "--source", description = "Print the message itself instead, control characters made harmless.")
        private boolean source;

        @Override
        public Integer call() throws Trouble, BadSettings {
            PrintWriter out = spec.commandLine().getOut();
            if (source) {
                String text = new String(rest.octets("/held/" + id + "/content"), StandardCharsets.UTF_8);
                text.lines().forEach(line -> out.println(Terminal.safe(line.replace('\t', ' '), 2000)));
                return 0;
            }
            JsonNode row = rest.get("/held/" + id);
            if (rest.json()) {
                ((ObjectNode) row).set("explanation", rest.get("/held/" + id + "/explanation"));
                out.println(row.toPrettyString());
                return 0;
            }
            for (String field : List.of(
                    "id",
                    "received",
                    "client",
                    "helo",
                    "reversePath",
                    "from",
                    "fromName",
                    "recipient",
                    "subject",
                    "size",
                    "reason",
                    "state",
                    "detail",
                    "decision",
                    "decidedBy")) {
                String value = row.get(field).asString();
                if (!value.isEmpty()) {
                    out.printf("%-12s %s%n", field, Terminal.safe(value, 300));
                }
            }
            Findings.print(
                    out, RestClient.JSON.treeToValue(rest.get("/held/" + id + "/explanation"), ExplanationRow.class));
            for (JsonNode finding : row.get("findings")) {
                if (!finding.get("unknown").asString().isEmpty()) {
                    var arguments = new ArrayList<String>();
                    finding.get("arguments").forEach(each -> arguments.add(each.asString()));
                    Findings.unknown(
                            out,
                            finding.get("key").asString(),
                            finding.get("unknown").asString(),
                            arguments);
                }
            }
            return 0;
        }
    }

    /** Releases. */
    @Command(
            name = "release",
            mixinStandardHelpOptions = true,
            description = "Release copies: they are delivered once the undo time is over.")
    static final class Release extends Deciding {
        @Option(names = "--allow", description = "Also allow what the message proved, for its domain.")
        private boolean allow;

        @Override
        String kind() {
            return allow ? "release-and-allow" : "release";
        }
    }

    /** Confirms spam. */
    @Command(name = "spam", mixinStandardHelpOptions = true, description = "Confirm copies as spam.")
    static final class Spam extends Deciding {
        @Option(names = "--deny", description = "Also deny their sender, for their domain.")
        private boolean deny;

        @Override
        String kind() {
            return deny ? "spam-and-deny" : "spam";
        }
    }

    /** Takes back. */
    @Command(
            name = "undo",
            mixinStandardHelpOptions = true,
            description = "Take back decisions that have not taken effect.")
    static final class Undo implements CallableCommand {
        @Mixin
        private RestClient rest = new RestClient();

        @Spec
        private CommandSpec spec;

        @Parameters(arity = "1..*", paramLabel = "COPY", description = "As list prints it.")
        private List<String> ids = List.of();

        @Override
        public Integer call() throws Trouble, BadSettings {
            JsonNode outcomes = rest.post("/held/undo", Map.of("ids", ids));
            return report(spec, rest, outcomes, "undone");
        }
    }

    /** What release and spam have in common. */
    abstract static class Deciding implements CallableCommand {
        @Mixin
        private RestClient rest = new RestClient();

        @Spec
        private CommandSpec spec;

        @Parameters(arity = "1..*", paramLabel = "COPY", description = "As list prints it.")
        private List<String> ids = List.of();

        @Option(names = "--comment", description = "Why, for the record.")
        private String comment = "";

        abstract String kind();

        @Override
        public Integer call() throws Trouble, BadSettings {
            JsonNode outcomes = rest.post("/held/decide", Map.of("ids", ids, "kind", kind(), "comment", comment));
            return report(spec, rest, outcomes, "decided");
        }
    }

    private static int report(CommandSpec spec, RestClient rest, JsonNode outcomes, String wanted) {
        PrintWriter out = spec.commandLine().getOut();
        boolean all = true;
        if (rest.json()) {
            out.println(outcomes.toPrettyString());
        }
        for (JsonNode outcome : outcomes) {
            String word = outcome.get("outcome").asString();
            all &= word.equals(wanted);
            if (!rest.json()) {
                out.println(outcome.get("id").asString() + "  " + word);
            }
        }
        return all ? 0 : 1;
    }
}
