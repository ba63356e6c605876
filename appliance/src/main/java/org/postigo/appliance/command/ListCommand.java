package org.postigo.appliance.command;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postigo.appliance.settings.BadSettings;
import org.postigo.mail.policy.EntryForm;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code ./postigo list}: allow and deny entries. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "Look at, add, change, remove and import allow and deny entries of the running appliance.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            ListCommand.Rows.class,
            ListCommand.Show.class,
            ListCommand.Add.class,
            ListCommand.Set.class,
            ListCommand.Remove.class,
            ListCommand.Import.class
        })
public final class ListCommand {

    /** Lists. */
    @Command(name = "list", mixinStandardHelpOptions = true, description = "List entries in the order they were made.")
    static final class Rows implements CallableCommand {
        @Mixin
        private RestClient rest = new RestClient();

        @Spec
        private CommandSpec spec;

        @Parameters(arity = "0..1", paramLabel = "TEXT", description = "In id, subject, scope or reason.")
        private String text = "";

        @Option(names = "--scope", paramLabel = "SCOPE", description = "Of this scope alone: site, domain or mailbox.")
        private @Nullable String scope;

        @Option(names = "--offset", paramLabel = "N", description = "Entries to skip. Default: ${DEFAULT-VALUE}.")
        private int offset;

        @Option(names = "--limit", paramLabel = "N", description = "Entries at most. Default: ${DEFAULT-VALUE}.")
        private int limit = 100;

        @Override
        public Integer call() throws Trouble, BadSettings {
            JsonNode page = rest.get(
                    "/lists" + RestClient.query("text", text, "scope", scope, "offset", offset, "limit", limit));
            PrintWriter out = spec.commandLine().getOut();
            if (rest.json()) {
                out.println(page.toPrettyString());
                return 0;
            }
            List<JsonNode> entries = new ArrayList<>();
            page.get("rows").forEach(entries::add);
            table(out, entries);
            out.println(entries.size() + " of " + page.get("total").asLong());
            return 0;
        }
    }

    /** Shows one. */
    @Command(name = "show", mixinStandardHelpOptions = true, description = "Show one entry with its hits.")
    static final class Show implements CallableCommand {
        @Mixin
        private RestClient rest = new RestClient();

        @Spec
        private CommandSpec spec;

        @Parameters(paramLabel = "ID", description = "Of the entry.")
        private String id = "";

        @Override
        public Integer call() throws Trouble, BadSettings {
            return print(spec, rest, rest.get("/lists/" + id));
        }
    }

    /** Adds. */
    @Command(
            name = "add",
            mixinStandardHelpOptions = true,
            description = {
                "Add an entry. An allow entry demands a proof; if none is named, a DKIM signature of the subject's own"
                        + " domain, or the client's address for a network.",
                "Allow never skips the checks of dangerous attachments."
            })
    static final class Add implements CallableCommand {
        @Mixin
        private RestClient rest = new RestClient();

        @Spec
        private CommandSpec spec;

        @Parameters(index = "0", paramLabel = "LIST", description = "allow or deny.")
        private String list = "";

        @Parameters(
                index = "1",
                paramLabel = "SUBJECT",
                description = "a@b, b, *.b for names below too, list:LIST-ID, or a network such as 192.0.2.0/24.")
        private String subject = "";

        @Option(
                names = "--scope",
                paramLabel = "SCOPE",
                description = "site, a domain or a mailbox. Default: ${DEFAULT-VALUE}.")
        private String scope = "site";

        @Option(
                names = "--proof",
                paramLabel = "PROOF",
                description = "dkim:DOMAIN, spf:DOMAIN, list-dkim:DOMAIN or network.")
        private String proof = "";

        @Option(names = "--reason", paramLabel = "WORDS", description = "Why.")
        private String reason = "";

        @Option(names = "--expires", paramLabel = "TIME", description = "Such as 2027-01-31T00:00:00Z.")
        private @Nullable String expires;

        @Option(names = "--id", paramLabel = "ID", description = "Of the entry. Default: made of what it is about.")
        private @Nullable String id;

        @Mixin
        private Trying trying = new Trying();

        @Override
        public Integer call() throws Trouble, BadSettings {
            EntryForm form;
            try {
                form = new EntryForm(list, subject, scope, proof, reason, java.util.Optional.empty()).withUsualProof();
            } catch (IllegalArgumentException refused) {
                throw new Trouble(String.valueOf(refused.getMessage()));
            }
            String name = id == null ? form.derivedId() : id;
            Map<String, Object> body = body(form);
            if (trying.asked()) {
                body.put("id", name);
                return trying.run(
                        spec.commandLine().getOut(),
                        spec.commandLine().getErr(),
                        rest,
                        new LinkedHashMap<>(Map.of("put", List.of(body))));
            }
            if (rest.get("/lists" + RestClient.query("text", name, "limit", 1000))
                    .get("rows")
                    .findValuesAsString("id")
                    .contains(name)) {
                throw new Trouble("the entry " + name + " is there already; change it with ./postigo list set");
            }
            return print(spec, rest, rest.put("/lists/" + name, body));
        }

        private Map<String, Object> body(EntryForm form) {
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("list", form.list());
            body.put("subject", form.subject());
            body.put("scope", form.scope());
            body.put("reason", form.reason());
            if (!form.proof().isEmpty()) {
                body.put("proof", form.proof());
            }
            if (expires != null) {
                body.put("expires", expires);
            }
            return body;
        }
    }

    /** Changes. */
    @Command(
            name = "set",
            mixinStandardHelpOptions = true,
            description = "Change an entry; what is not named stays as it is.")
    static final class Set implements CallableCommand {
        @Mixin
        private RestClient rest = new RestClient();

