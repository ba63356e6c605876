package org.postigo.appliance.command;

import java.io.PrintWriter;
import java.util.ArrayList;
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

/** {@code ./postigo model}: the combiners of the running appliance. A change takes effect on the next message. */
@Command(
        name = "model",
        mixinStandardHelpOptions = true,
        description = {
            "List, show, promote and roll back the trained prices of the running appliance,",
            "or let its text models forget what an audit or silence taught them."
        },
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            ModelCommand.Rows.class,
            ModelCommand.Show.class,
            ModelCommand.Promote.class,
            ModelCommand.Rollback.class,
            ModelCommand.ForgetAudit.class,
            ModelCommand.ForgetUncontested.class
        })
public final class ModelCommand {

    /** Lists. */
    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "List all models, the one that serves marked, and who changed that when and why.")
    static final class Rows implements CallableCommand {
        @Mixin
        private RestClient rest = new RestClient();

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() throws Trouble, BadSettings {
            PrintWriter out = spec.commandLine().getOut();
            JsonNode shelf = rest.get("/models");
            if (rest.json()) {
                out.println(shelf.toPrettyString());
                return 0;
            }
            var rows = new ArrayList<List<String>>();
            rows.add(List.of("VERSION", "NAME", "SERVES", "QUALIFIES", "MADE", "BY", "WHY"));
            for (JsonNode model : shelf.get("models")) {
                int version = model.get("version").asInt();
                rows.add(List.of(
                        Integer.toString(version),
                        model.get("name").asString(),
                        model.get("serving").asBoolean() ? "yes" : "",
                        model.get("qualified").asBoolean() ? "yes" : "no",
                        version == 0 ? "" : minute(model),
                        Terminal.safe(model.get("by").asString(), 24),
                        Terminal.safe(model.get("why").asString(), 120)));
            }
            out.print(Terminal.table(rows));
            for (JsonNode change : shelf.get("changes")) {
                out.println(minute(change) + "  " + change.get("kind").asString() + " "
                        + change.get("version").asInt() + " by "
                        + Terminal.safe(change.get("by").asString(), 60) + ": "
                        + Terminal.safe(change.get("why").asString(), 300));
            }
            return 0;
        }

        private static String minute(JsonNode row) {
            return row.get("at").asString().substring(0, 16).replace('T', ' ');
        }
    }

    /** Shows one. */
    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "Print a model's card: on what it was trained and how good it is.")
    static final class Show implements CallableCommand {
        @Mixin
        private RestClient rest = new RestClient();

        @Spec
        private CommandSpec spec;

        @Parameters(paramLabel = "VERSION", description = "As list prints it.")
        private int version;

        @Override
        public Integer call() throws Trouble, BadSettings {
            JsonNode card = rest.get("/models/" + version);
            spec.commandLine()
                    .getOut()
                    .print(
                            rest.json()
                                    ? card.toPrettyString() + "\n"
                                    : card.get("card").asString());
            return 0;
        }
    }

    /** Promotes. */
    @Command(
            name = "promote",
            mixinStandardHelpOptions = true,
            description = {
                "Let a model price mail from the next message on.",
                "Refused unless misclassified ham does not rise on verified mail."
            })
    static final class Promote implements CallableCommand {
        @Mixin
        private RestClient rest = new RestClient();

        @Spec
        private CommandSpec spec;

        @Parameters(paramLabel = "VERSION", description = "As list prints it.")
        private int version;

        @Option(
                names = "--force",
                paramLabel = "REASON",
                description = "Also if it does not qualify; the reason is recorded.")
        private @Nullable String force;

        @Override
        public Integer call() throws Trouble, BadSettings {
            JsonNode serves = rest.post(
                    "/models/promote",
                    Map.of("version", version, "force", force != null, "why", force == null ? "" : force));
            spec.commandLine().getOut().println(serves.get("model").asString() + " serves now");
            return 0;
        }
    }

    /** Goes back. */
    @Command(
            name = "rollback",
            mixinStandardHelpOptions = true,
            description = "Go back to the model that served before, in the end to the prices that Postigo comes with.")
    static final class Rollback implements CallableCommand {
        @Mixin
        private RestClient rest = new RestClient();

        @Spec
        private CommandSpec spec;

        @Option(names = "--reason", description = "Why, for the record.")
        private String reason = "";

        @Override
        public Integer call() throws Trouble, BadSettings {
            JsonNode serves = rest.post("/models/rollback", Map.of("why", reason));
            spec.commandLine().getOut().println(serves.get("model").asString() + " serves now");
            return 0;
        }
    }

    /** Forgets the audit. */
    @Command(
            name = "forget-audit",
            mixinStandardHelpOptions = true,
            description = {
                "Take back what text models learnt of delivered mail that was drawn for reviewers",
                "(classifier.audit-delivered). The models are folded anew in the background."
            })
    static final class ForgetAudit implements CallableCommand {
        @Mixin
        private RestClient rest = new RestClient();

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() throws Trouble, BadSettings {
            rest.delete("/models/text/audit");
            spec.commandLine().getOut().println("forgotten; the text models are being folded anew");
            return 0;
        }
    }

    /** Forgets silence. */
    @Command(
            name = "forget-uncontested",
            mixinStandardHelpOptions = true,
            description = {
                "Take back what text models learnt of delivered mail that nobody contested",
                "for a week (classifier.learn-uncontested), and drop what waits to be learnt so.",
                "The models are folded anew in the background."
            })
    static final class ForgetUncontested implements CallableCommand {
        @Mixin
        private RestClient rest = new RestClient();

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() throws Trouble, BadSettings {
            rest.delete("/models/text/uncontested");
            spec.commandLine().getOut().println("forgotten; the text models are being folded anew");
            return 0;
        }
    }
}
