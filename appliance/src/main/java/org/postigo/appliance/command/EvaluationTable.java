package org.postigo.appliance.command;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.postigo.classifier.strictness.Decided;
import org.postigo.classifier.strictness.StrictnessAdvice;
import org.postigo.classifier.strictness.StrictnessAdvice.Finding;
import org.postigo.classifier.strictness.StrictnessCurve;
import org.postigo.mail.DomainName;
import org.postigo.mail.estimate.Interval;
import org.postigo.training.Evaluation;
import org.postigo.training.measure.Bootstrap;
import org.postigo.training.measure.Measures;

/** What runs of {@code evaluate} gave, side by side. */
final class EvaluationTable {
    private static final double[] THRESHOLDS = {0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.999};

    private EvaluationTable() {}

    /** One run of a filter over a corpus. */
    record Row(String corpus, String filter, Evaluation.Result result) {}

    /** Rows of a table, the heading first; with a second row for each run from a message on, where that is wanted. */
    static List<List<String>> rows(List<Row> runs, int from, long seed) {
        var rows = new ArrayList<List<String>>();
        rows.add(List.of(
                "corpus",
                "filter",
                "spam/ham",
                "1-ROCA%",
                "(95%)",
                "hm%",
                "(95%)",
                "sm%",
                "(95%)",
                "sm% at hm 0.1%",
                "LAM%",
                "labels",
                "messages/s"));
        for (Row run : runs) {
            rows.add(row(run, run.corpus(), seed));
            if (from > 1) {
                rows.add(row(
                        new Row(run.corpus(), run.filter(), run.result().from(from)),
                        run.corpus() + " from " + from,
                        seed));
            }
        }
        return rows;
    }

    private static List<String> row(Row run, String name, long seed) {
        Evaluation.Result result = run.result();
        Measures measures = result.measures();
        boolean whole = name.equals(run.corpus());
        Interval area = Bootstrap.oneMinusRocArea(result.scored(), Bootstrap.RESAMPLES, seed);
        return List.of(
                name,
                run.filter(),
                measures.spam() + "/" + measures.ham(),
                figure("%.4f", measures.oneMinusRocArea()),
                interval("%.4f", area, result.measurable()),
                figure("%.3f", measures.hm()) + " (" + measures.misclassifiedHam() + ")",
                interval("%.3f", measures.hmInterval(), measures.ham() > 0),
                figure("%.2f", measures.sm()) + " (" + measures.missedSpam() + ")",
                interval("%.2f", measures.smInterval(), measures.spam() > 0),
                figure("%.2f", result.measurable() ? measures.smAtHm01() : Double.NaN),
                figure("%.3f", result.measurable() ? measures.lam() : Double.NaN),
                whole ? Integer.toString(result.lessons()) : "",
                whole ? String.format(Locale.ROOT, "%.0f", result.rate()) : "");
    }

    private static String figure(String form, double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, form, value);
    }

    private static String interval(String form, Interval interval, boolean known) {
        return known ? "(" + percent(form, interval) + ")" : "-";
    }

    private static String percent(String form, Interval interval) {
        return String.format(Locale.ROOT, form + "-" + form, 100 * interval.low(), 100 * interval.high());
    }

    /** For each run what thresholds cost, and which one keeps the ham loss; all runs together are the site. */
    static List<String> thresholds(List<Row> runs, double hamLoss) {
        Instant now = Instant.EPOCH;
        var site = new ArrayList<Decided>();
        runs.forEach(run -> site.addAll(run.result().decided(domain(), now)));
        StrictnessCurve all = StrictnessCurve.of(site);
        var lines = new ArrayList<String>();
        for (Row run : runs) {
            StrictnessCurve own = StrictnessCurve.of(run.result().decided(domain(), now));
            lines.add("");
            lines.add(String.format(
                    Locale.ROOT, "%s: thresholds on %.0f ham and %.0f spam", run.corpus(), own.ham(), own.spam()));
            var rows = new ArrayList<List<String>>();
            rows.add(List.of("held from", "misclassified ham %", "(95%)", "missed spam %", "(95%)", "held %"));
            for (double threshold : THRESHOLDS) {
                rows.add(row(own, own.at(threshold)));
            }
            Terminal.table(rows).lines().forEach(lines::add);
            lines.add(advice(StrictnessAdvice.of(own, all, hamLoss)));
        }
        return lines;
    }

    private static DomainName domain() {
        return DomainName.of("recipient.invalid");
    }

    private static List<String> row(StrictnessCurve of, StrictnessCurve.Point point) {
        boolean ham = of.ham() > 0;
        boolean spam = of.spam() > 0;
        return List.of(
                String.format(Locale.ROOT, "%.4f", point.threshold()),
                figure("%.3f", ham ? 100 * point.misclassifiedHam().share() : Double.NaN),
                interval("%.3f", point.misclassifiedHam().interval(), ham),
                figure("%.2f", spam ? 100 * point.missedSpam().share() : Double.NaN),
                interval("%.2f", point.missedSpam().interval(), spam),
                String.format(Locale.ROOT, "%.1f", 100 * point.held()));
    }

    private static String advice(StrictnessAdvice advice) {
        double wanted = 100 * advice.wanted();
        return switch (advice.finding()) {
            case Finding.Own(StrictnessCurve.Point point) ->
                String.format(
                        Locale.ROOT,
                        "At most %s%% misclassified ham: hold from %.4f on, which misses %.2f%% of spam (%s).",
                        wanted,
                        point.threshold(),
                        100 * point.missedSpam().share(),
                        percent("%.2f", point.missedSpam().interval()));
            case Finding.BySite(StrictnessCurve.Point point, double ham, int needed) ->
                String.format(
                        Locale.ROOT,
                        "Too little evidence for %s%%: %.0f good messages, %,d without an error are needed."
                                + " All corpora together say: hold from %.4f on, which misses %.2f%% of their spam.",
                        wanted,
                        ham,
                        needed,
                        point.threshold(),
                        100 * point.missedSpam().share());
            case Finding.TooLittle(double ham, int needed) ->
                String.format(
                        Locale.ROOT,
                        "Too little evidence for %s%%: %.0f good messages in all, %,d without an error are needed.",
                        wanted,
                        ham,
                        needed);
            case Finding.Unreachable(double ham) ->
                String.format(
                        Locale.ROOT,
                        "No threshold keeps %s%%: more of the %.0f good messages than that were taken for certain"
                                + " spam.",
                        wanted,
                        ham);
        };
    }
}
