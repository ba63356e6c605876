package org.postigo.appliance.command;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** Probability and findings of a row, as text. */
final class Findings {
    private Findings() {}

    static void print(PrintWriter out, JsonNode row) {
        if (!row.has("probability") || row.get("probability").isNull()) {
            out.println("not judged");
            return;
        }
        out.printf(
                Locale.ROOT,
                "%-12s %.4f%n",
                "probability",
                row.get("probability").asDouble());
        for (JsonNode finding : row.get("findings")) {
            List<String> arguments = new ArrayList<>();
            finding.get("arguments").forEach(each -> arguments.add(Terminal.safe(each.asString(), 80)));
            String unknown = finding.get("unknown").asString();
            out.println(
                    unknown.isEmpty()
                            ? String.format(
                                    Locale.ROOT,
                                    "  %+7.2f  %s %s",
                                    finding.get("logOdds").asDouble(),
                                    finding.get("key").asString(),
                                    arguments)
                            : "  unknown  " + finding.get("key").asString() + " (" + unknown + ") " + arguments);
        }
    }
}
