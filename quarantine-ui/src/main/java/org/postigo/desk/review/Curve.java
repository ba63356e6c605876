package org.postigo.desk.review;

import com.vaadin.flow.component.Svg;
import com.vaadin.flow.component.html.Div;
import java.util.Locale;
import org.postigo.desk.words.Say;

/** Good messages still to be found, row after row: what was read behind, what is left ahead, and the line. */
final class Curve extends Div {
    private static final long serialVersionUID = 1;
    private static final double WIDE = 236;
    private static final double TOP = 4;
    private static final double GROUND = 31;

    private final transient Say say;

    Curve(Say say) {
        this.say = say;
        addClassNames("curve", "no-phone");
    }

    /**
     * Draws it.
     *
     * @param rest good ones expected from each row on, and after the last
     * @param now rows that are settled
     * @param line rows above the line, counted from the beginning
     */
    void show(double[] rest, int now, int line) {
        removeAll();
        int rows = rest.length - 1;
        if (rows < 1) {
            return;
        }
        double most = Math.max(rest[0], 0.01);
        String ahead = steps(rest, now, rows, rows, most);
        double here = x(now, rows);
        String name = say.text("review.curve", say.decimal(rest[now]), say.decimal(rest[Math.min(line, rows)]), line);
        String svg =
                "<svg viewBox=\"0 0 236 46\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"" + name + "\">"
                        + "<path class=\"area\" d=\"" + ahead + "V31H" + number(here) + "Z\"/>"
                        + (now > 0 ? "<path class=\"past\" d=\"" + steps(rest, 0, now, rows, most) + "\"/>" : "")
                        + "<path class=\"ln\" d=\"" + ahead + "\"/><path class=\"ax\" d=\"M0 31.5H236\"/>"
                        + "<circle class=\"now\" cx=\"" + number(here) + "\" cy=\"" + number(y(rest[now], most))
                        + "\" r=\"3.5\"/>"
                        + (line > now && line < rows
                                ? "<path class=\"ln\" stroke-dasharray=\"2 2\" d=\"M" + number(x(line, rows))
                                        + " 31V8\"/><text x=\""
                                        + (x(line, rows) > 190
                                                ? number(x(line, rows) - 4) + "\" text-anchor=\"end"
                                                : number(x(line, rows) + 4))
                                        + "\" y=\"13\">" + say.text("review.curve.line")
                                        + "</text>"
                                : "")
                        + "<text x=\"" + number(Math.clamp(here, 16, 190)) + "\" y=\"44\" text-anchor=\"middle\">"
                        + say.text("review.curve.row", Math.min(now + 1, rows)) + "</text>"
                        + "<text x=\"236\" y=\"44\" text-anchor=\"end\">" + rows + "</text></svg>";
        add(new Svg(svg));
    }

    /** At most as many steps as there are pixels. */
    private static String steps(double[] rest, int from, int to, int rows, double most) {
        var path =
                new StringBuilder("M").append(number(x(from, rows))).append(' ').append(number(y(rest[from], most)));
        int stride = Math.max(1, (to - from) / 120);
        for (int i = from + stride; i <= to; i += stride) {
            path.append('H').append(number(x(i, rows))).append('V').append(number(y(rest[i], most)));
        }
        return path.append('H').append(number(x(to, rows))).toString();
    }

    private static double x(int row, int rows) {
        return WIDE * row / rows;
    }

    private static double y(double good, double most) {
        return GROUND - (GROUND - TOP) * good / most;
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
