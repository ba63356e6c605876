package org.postigo.desk.overview;

import com.vaadin.flow.component.Svg;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.dom.Element;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.postigo.desk.shell.Parts;
import org.postigo.desk.words.Say;
import org.postigo.mail.estimate.Interval;

/** How much of what was held was good, domain by domain, each with its interval on one scale. */
final class Rates extends Div {
    private static final long serialVersionUID = 1;
    private static final int MOST = 7;
    /** Ends of the scale that are offered, in hundredths. */
    private static final List<Integer> ENDS = List.of(1, 2, 5, 10, 20, 50, 100);

    private final transient Say say;

    Rates(Say say, Ledger ledger) {
        this.say = say;
        List<Ledger.OfDomain> all = ledger.domains();
        String title = say.text("overview.rates");
        var figure = new Figure(title, say.text("overview.rates.sub"));
        if (all.isEmpty()) {
            add(figure.show(Parts.div("nothing", Parts.span(say.text("overview.none"), "q"))));
            return;
        }
        figure.table(
                say,
                say.text("overview.domains"),
                heads(),
                () -> all.stream().map(this::row).toList());
        var shown = new ArrayList<Line>();
        all.stream().limit(MOST).forEach(row -> shown.add(new Line(row.domain().display(), row.sums())));
        if (all.size() > MOST) {
            var rest = all.stream().skip(MOST).map(Ledger.OfDomain::sums).reduce(new Ledger.Sums(), Ledger.Sums::plus);
            shown.add(new Line(say.text("overview.others", all.size() - MOST), rest));
        }
        double high = shown.stream()
                .mapToDouble(line -> line.sums().interval().high() * 100)
                .max()
                .orElse(1);
        int end = ENDS.stream().filter(each -> each >= high).findFirst().orElse(100);
        add(figure.show(table(title, shown, end)));
    }

    private record Line(String name, Ledger.Sums sums) {}

    private List<String> heads() {
        return List.of(
                say.text("overview.domain"),
                say.text("overview.flow.came"),
                say.text("overview.flow.delivered"),
                say.text("overview.flow.held"),
                say.text("overview.flow.refused"),
                say.text("overview.flow.rescued"),
                say.text("overview.rate"),
                say.text("overview.interval"));
    }

    private List<String> row(Ledger.OfDomain row) {
        Interval interval = row.sums().interval();
        boolean held = row.sums().of(Flow.HELD) > 0;
        return List.of(
                row.domain().display(),
                say.number(row.sums().of(Flow.CAME)),
                say.number(row.sums().of(Flow.DELIVERED)),
                say.number(row.sums().of(Flow.HELD)),
                say.number(row.sums().of(Flow.REFUSED)),
                say.number(row.sums().of(Flow.RESCUED)),
                held ? say.precise(row.sums().rate()) : "–",
                held ? say.text("overview.between", say.precise(interval.low()), say.precise(interval.high())) : "–");
    }

    private Div table(String title, List<Line> lines, int end) {
        var table = new Element("table");
        table.setAttribute("aria-label", title);
        table.setAttribute("class", "rates");
        var head = new Element("tr");
        for (String key : List.of("domain", "flow.held", "flow.rescued", "rate")) {
            head.appendChild(cell("th", say.text("overview." + key), key.equals("domain") ? "" : "num"));
        }
        var scale = cell("th", "", "scale");
        var words = Parts.div(
                "words", Parts.span("0"), Parts.span(say.precise(end / 200.0)), Parts.span(say.precise(end / 100.0)));
        words.getElement().setAttribute("aria-hidden", "true");
        scale.appendChild(Parts.unseen(say.text("overview.interval")).getElement(), words.getElement());
        head.appendChild(scale);
        var top = new Element("thead");
        top.appendChild(head);
        var body = new Element("tbody");
        for (Line line : lines) {
            var row = new Element("tr");
            boolean held = line.sums().of(Flow.HELD) > 0;
            row.appendChild(
                    cell("td", line.name(), "cut"),
                    cell("td", say.number(line.sums().of(Flow.HELD)), "num"),
                    cell("td", say.number(line.sums().rescuedOfHeld()), "num"),
                    cell("td", held ? say.precise(line.sums().rate()) : "–", "num b"));
            var interval = cell("td", "", "scale");
            if (held) {
                interval.appendChild(whisker(line.sums(), end).getElement());
                interval.appendChild(Parts.unseen(say.text(
                                "overview.between",
                                say.precise(line.sums().interval().low()),
                                say.precise(line.sums().interval().high())))
                        .getElement());
            }
            row.appendChild(interval);
            body.appendChild(row);
        }
        table.appendChild(top, body);
        var around = new Div();
        around.getElement().appendChild(table);
        return around;
    }

    private static Svg whisker(Ledger.Sums sums, int end) {
        // Numbers of ours only; the width is stretched, so the point is a short thick line with round ends.
        double unit = 100.0 * 100 / end;
        var svg = new Svg(String.format(
                Locale.ROOT,
                "<svg class=\"whisk\" viewBox=\"0 0 100 40\" preserveAspectRatio=\"none\" aria-hidden=\"true\">"
                        + "<path class=\"g\" d=\"M0 0V40M50 0V40M100 0V40\"/><path class=\"w\" d=\"M%.2f 20H%.2f\"/>"
                        + "<path class=\"p\" d=\"M%.2f 20h0.001\"/></svg>",
                sums.interval().low() * unit,
                sums.interval().high() * unit,
                sums.rate() * unit));
        svg.getElement().setAttribute("aria-hidden", "true");
        return svg;
    }

    private static Element cell(String tag, String text, String classes) {
        var cell = new Element(tag);
        cell.setText(text);
        if (!classes.isEmpty()) {
            cell.setAttribute("class", classes);
        }
        if (tag.equals("th")) {
            cell.setAttribute("scope", "col");
        }
        return cell;
    }
}
