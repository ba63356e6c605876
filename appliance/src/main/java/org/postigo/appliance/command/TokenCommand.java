package org.postigo.appliance.command;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import org.postigo.appliance.settings.BadSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code ./postigo token}: tokens of programs. */
@Command(
        name = "token",
        mixinStandardHelpOptions = true,
        description = "Make, list and revoke tokens with which programs ask the REST interface.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {TokenCommand.Rows.class, TokenCommand.Make.class, TokenCommand.Revoke.class})
public final class TokenCommand {

    /** Lists. */
    @Command(name = "list", mixinStandardHelpOptions = true, description = "List tokens; none can be shown again.")
    static final class Rows implements CallableCommand {
        @Mixin
        private RestClient rest = new RestClient();

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() throws Trouble, BadSettings {
            JsonNode rows = rest.get("/tokens");
            PrintWriter out = spec.commandLine().getOut();
            if (rest.json()) {
                out.println(rows.toPrettyString());
                return 0;
            }
            rows.forEach(row -> out.println(line(row)));
            return 0;
        }
    }

    /** Makes one. */
    @Command(
            name = "make",
            mixinStandardHelpOptions = true,
            description =
                    "Make a token, in place of one of this name, and print it: it is kept as a hash and shown only"
                            + " once.")
    static final class Make implements CallableCommand {
        @Mixin
        private RestClient rest = new RestClient();

        @Spec
        private CommandSpec spec;

        @Parameters(paramLabel = "NAME", description = "Letters, digits, dots and dashes.")
        private String name = "";

        @Option(
                names = "--scope",
                required = true,
                split = ",",
                paramLabel = "SCOPE",
                description = "read, decide or manage; several with commas.")
        private List<String> scopes = List.of();

        @Option(
                names = "--domain",
                split = ",",
                paramLabel = "DOMAIN",
                description = "Limits it to these: their settings, rules, list entries and held mail. Default: all.")
        private List<String> domains = List.of();

        @Override
        public Integer call() throws Trouble, BadSettings {
            JsonNode made = rest.put("/tokens/" + name, Map.of("scopes", scopes, "domains", domains));
            PrintWriter out = spec.commandLine().getOut();
            out.println(rest.json() ? made.toPrettyString() : made.get("token").asString());
            return 0;
        }
    }

    /** Revokes one. */
    @Command(
            name = "revoke",
            mixinStandardHelpOptions = true,
            description = "Revoke a token: it opens nothing any more.")
    static final class Revoke implements CallableCommand {
        @Mixin
        private RestClient rest = new RestClient();

        @Spec
        private CommandSpec spec;

        @Parameters(paramLabel = "NAME", description = "Of the token.")
        private String name = "";

        @Override
        public Integer call() throws Trouble, BadSettings {
            spec.commandLine().getOut().println("revoked " + line(rest.delete("/tokens/" + name)));
            return 0;
        }
    }

    private static String line(JsonNode row) {
        String domains = row.get("domains").isEmpty()
                ? "all domains"
                : String.join(
                        ", ",
                        row.get("domains").valueStream().map(JsonNode::asString).toList());
        return row.get("name").asString() + "  "
                + String.join(
                        ",",
                        row.get("scopes").valueStream().map(JsonNode::asString).toList()) + "  " + domains;
    }
}