        @Spec
        private CommandSpec spec;

        @Parameters(paramLabel = "ID", description = "Of the entry.")
        private String id = "";

        @Option(names = "--scope", paramLabel = "SCOPE", description = "site, a domain or a mailbox.")
        private @Nullable String scope;

        @Option(names = "--proof", paramLabel = "PROOF", description = "What an allow entry demands.")
        private @Nullable String proof;

        @Option(names = "--reason", paramLabel = "WORDS", description = "Why.")
        private @Nullable String reason;

        @Option(names = "--expires", paramLabel = "TIME", description = "When it ends to hold; never: it does not.")
        private @Nullable String expires;

        @Override
        public Integer call() throws Trouble, BadSettings {
            JsonNode before = rest.get("/lists/" + id);
            Map<String, Object> body = new LinkedHashMap<>();
            for (String field : List.of("list", "subject", "scope", "proof", "reason", "expires")) {
                if (before.hasNonNull(field)) {
                    body.put(field, before.get(field).asString());
                }
            }
            putIf(body, "scope", scope);
            putIf(body, "proof", proof);
            putIf(body, "reason", reason);
            putIf(body, "expires", expires);
            body.values().removeIf("never"::equals);
            return print(spec, rest, rest.put("/lists/" + id, body));
        }

        private static void putIf(Map<String, Object> body, String key, @Nullable String value) {
            if (value != null) {
                body.put(key, value);
            }
        }
    }

    /** Removes. */
    @Command(name = "remove", mixinStandardHelpOptions = true, description = "Remove an entry.")
    static final class Remove implements CallableCommand {
        @Mixin
        private RestClient rest = new RestClient();

        @Spec
        private CommandSpec spec;

        @Parameters(paramLabel = "ID", description = "Of the entry.")
        private String id = "";

        @Mixin
        private Trying trying = new Trying();

        @Override
        public Integer call() throws Trouble, BadSettings {
            if (trying.asked()) {
                return trying.run(
                        spec.commandLine().getOut(),
                        spec.commandLine().getErr(),
                        rest,
                        new LinkedHashMap<>(Map.of("remove", List.of(id))));
            }
            rest.delete("/lists/" + id);
            spec.commandLine().getOut().println("removed " + id);
            return 0;
        }
    }

    /** Imports. */
    @Command(
            name = "import",
            mixinStandardHelpOptions = true,
            description = {
                "Import a CSV table of entries. Shows what would change; writes it only with --apply, and only if"
                        + " every line is sound. Importing the same table again changes nothing.",
                "Columns: subject, and as wanted list, scope, proof, reason, expires, id."
            })
    static final class Import implements CallableCommand {
        @Mixin
        private RestClient rest = new RestClient();

        @Spec
        private CommandSpec spec;

        @Mixin
        private ImportedTable table = new ImportedTable();

        @Option(
                names = "--list",
                paramLabel = "LIST",
                description = "For lines that do not say: allow or deny. Default: ${DEFAULT-VALUE}.")
        private String list = "deny";

        @Option(
                names = "--scope",
                paramLabel = "SCOPE",
                description = "For lines that do not say: site, a domain or a mailbox. Default: ${DEFAULT-VALUE}.")
        private String scope = "site";

        @Override
        public Integer call() throws Trouble, BadSettings {
            return table.run(
                    spec.commandLine().getOut(),
                    rest,
                    "/lists/import",
                    List.of("list", list, "scope", scope),
                    "ENTRY",
                    Import::words);
        }

        private static String words(JsonNode entry) {
            return entry.get("list").asString() + " " + entry.get("subject").asString() + " for "
                    + entry.get("scope").asString()
                    + (entry.hasNonNull("proof") ? " if " + entry.get("proof").asString() : "")
                    + (entry.hasNonNull("expires")
                            ? " until " + entry.get("expires").asString()
                            : "")
                    + (entry.get("reason").asString().isEmpty()
                            ? ""
                            : " (" + entry.get("reason").asString() + ")");
        }
    }

    private static int print(CommandSpec spec, RestClient rest, JsonNode entry) {
        PrintWriter out = spec.commandLine().getOut();
        if (rest.json()) {
            out.println(entry.toPrettyString());
        } else {
            table(out, List.of(entry));
            warn(spec.commandLine().getErr(), entry);
        }
        return 0;
    }

    private static void warn(PrintWriter err, JsonNode entry) {
        if (entry.hasNonNull("instead")) {
            err.println("this address was made for one message and will not come again; write it about "
                    + Terminal.safe(entry.get("instead").asString(), 120) + " instead");
        } else if (entry.hasNonNull("warning")) {
            err.println("anybody can write this sender: a spoof passes too");
        }
    }

    private static void table(PrintWriter out, List<JsonNode> entries) {
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("ID", "LIST", "SUBJECT", "SCOPE", "PROOF", "EXPIRES", "HITS", "LAST HIT", "AUTHOR", "REASON"));
        for (JsonNode each : entries) {
            rows.add(List.of(
                    each.get("id").asString(),
                    each.get("list").asString(),
                    Terminal.safe(each.get("subject").asString(), 60),
                    Terminal.safe(each.get("scope").asString(), 60),
                    each.hasNonNull("proof") ? each.get("proof").asString() : "",
                    time(each, "expires"),
                    each.get("hits").asString(),
                    time(each, "lastHit"),
                    Terminal.safe(each.get("author").asString(), 40),
                    Terminal.safe(each.get("reason").asString(), 60)));
        }
        out.print(Terminal.table(rows));
    }

    private static String time(JsonNode entry, String field) {
        return entry.hasNonNull(field)
                ? entry.get(field).asString().substring(0, 16).replace('T', ' ')
                : "";
    }
}
