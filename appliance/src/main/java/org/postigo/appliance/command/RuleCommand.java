package org.postigo.appliance.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postigo.appliance.settings.BadSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** {@code ./postigo rule}: rules of the house. */
@Command(
        name = "rule",
        mixinStandardHelpOptions = true,
        description = "Look at, try, save and roll back the rules of the running appliance.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            RuleCommand.Show.class,
            RuleCommand.Save.class,
            RuleCommand.History.class,
            RuleCommand.RollBack.class,
            RuleCommand.Try.class
        })
public final class RuleCommand {

    /** Shows. */
    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description =
                    "Show the rules of a scope in the order in which they are asked; --json prints what save reads.")
    static final class Show implements CallableCommand {
        @Mixin
        private RestClient rest = new RestClient();

        @Spec
        private CommandSpec spec;

        @Parameters(arity = "0..1", paramLabel = "SCOPE", description = "site or a domain. Default: ${DEFAULT-VALUE}.")
        private String scope = "site";

        @Override
        public Integer call() throws Trouble, BadSettings {
            return print(spec, rest, rest.get("/rules/" + scope));
        }
    }

    /** Saves. */
    @Command(
            name = "save",
            mixinStandardHelpOptions = true,
            description = {
                "Save the rules of a scope from a JSON file: {\"rules\": [{\"id\", \"name\", \"conditions\":"
                        + " [{\"kind\", \"name\", \"test\", \"value\", \"not\"}], \"action\"}]}.",
                "Kinds of conditions: fact, field, from, envelope, recipient, bounce, client, country, file-name,"
                        + " file-type, size, score, proven. Actions: deliver, tag, hold, refuse.",
                "A rule that delivers demands a proof. No rule lets pass what can run."
            })
    static final class Save implements CallableCommand {
        @Mixin
        private RestClient rest = new RestClient();

        @Spec
        private CommandSpec spec;

        @Parameters(index = "0", paramLabel = "SCOPE", description = "site or a domain.")
        private String scope = "";

        @Parameters(index = "1", paramLabel = "FILE", description = "The rules, all of the scope.")
        private Path file;

        @Option(names = "--comment", paramLabel = "TEXT", description = "Why.")
        private @Nullable String comment;

        @Override
        public Integer call() throws Trouble, BadSettings {
            JsonNode read = json(file);
            Map<String, Object> asked = new LinkedHashMap<>();
            asked.put("rules", read.isArray() ? read : read.path("rules"));
            if (comment != null) {
                asked.put("comment", comment);
            }
            // What show --json printed bears the version that its author saw.
            if (read.path("version").isIntegralNumber()) {
                asked.put("basedOn", read.get("version").asLong());
            }
            return print(spec, rest, rest.put("/rules/" + scope, asked));
        }
    }

    /** The past. */
    @Command(
            name = "history",
            mixinStandardHelpOptions = true,
            description = "List every version of a scope's rules, newest first.")
    static final class History implements CallableCommand {
        @Mixin
        private RestClient rest = new RestClient();

        @Spec
        private CommandSpec spec;

        @Parameters(arity = "0..1", paramLabel = "SCOPE", description = "site or a domain. Default: ${DEFAULT-VALUE}.")
        private String scope = "site";

        @Override
        public Integer call() throws Trouble, BadSettings {
            JsonNode sets = rest.get("/rules/" + scope + "/history");
            PrintWriter out = spec.commandLine().getOut();
            if (rest.json()) {
                out.println(sets.toPrettyString());
                return 0;
            }
            for (JsonNode set : sets) {
                out.println(safe(set.get("version").asLong() + "  "
                        + set.get("at").asString() + "  " + set.get("by").asString() + "  "
                        + set.get("rules").size() + " rules  "
                        + set.get("comment").asString()));
            }
            return 0;
        }
    }

    /** Returns. */
    @Command(
            name = "rollback",
            mixinStandardHelpOptions = true,
            description = "Save an earlier version of a scope's rules as the newest.")
    static final class RollBack implements CallableCommand {
        @Mixin
        private RestClient rest = new RestClient();

        @Spec
        private CommandSpec spec;

        @Parameters(index = "0", paramLabel = "SCOPE", description = "site or a domain.")
        private String scope = "";

        @Parameters(index = "1", paramLabel = "VERSION", description = "Which to return to.")
        private long version;

        @Override
        public Integer call() throws Trouble, BadSettings {
            return print(spec, rest, rest.post("/rules/" + scope + "/rollback", Map.of("version", version)));
        }
    }

    /** The test bench. */
    @Command(
            name = "try",
            mixinStandardHelpOptions = true,
            description = "Ask the rules about a message file or a held copy; nothing is delivered, held or learnt.")
    static final class Try implements CallableCommand {
        @Mixin
        private RestClient rest = new RestClient();

        @Spec
        private CommandSpec spec;

        @Parameters(paramLabel = "MESSAGE", description = "A message file, or the id of a held copy.")
        private String message = "";

        @Option(names = "--rules", paramLabel = "FILE", description = "A draft to ask instead of the rules in force.")
        private @Nullable Path rules;

        @Option(names = "--scope", paramLabel = "SCOPE", description = "Of the draft. Default: ${DEFAULT-VALUE}.")
        private String scope = "site";

        @Option(names = "--from", paramLabel = "ADDRESS", description = "MAIL FROM of a file. Default: a bounce.")
        private String from = "";

        @Option(names = "--to", paramLabel = "ADDRESS", description = "RCPT TO of a file.")
        private @Nullable String to;

        @Option(names = "--client", paramLabel = "ADDRESS", description = "The client's address, for a file.")
        private @Nullable String client;

        @Override
        public Integer call() throws Trouble, BadSettings {
            Map<String, Object> asked = new LinkedHashMap<>();
            if (Files.isRegularFile(Path.of(message))) {
                try {
                    asked.put("message", Files.readString(Path.of(message), StandardCharsets.ISO_8859_1));
                } catch (IOException unreadable) {
                    throw new Trouble(message + " cannot be read: " + unreadable.getMessage(), unreadable);
                }
                asked.put("envelopeFrom", from);
                asked.put("recipient", to);
                asked.put("client", client);
            } else {
                asked.put("copy", message);
            }
            if (rules != null) {
                JsonNode read = json(rules);
                asked.put("rules", read.isArray() ? read : read.path("rules"));
                asked.put("scope", scope);
            }
            asked.values().removeIf(java.util.Objects::isNull);
            JsonNode tried = rest.post("/rules/try", asked);
            PrintWriter out = spec.commandLine().getOut();
            if (rest.json()) {
                out.println(tried.toPrettyString());
                return 0;
            }
            for (JsonNode answer : tried.get("answers")) {
                out.println(safe(answer.get("met").asString() + "  "
                        + answer.get("action").asString() + "  "
                        + answer.get("id").asString() + "  "
                        + answer.get("name").asString() + "  "
                        + answer.get("conditions")));
            }
            String first = tried.get("first").asString();
            out.println(first.isEmpty() ? "No rule decides." : "First to decide: " + safe(first));
            return 0;
        }
    }

    /** Names and comments are free text. */
    private static String safe(String text) {
        return Terminal.safe(text, 400);
    }

    private static JsonNode json(Path file) throws Trouble {
        try {
            return RestClient.JSON.readTree(Files.readAllBytes(file));
        } catch (IOException | JacksonException unreadable) {
            throw new Trouble(file + " cannot be read: " + unreadable.getMessage(), unreadable);
        }
    }

    private static int print(CommandSpec spec, RestClient rest, JsonNode set) {
        PrintWriter out = spec.commandLine().getOut();
        if (rest.json()) {
            out.println(set.toPrettyString());
            return 0;
        }
        for (JsonNode rule : set.get("rules")) {
            out.println(safe((rule.get("on").asBoolean() ? "on   " : "off  ")
                    + rule.get("action").asString() + "  " + rule.get("id").asString() + "  "
                    + rule.get("name").asString() + "  (" + rule.get("match").asString() + " of "
                    + rule.get("conditions").size() + ", " + rule.get("hits").asLong() + " hits)"));
        }
        out.println("version " + set.get("version").asLong() + " of "
                + safe(set.get("scope").asString()));
        return 0;
    }
}
