package org.postigo.appliance.command;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.postigo.appliance.rest.ExplanationRow;
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

    /** An explanation: the score, each share, the words that counted, and what would have changed the decision. */
    static void print(PrintWriter out, ExplanationRow why) {
        out.printf(Locale.ROOT, "  probability  %.4f, held from %.2f on%n", why.probability(), why.hold());
        for (ExplanationRow.ShareRow share : why.shares()) {
            String arguments = share.words().isEmpty() && !share.arguments().isEmpty()
                    ? "  " + Terminal.safe(String.join(", ", share.arguments()), 100)
                    : "";
            out.printf(
                    Locale.ROOT,
                    "  %+8.2f  %3.0f %%  %s%s%n",
                    share.logOdds(),
                    100 * share.part(),
                    share.key(),
                    arguments);
            if (!share.words().isEmpty()) {
                double rest = share.logOdds();
                for (ExplanationRow.WordRow word : share.words()) {
                    out.printf(Locale.ROOT, "  %18s %+.2f  %s%n", "", word.logOdds(), Terminal.safe(word.word(), 60));
                    rest -= word.logOdds();
                }
                out.printf(Locale.ROOT, "  %18s %+.2f  other words%n", "", rest);
            }
        }
        for (ExplanationRow.WithoutRow change : why.without()) {
            out.printf(
                    Locale.ROOT,
                    "  without %s: %s, %s%n",
                    String.join(" and ", change.keys()),
                    beside(change.probability(), why.hold()),
                    change.held() ? "held" : "delivered");
        }
    }

    /** With so many digits that it does not look like the limit beside it. */
    private static String beside(double probability, double limit) {
        String rough = String.format(Locale.ROOT, "%.2f", probability);
        return rough.equals(String.format(Locale.ROOT, "%.2f", limit))
                ? String.format(Locale.ROOT, "%.4f", probability)
                : rough;
    }

    /** A check that has no answer. */
    static void unknown(PrintWriter out, String check, String cause, List<String> detail) {
        out.println("   unknown  " + check + " (" + cause + ")  " + Terminal.safe(String.join(", ", detail), 100));
    }
}
