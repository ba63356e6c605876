package org.postigo.appliance.command;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postigo.appliance.settings.BadSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code ./postigo trace}: where a message is and what happened to it, refusals included. */
@Command(
        name = "trace",
        mixinStandardHelpOptions = true,
        description = "Find messages and refusals in the journal of the running appliance.")
public final class TraceCommand implements CallableCommand {
    @Mixin
    private RestClient rest = new RestClient();

    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "0..*",
            paramLabel = "WORD",
            description =
                    "Words or beginnings of words in sender, recipient, subject, Message-ID or client; or one id.")
    private List<String> words = List.of();

    @Option(
            names = "--sender",
            paramLabel = "WORD",
            description = "Address, domain or their beginnings in MAIL FROM or From; <> for bounces.")
    private String sender = "";

    @Option(
            names = "--recipient",
            paramLabel = "WORD",
            description = "Address, domain or their beginnings of a recipient.")
    private String recipient = "";

    @Option(
            names = "--fate",
            paramLabel = "FATE",
            split = ",",
            description = "What became of it when it came: delivered, held, queued, deferred, refused, turned-away"
                    + " (refused before the data). Several are joined by commas.")
    private List<String> fates = List.of();

    @Option(names = "--domain", paramLabel = "NAME", description = "Of recipients in this domain.")
    private @Nullable String domain;

    @Option(names = "--from", paramLabel = "TIME", description = "At or after, such as 2026-11-23T08:00:00Z.")
    private @Nullable String from;

    @Option(names = "--until", paramLabel = "TIME", description = "Before.")
    private @Nullable String until;

    @Option(names = "--limit", paramLabel = "N", description = "Rows at most. Default: ${DEFAULT-VALUE}.")
    private int limit = 50;

    @Override
    public Integer call() throws Trouble, BadSettings {
        PrintWriter out = spec.commandLine().getOut();
        if (words.size() == 1 && words.getFirst().matches("[0-9A-HJKMNP-TV-Z]{16}")) {
            JsonNode row = rest.get("/trace/" + words.getFirst());
            if (rest.json()) {
                out.println(row.toPrettyString());
            } else {
                story(out, row);
            }
            return 0;
        }
        JsonNode page = rest.get("/trace"
                + RestClient.query(
                        "text",
                        String.join(" ", words),
                        "sender",
                        sender,
                        "recipient",
                        recipient,
                        "fate",
                        fates.isEmpty() ? null : String.join(",", fates),
                        "domain",
                        domain,
                        "from",
                        from,
                        "until",
                        until,
                        "limit",
                        limit));
        if (rest.json()) {
            out.println(page.toPrettyString());
            return 0;
        }
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("ID", "AT", "CLIENT", "FROM", "TO", "OUTCOME", "SUBJECT OR CAUSE"));
        for (JsonNode row : page.get("rows")) {
            for (JsonNode copy : row.get("recipients")) {
                rows.add(line(
                        row,
                        copy.get("recipient").asString(),
                        copy.get("outcome").asString()));
            }
            if (row.get("recipients").isEmpty()) {
                rows.add(line(row, "", ""));
            }
        }
        out.print(Terminal.table(rows));
        out.println(page.get("rows").size() + " of " + page.get("total").asLong());
        for (JsonNode near : page.get("near")) {
            out.printf(
                    "spelt almost so: %s %s, %d%n",
                    near.get("side").asString(),
                    Terminal.safe(near.get("text").asString(), 254),
                    near.get("entries").asLong());
        }
        return 0;
    }

    private static List<String> line(JsonNode row, String recipient, String outcome) {
        boolean refusal = row.get("kind").asString().equals("refusal");
        return List.of(
                row.get("id").asString(),
                row.get("at").asString().substring(0, 19).replace('T', ' '),
                row.get("client").asString(),
                Terminal.safe(row.get("reversePath").asString(), 36),
                Terminal.safe(recipient, 28),
                refusal ? "refused at " + row.get("stage").asString() : outcome,
                Terminal.safe(row.get(refusal ? "cause" : "subject").asString(), 60));
    }

    private static void story(PrintWriter out, JsonNode row) {
        for (String field : List.of(
                "id",
                "kind",
                "at",
                "client",
                "helo",
                "tls",
                "reversePath",
                "subject",
                "messageId",
                "size",
                "stage",
                "cause")) {
            String value = row.get(field).asString();
            if (!value.isEmpty()) {
                out.printf("%-12s %s%n", field, Terminal.safe(value, 300));
            }
        }
        for (JsonNode copy : row.get("recipients")) {
            out.printf(
                    "%-12s %s  %s  %s%n",
                    "recipient",
                    Terminal.safe(copy.get("recipient").asString(), 300),
                    copy.get("outcome").asString(),
                    Terminal.safe(copy.get("detail").asString(), 500));
            if (!copy.get("entry").asString().isEmpty()) {
                out.printf(
                        "%-12s %s%n",
                        "by entry", Terminal.safe(copy.get("entry").asString(), 100));
            }
            for (JsonNode step : copy.get("story")) {
                out.printf(
                        "  %s  %-12s %s%n",
                        step.get("at").asString(),
                        step.get("what").asString(),
                        Terminal.safe(
                                Stream.of("detail", "words")
                                        .map(part -> step.get(part).asString())
                                        .filter(part -> !part.isEmpty())
                                        .collect(Collectors.joining("  |  ")),
                                600));
            }
        }
        out.printf("%-12s %s%n", "we replied", Terminal.safe(row.get("reply").asString(), 500));
        out.printf("%-12s %s%n", "millis", row.get("millis"));
        if (row.get("kind").asString().equals("message")) {
            Findings.print(out, row);
        }
    }
}
