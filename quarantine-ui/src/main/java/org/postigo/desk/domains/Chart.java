package org.postigo.desk.domains;

import java.util.Locale;
import java.util.function.DoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Good mail held above, spam delivered below, each by the week and from its own zero, over the slider's scale: mildest at
 * the left. Today is dashed and hollow, what is proposed solid. Drawn here because it is too small for a chart library.
 *
 * @param rigour what is drawn
 * @param today threshold of now, in hundredths
 * @param proposed threshold that was slid to, in hundredths
 * @param words on it
 * @param number writes a figure
 */
record Chart(Levers.Rigour rigour, int today, int proposed, Words words, DoubleFunction<String> number) {
    /** The strictest threshold of the slider, in hundredths. */
    static final int LEAST = 50;

    /** The mildest. */
    static final int MOST = 99;

    private static final int HEIGHT = 292;
    private static final double EDGE = 10;
    /** Of each panel: its top and its base. */
    private static final double UPPER_TOP = 48;

    private static final double UPPER_BASE = 130.5;
    private static final double LOWER_TOP = 198;
    private static final double LOWER_BASE = 268.5;

    /** Text of the chart, none of it foreign. */
    record Words(
            String good,
            String goodSub,
            String spam,
            String spamSub,
            String less,
            String more,
            String now,
            String promise,
            String whole) {}

    /** The picture at a width. */
    String svg(int width) {
        double most = Math.max(
                0.001,
                rigour.points().stream()
                        .mapToDouble(p -> Math.min(p.goodHeld().high(), 4 * top()))
                        .max()
                        .orElse(0));
        double mostSpam = Math.max(
                0.001,
                rigour.points().stream()
                        .mapToDouble(p -> p.spamPassed().number())
                        .max()
                        .orElse(0));
        double now = x(today, width);
        double then = x(proposed, width);
        var svg = new StringBuilder();
        svg.append(text(
                "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">", width, HEIGHT, escaped(words.whole())));
        if (rigour.promised().isPresent()) {
            double promise = x((int) Math.ceil(rigour.promised().getAsDouble() * 100), width);
            svg.append(text("<path class=\"promise\" d=\"M%.1f 0V268\"/>", promise));
            svg.append(label(
                    promise + (promise > width - 120 ? -6 : 6),
                    146,
                    promise > width - 120 ? "end" : "start",
                    "prom",
                    words.promise()));
        }
        svg.append(text("<path class=\"ax\" d=\"M%.1f 0V268\" stroke-dasharray=\"3 3\"/>", now));
        svg.append(text("<path class=\"ln ac\" d=\"M%.1f 0V268\"/>", then));
        svg.append(text(
                "<path class=\"ax\" d=\"M0 %.1fH%d\"/><path class=\"ax\" d=\"M0 %.1fH%d\"/>",
                UPPER_BASE, width, LOWER_BASE, width));
        svg.append(text(
                "<path class=\"fill\" d=\"M%s L%sZ\"/>",
                line(width, p -> y(Math.min(most, p.goodHeld().high()), most, UPPER_TOP, UPPER_BASE), false),
                line(width, p -> y(p.goodHeld().low(), most, UPPER_TOP, UPPER_BASE), true)));
        svg.append(text(
                "<path class=\"ln ac two\" d=\"M%s\"/>",
                line(width, p -> y(p.goodHeld().number(), most, UPPER_TOP, UPPER_BASE), false)));
        svg.append(text(
                "<path class=\"ln two\" d=\"M%s\"/>",
                line(width, p -> y(p.spamPassed().number(), mostSpam, LOWER_TOP, LOWER_BASE), false)));
        mark(
                svg,
                now,
                then,
                width,
                at(today).goodHeld().number(),
                at(proposed).goodHeld().number(),
                most,
                UPPER_TOP,
                UPPER_BASE,
                "act");
        mark(
                svg,
                now,
                then,
                width,
                at(today).spamPassed().number(),
                at(proposed).spamPassed().number(),
                mostSpam,
                LOWER_TOP,
                LOWER_BASE,
                "dotk");
        svg.append(label(EDGE, 24, "start", "lab strong", words.good()))
                .append(label(EDGE, 40, "start", "", words.goodSub()));
        svg.append(label(width - EDGE, 174, "end", "lab strong", words.spam()))
                .append(label(width - EDGE, 190, "end", "", words.spamSub()));
        svg.append(label(EDGE, 286, "start", "", words.less()))
                .append(label(width - EDGE, 286, "end", "", words.more()));
        boolean room = Math.abs(now - then) > 60;
        double clear = Math.clamp(then, 120, width - 130);
        if (proposed != today && room && now > 110 && now < width - 120) {
            svg.append(label(now, 286, "middle", "", words.now()));
        }
        svg.append(label(clear, 286, "middle", "act strong", Integer.toString(proposed)));
        return svg.append("</svg>").toString();
    }

    /** The highest figure of good mail held; its intervals may be far wider, and are cut off. */
    private double top() {
        return Math.max(
                1,
                rigour.points().stream()
                        .mapToDouble(p -> p.goodHeld().number())
                        .max()
                        .orElse(0));
    }

    private Levers.Point at(int hundredths) {
        return rigour.points().get(Math.clamp(hundredths, LEAST, MOST) - LEAST);
    }

    private static double x(int hundredths, int width) {
        return EDGE + (MOST - Math.clamp(hundredths, LEAST, MOST)) * (width - 2 * EDGE) / (MOST - LEAST);
    }

    private static double y(double value, double most, double top, double base) {
        return base - value / most * (base - top);
    }

    /** From left to right, that is from mild to strict, or back. */
    private String line(int width, java.util.function.ToDoubleFunction<Levers.Point> y, boolean back) {
        Stream<Integer> order = back
                ? IntStream.rangeClosed(LEAST, MOST).boxed()
                : IntStream.rangeClosed(LEAST, MOST).mapToObj(each -> LEAST + MOST - each);
        return order.map(each -> text("%.1f %.1f", x(each, width), y.applyAsDouble(at(each))))
                .collect(Collectors.joining("L"));
    }

    private void mark(
            StringBuilder svg,
            double now,
            double then,
            int width,
            double was,
            double is,
            double most,
            double top,
            double base,
            String dot) {
        svg.append(text("<circle class=\"dotw\" cx=\"%.1f\" cy=\"%.1f\" r=\"4\"/>", now, y(was, most, top, base)));
        svg.append(text("<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"5\"/>", dot, then, y(is, most, top, base)));
        boolean right = then < width - 60;
        svg.append(label(
                then + (right ? 10 : -10),
                y(is, most, top, base) - 8,
                right ? "start" : "end",
                "lab strong",
                number.apply(is)));
        if (Math.abs(now - then) > 44) {
            svg.append(label(now - 9, y(was, most, top, base) - 8, "end", "", number.apply(was)));
        }
    }

    private static String label(double x, double y, String anchor, String classes, String text) {
        return text(
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" class=\"%s\">%s</text>",
                x, y, anchor, classes, escaped(text));
    }

    private static String text(String format, Object... arguments) {
        return String.format(Locale.ROOT, format, arguments);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }
}
