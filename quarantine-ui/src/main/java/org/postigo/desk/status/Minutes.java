package org.postigo.desk.status;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.Svg;
import com.vaadin.flow.component.html.Span;
import java.util.List;
import java.util.Locale;
import org.postigo.desk.shell.Parts;
import org.postigo.desk.words.Say;

/** An hour in sixty marks: pale and low while all was well, full where it was not. */
final class Minutes {
    private Minutes() {}

    static Component of(Say say, List<Standing> past) {
        var svg = new StringBuilder("<svg viewBox=\"0 0 600 16\" preserveAspectRatio=\"none\" aria-hidden=\"true\">");
        int empty = LastHour.MINUTES - past.size();
        for (int i = 0; i < past.size(); i++) {
            Standing standing = past.get(i);
            boolean low = standing == Standing.GOOD || standing == Standing.OFF;
            svg.append(String.format(
                    Locale.ROOT,
                    "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"6.5\" height=\"%d\"/>",
                    standing.key(),
                    10 * (empty + i) + 2,
                    low ? 5 : 0,
                    low ? 6 : 16));
        }
        var drawn = new Svg(svg.append("</svg>").toString());
        drawn.addClassName("min");
        long bad = past.stream()
                .filter(each -> each == Standing.FAILED || each == Standing.WAITING)
                .count();
        return new Span(drawn, Parts.unseen(say.text("status.minutes", past.size(), bad)));
    }
}
