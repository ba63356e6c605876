package org.postigo.appliance.command;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postigo.appliance.provision.Places;
import org.postigo.appliance.settings.BadSettings;
import org.postigo.mail.policy.Level;
import org.postigo.mail.policy.Setting;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code ./postigo domain}: the domains whose mail passes through here, their groups and mailboxes, and what they get. */
@Command(
        name = "domain",
        mixinStandardHelpOptions = true,
        description = {
            "List, add, change and remove protected domains of the running appliance, their groups and mailboxes.",
            "A PLACE is site, group:NAME, a domain or a mailbox. What it does not say is what the wider one says."
        },
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DomainCommand.Rows.class,
            DomainCommand.Show.class,
            DomainCommand.Add.class,
            DomainCommand.Set.class,
            DomainCommand.Unset.class,
            DomainCommand.Remove.class,
            DomainCommand.Import.class,
            DomainCommand.Count.class
        })
public final class DomainCommand {
    private static final int PAGE = 1_000;

    /** Lists. */
    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description =
                    "List all domains, or what lies below a place: the domains of a group, the mailboxes of a domain"
                            + " that were named.")
    static final class Rows implements CallableCommand {
        @Mixin
        private RestClient rest = new RestClient();

        @Spec
        private CommandSpec spec;

        @Parameters(arity = "0..1", paramLabel = "PLACE", description = "site, group:NAME or a domain.")
        private @Nullable String place;

        @Override
        public Integer call() throws Trouble, BadSettings {
            if (place == null) {
                return print(spec, rest, rest.get("/domains"));
            }
            var below = new ArrayList<JsonNode>();
            JsonNode page;
            do {
                page = rest.get("/places" + RestClient.query("under", place, "offset", below.size(), "limit", PAGE));
                page.get("rows").forEach(below::add);
            } while (!page.get("rows").isEmpty()
                    && below.size() < page.get("total").asLong());
            PrintWriter out = spec.commandLine().getOut();
            if (rest.json()) {
                out.println(RestClient.JSON.createArrayNode().addAll(below).toPrettyString());
                return 0;
            }
            var rows = new ArrayList<List<String>>();
            rows.add(List.of("PLACE", "GROUP", "ITS OWN SETTINGS"));
            for (JsonNode each : below) {
                rows.add(List.of(each.get("place").asString(), text(each, "group"), own(each)));
            }
            out.print(Terminal.table(rows));
            return 0;
        }
    }

    /** Shows one. */
    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "Show all settings of a place as they come out, and the place that says so.")
    static final class Show implements CallableCommand {
        @Mixin
        private RestClient rest = new RestClient();

        @Spec
        private CommandSpec spec;

        @Parameters(paramLabel = "PLACE", description = "site, group:NAME, a domain or a mailbox.")
        private String place = "";

        @Override
        public Integer call() throws Trouble, BadSettings {
            return printPlace(spec, rest, rest.get(path(place)));
        }
    }

    /** Adds. */
    @Command(
            name = "add",
            mixinStandardHelpOptions = true,
            description = "Add a domain, a group or a mailbox. A domain observes until its mode is set: everything is"
                    + " delivered, what would be held is recorded.")
    static final class Add extends Writing {
        @Override
        public Integer call() throws Trouble, BadSettings {
            if (exists(rest, place)) {
                throw new Trouble(place + " is there already; change it with ./postigo domain set");
            }
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("own", wanted());
            if (group != null) {
                body.put("group", noneIsEmpty(group));
            }
            return printPlace(spec, rest, rest.put(path(place), body));
        }
    }

    /** Changes. */
    @Command(
            name = "set",
            mixinStandardHelpOptions = true,
            description = "Change some settings of a place; what is not named stays as it is.")
    static final class Set extends Writing {
        @Mixin
        private Trying trying = new Trying();

        @Override
        public Integer call() throws Trouble, BadSettings {
            if (!exists(rest, place) && !(level(place) instanceof Level.OfMailbox)) {
                throw new Trouble("there is no " + place + "; add it with ./postigo domain add");
            }
            Map<String, String> wanted = wanted();
            if (trying.asked()) {
                return tried(wanted);
            }
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("own", wanted);
            if (group != null) {
                body.put("group", noneIsEmpty(group));
            }
            return printPlace(spec, rest, rest.patch(path(place), body));
        }

        private int tried(Map<String, String> wanted) throws Trouble, BadSettings {
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("domain", place);
            for (Map.Entry<String, String> each : wanted.entrySet()) {
                switch (each.getKey()) {
                    case "mode" -> body.put("mode", each.getValue());
                    case "hold", "refuse" -> body.put(each.getKey(), probability(each));
                    default -> throw new Trouble("--try knows mode, hold and refuse, not " + each.getKey());
                }
            }
            return trying.run(spec.commandLine().getOut(), spec.commandLine().getErr(), rest, body);
        }

        private static double probability(Map.Entry<String, String> each) throws Trouble {
            try {
                return Double.parseDouble(each.getValue());
            } catch (NumberFormatException notOne) {
                throw new Trouble(each.getKey() + " is a probability such as 0.8, not " + each.getValue(), notOne);
            }
        }
    }

    /** Leaves to the wider place. */
    @Command(
            name = "unset",
            mixinStandardHelpOptions = true,
            description = "Leave settings of a place to the wider one.")
    static final class Unset implements CallableCommand {
        @Mixin
        private RestClient rest = new RestClient();

        @Spec
        private CommandSpec spec;

        @Parameters(index = "0", paramLabel = "PLACE", description = "site, group:NAME, a domain or a mailbox.")
        private String place = "";

        @Parameters(index = "1..*", arity = "1..*", paramLabel = "NAME", description = "Settings, or group.")
        private List<String> names = List.of();

        @Override
        public Integer call() throws Trouble, BadSettings {
            var own = new LinkedHashMap<String, @Nullable String>();
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("own", own);
            for (String name : names) {
                if (name.equals("group")) {
                    body.put("group", "");
                } else {
                    own.put(named(name), null);
                }
            }
            return printPlace(spec, rest, rest.patch(path(place), body));
        }
    }

    /** Removes. */
    @Command(
            name = "remove",
            mixinStandardHelpOptions = true,
            description =
                    "Remove a domain: its mail is refused from now on; what is held stays. Or a group that nothing"
                            + " belongs to, or what a mailbox has otherwise than its domain.")
    static final class Remove implements CallableCommand {
        @Mixin
        private RestClient rest = new RestClient();

        @Spec
        private CommandSpec spec;

        @Parameters(paramLabel = "PLACE", description = "group:NAME, a domain or a mailbox.")
        private String place = "";

        @Override
        public Integer call() throws Trouble, BadSettings {
            rest.delete(path(place));
            spec.commandLine().getOut().println("removed " + place);
            return 0;
        }
    }

    /** Imports. */
    @Command(
            name = "import",
            mixinStandardHelpOptions = true,
            description = {
                "Show what a table of domains and mailboxes would change, and change it with --apply.",
                "Each line names a domain or a mailbox (or site or group:NAME as place); the other columns are group,"
                        + " port and settings by their names. Headings of other systems such as email, destination or"
                        + " customer are understood. An empty cell leaves things as they are, inherit leaves them to the"
                        + " wider place.",
                "With a bad line nothing is written. Allow and deny entries: ./postigo list import."
            })
    static final class Import implements CallableCommand {
        @Mixin
        private RestClient rest = new RestClient();

        @Mixin
        private ImportedTable table = new ImportedTable();

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() throws Trouble, BadSettings {
            return table.run(spec.commandLine().getOut(), rest, "/places/import", List.of(), "PLACE", Import::words);
        }

        private static String words(JsonNode place) {
            return place.get("place").asString()
                    + (place.hasNonNull("group") ? " of group " + text(place, "group") : "")
                    + (place.get("own").isEmpty() ? "" : " (" + own(place) + ")");
        }
    }

    /** Counts. */
    @Command(
            name = "count",
            mixinStandardHelpOptions = true,
            description = {
                "Count who had what in a month, for the bill: review, junk folder, or plain.",
                "Counted are mailboxes that are named in the settings and those that got mail. What each had is looked"
                        + " up at the end of each day; the greatest of the month counts."
            })
    static final class Count implements CallableCommand {
        @Mixin
        private RestClient rest = new RestClient();

        @Spec
        private CommandSpec spec;

        @Option(names = "--month", paramLabel = "MONTH", description = "Such as 2026-11. Default: this month.")
        private @Nullable String month;

        @Option(names = "--domain", paramLabel = "NAME", description = "Its mailboxes, one by one.")
        private @Nullable String domain;

        @Option(names = "--csv", description = "Print all mailboxes as a table.")
        private boolean csv;

        @Override
        public Integer call() throws Trouble, BadSettings {
            PrintWriter out = spec.commandLine().getOut();
            String query = RestClient.query("month", month);
            if (csv) {
                out.print(new String(rest.octets("/count/mailboxes" + query), StandardCharsets.UTF_8));
                return 0;
            }
            JsonNode answer = domain == null
                    ? rest.get("/count" + query)
                    : rest.get("/count/domains/" + RestClient.step(domain) + query);
            if (rest.json()) {
                out.println(answer.toPrettyString());
            } else if (domain == null) {
                domains(out, answer);
            } else {
                mailboxes(out, answer);
            }
            return 0;
        }

        private static void domains(PrintWriter out, JsonNode month) {
            var rows = new ArrayList<List<String>>();
            rows.add(List.of("DOMAIN", "GROUP", "REVIEW", "JUNK FOLDER", "PLAIN", "MESSAGES"));
            month.get("domains")
                    .forEach(each -> rows.add(List.of(
                            each.get("domain").asString(),
                            text(each, "group"),
                            each.get("review").asString(),
                            each.get("junk").asString(),
                            each.get("plain").asString(),
                            each.get("messages").asString())));
            out.print(Terminal.table(rows));
            if (!month.get("whole").asBoolean()) {
                out.println("The month has not ended: counted until "
                        + month.get("until").asString().substring(0, 16).replace('T', ' ') + " UTC.");
            }
        }

        private static void mailboxes(PrintWriter out, JsonNode mailboxes) {
            var rows = new ArrayList<List<String>>();
            rows.add(List.of("MAILBOX", "PLAN", "REVIEW DAYS", "JUNK DAYS", "PLAIN DAYS", "MESSAGES"));
            mailboxes.forEach(each -> rows.add(List.of(
                    Terminal.safe(each.get("mailbox").asString(), 80),
                    each.get("plan").asString(),
                    each.get("reviewDays").asString(),
                    each.get("junkDays").asString(),
                    each.get("plainDays").asString(),
                    each.get("messages").asString())));
            out.print(Terminal.table(rows));
        }
    }

    /** What add and set have in common. */
    abstract static class Writing implements CallableCommand {
        @Mixin
        RestClient rest = new RestClient();

        @Spec
        CommandSpec spec;

        @Parameters(index = "0", paramLabel = "PLACE", description = "site, group:NAME, a domain or a mailbox.")
        String place = "";

        @Parameters(
                index = "1..*",
                arity = "0..*",
                paramLabel = "NAME=VALUE",
                description = "Settings, such as size-limit=25MB. ./postigo domain show site names them all.")
        private Map<String, String> settings = Map.of();

        @Option(names = "--group", paramLabel = "NAME", description = "Group of a domain; none for no group.")
        @Nullable
        String group;

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
        private @Nullable String hold;

        @Option(
                names = "--refuse",
                paramLabel = "P",
                description = "Probability from which on it is refused if evidence of two kinds agrees; 1: never.")
        private @Nullable String refuse;

        /** Settings by name, in words. */
        Map<String, String> wanted() throws Trouble {
            var wanted = new LinkedHashMap<String, String>();
            for (Map.Entry<String, String> each : settings.entrySet()) {
                wanted.put(named(each.getKey()), each.getValue());
            }
            putIf(wanted, Setting.MODE, mode);
            putIf(wanted, Setting.HOLD, hold);
            putIf(wanted, Setting.REFUSE, refuse);
            putIf(wanted, Setting.SERVERS, servers == null ? null : String.join(", ", servers));
            putIf(wanted, Setting.LANGUAGES, language);
            return wanted;
        }

        private static void putIf(Map<String, String> wanted, Setting<?> setting, @Nullable String value) {
            if (value != null) {
                wanted.put(setting.name(), value);
            }
        }
    }

    private static String named(String name) throws Trouble {
        try {
            return Places.setting(name.toLowerCase(Locale.ROOT)).name();
        } catch (IllegalArgumentException none) {
            throw new Trouble(String.valueOf(none.getMessage()), none);
        }
    }

    private static Level level(String place) throws Trouble {
        try {
            return Places.level(place);
        } catch (IllegalArgumentException none) {
            throw new Trouble(String.valueOf(none.getMessage()), none);
        }
    }

    private static String noneIsEmpty(String group) {
        return group.equals("none") ? "" : group;
    }

    private static String path(String place) throws Trouble {
        return "/places/" + RestClient.step(level(place).text());
    }

    private static boolean exists(RestClient rest, String place) throws Trouble, BadSettings {
        return rest.find(path(place)).isPresent();
    }

    private static int printPlace(CommandSpec spec, RestClient rest, JsonNode place) {
        PrintWriter out = spec.commandLine().getOut();
        if (rest.json()) {
            out.println(place.toPrettyString());
            return 0;
        }
        out.println(place.get("place").asString() + " (" + place.get("kind").asString()
                + (place.hasNonNull("group") ? " of group " + text(place, "group") : "") + ")");
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("SETTING", "VALUE", "FROM"));
        for (JsonNode each : place.get("settings")) {
            rows.add(List.of(
                    each.get("name").asString(),
                    Terminal.safe(each.get("value").asString(), 100),
                    each.get("from").asString()));
        }
        out.print(Terminal.table(rows));
        return 0;
    }

    private static String own(JsonNode place) {
        return place.get("own").properties().stream()
                .map(own -> own.getKey() + "=" + own.getValue().asString())
                .collect(Collectors.joining("; "));
    }

    private static String text(JsonNode row, String name) {
        return row.hasNonNull(name) ? row.get(name).asString() : "";
    }

    private static int print(CommandSpec spec, RestClient rest, JsonNode domains) {
        PrintWriter out = spec.commandLine().getOut();
        if (rest.json()) {
            out.println(domains.toPrettyString());
            return 0;
        }
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("DOMAIN", "GROUP", "MODE", "HOLD FROM", "REFUSE FROM", "LANGUAGE", "SERVERS"));
        for (JsonNode each : domains) {
            List<String> servers = new ArrayList<>();
            each.get("servers").forEach(server -> servers.add(server.asString()));
            rows.add(List.of(
                    each.get("name").asString(),
                    text(each, "group"),
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
