package org.postigo.appliance.command;

import java.io.PrintWriter;
import java.util.ArrayList;
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

/** {@code ./postigo domain}: the domains whose mail passes through here. */
@Command(
        name = "domain",
        mixinStandardHelpOptions = true,
        description = "List, add, change and remove protected domains of the running appliance.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DomainCommand.Rows.class,
            DomainCommand.Add.class,
            DomainCommand.Set.class,
            DomainCommand.Remove.class
        })
public final class DomainCommand {

    /** Lists. */
    @Command(name = "list", mixinStandardHelpOptions = true, description = "List all domains.")
    static final class Rows implements CallableCommand {
        @Mixin
        private RestClient rest = new RestClient();

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() throws Trouble, BadSettings {
            return print(spec, rest, rest.get("/domains"));
        }
    }

    /** Adds. */
    @Command(
            name = "add",
            mixinStandardHelpOptions = true,
            description =
                    "Add a domain. It observes until its mode is set: everything is delivered, what would be held is recorded.")
    static final class Add extends Writing {
        @Override
        boolean mayExist() {
            return false;
        }

        @Override
        Trying trying() {
            return new Trying();
        }
    }

    /** Changes. */
    @Command(
            name = "set",
            mixinStandardHelpOptions = true,
            description = "Change a domain; what is not named stays as it is.")
    static final class Set extends Writing {
        @Mixin
        private Trying trying = new Trying();

        @Override
        boolean mayExist() {
            return true;
        }

        @Override
        Trying trying() {
            return trying;
        }
    }

    /** Removes. */
    @Command(
            name = "remove",
            mixinStandardHelpOptions = true,
            description = "Remove a domain: its mail is refused from now on. What is held stays.")
    static final class Remove implements CallableCommand {
        @Mixin
        private RestClient rest = new RestClient();

        @Spec
        private CommandSpec spec;

        @Parameters(paramLabel = "NAME", description = "Of the domain.")
        private String name = "";

        @Override
        public Integer call() throws Trouble, BadSettings {
            rest.delete("/domains/" + name);
            spec.commandLine().getOut().println("removed " + name);
            return 0;
        }
    }

    /** What add and set have in common. */
    abstract static class Writing implements CallableCommand {
        @Mixin
        private RestClient rest = new RestClient();

        @Spec
        private CommandSpec spec;

        @Parameters(paramLabel = "NAME", description = "Of the domain.")
        private String name = "";

        @Option(
                names = "--server",
                paramLabel = "HOST:PORT",
                description = "Mailbox server. Several, in order of preference, by repeating this.")
        private @Nullable List<String> servers;

        @Option(names = "--mode", paramLabel = "MODE", description = "observe, tag or hold.")
        private @Nullable String mode;

        @Option(names = "--language", paramLabel = "LANGUAGE", description = "es or en.")
        private @Nullable String language;

        @Option(
                names = "--hold",
                paramLabel = "P",
                description = "Probability of spam from which on a message is suspect.")
        private @Nullable Double hold;

        @Option(
                names = "--refuse",
                paramLabel = "P",
                description = "Probability from which on it is refused if evidence of two kinds agrees; 1: never.")
        private @Nullable Double refuse;

        abstract boolean mayExist();

        abstract Trying trying();

        @Override
        public Integer call() throws Trouble, BadSettings {
            boolean exists = false;
            for (JsonNode each : rest.get("/domains")) {
                exists |= each.get("name").asString().equalsIgnoreCase(name);
            }
            if (exists != mayExist()) {
                throw new Trouble(
                        exists
                                ? "the domain " + name + " is there already; change it with ./postigo domain set"
                                : "there is no domain " + name + "; add it with ./postigo domain add");
            }
            Map<String, Object> body = new LinkedHashMap<>();
            putIf(body, "mode", mode);
            putIf(body, "hold", hold);
            putIf(body, "refuse", refuse);
            if (trying().asked()) {
                body.put("domain", name);
                return trying().run(
                                spec.commandLine().getOut(), spec.commandLine().getErr(), rest, body);
            }
            putIf(body, "servers", servers);
            putIf(body, "language", language);
            JsonNode row = rest.put("/domains/" + name, body);
            return print(spec, rest, RestClient.JSON.createArrayNode().add(row));
        }

        private static void putIf(Map<String, Object> body, String key, @Nullable Object value) {
            if (value != null) {
                body.put(key, value);
            }
        }
    }

    private static int print(CommandSpec spec, RestClient rest, JsonNode domains) {
        PrintWriter out = spec.commandLine().getOut();
        if (rest.json()) {
            out.println(domains.toPrettyString());
            return 0;
        }
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("DOMAIN", "MODE", "HOLD FROM", "REFUSE FROM", "LANGUAGE", "SERVERS"));
        for (JsonNode each : domains) {
            List<String> servers = new ArrayList<>();
            each.get("servers").forEach(server -> servers.add(server.asString()));
            rows.add(List.of(
                    each.get("name").asString(),
                    each.get("mode").asString(),
                    each.get("hold").asString(),
                    each.get("refuse").asDouble() < 1 ? each.get("refuse").asString() : "never",
                    each.get("language").asString(),
                    String.join(", ", servers)));
        }
        out.print(Terminal.table(rows));
        return 0;
    }
}
