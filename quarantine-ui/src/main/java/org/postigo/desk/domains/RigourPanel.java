package org.postigo.desk.domains;

import com.vaadin.flow.component.Svg;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.NativeTable;
import com.vaadin.flow.component.html.NativeTableRow;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.RangeInput;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.data.value.ValueChangeMode;
import java.io.IOException;
import java.util.function.Consumer;
import org.postigo.desk.shell.Parts;
import org.postigo.desk.shell.Trouble;
import org.postigo.mail.DomainName;
import org.postigo.mail.policy.Level;
import org.postigo.mail.policy.ServiceTree;
import org.postigo.mail.policy.Setting;
import org.postigo.mail.policy.Wishes;

/**
 * How strict a domain is, as a slider over two charts on its own scale: to the right is stricter and holds more. What is
 * slid to is only proposed; the button uses it.
 */
final class RigourPanel extends Div {
    private static final long serialVersionUID = 1;

    private final transient Work work;
    private final transient DomainName domain;
    private final transient Levers.Rigour rigour;
    private final transient Consumer<Levers.Change> onTry;
    private final RangeInput slider = new RangeInput();
    private final Span summary = Parts.span("", "q");
    private final Div charts = new Div();
    private final Div effect = Parts.div("effect");
    private int today;
    private int proposed;

    RigourPanel(Work work, DomainName domain, Levers.Rigour rigour, Consumer<Levers.Change> onTry) {
        this.work = work;
        this.domain = domain;
        this.rigour = rigour;
        this.onTry = onTry;
        today = hundredths(work.tree().service(domain).thresholds().hold());
        proposed = today;
        slider.setMin(100 - Chart.MOST);
        slider.setMax(100 - Chart.LEAST);
        slider.setStep(1.0);
        slider.setValue((double) (100 - Math.clamp(today, Chart.LEAST, Chart.MOST)));
        slider.setAriaLabel(work.text("domains.rigour.slider"));
        slider.setId("rigour");
        slider.addClassName("slide");
        slider.setValueChangeMode(ValueChangeMode.EAGER);
        slider.setEnabled(work.mayLists(domain));
        slider.addValueChangeListener(event -> {
            proposed = 100 - (int) Math.round(event.getValue());
            show();
        });
        add(
                Parts.div("ch", new H2(work.text("domains.rigour")), summary),
                Parts.div("strict", new Div(slider, charts), effect));
        show();
    }

    private static int hundredths(double threshold) {
        return (int) Math.round(threshold * 100);
    }

    private Levers.Point at(int hundredths) {
        int place = Math.clamp(hundredths, Chart.LEAST, Chart.MOST) - Chart.LEAST;
        return rigour.points().get(place);
    }

    private void show() {
        summary.setText(
                proposed == today
                        ? work.text("domains.rigour.today", today)
                        : work.text("domains.rigour.proposed", proposed, today));
        slider.getElement().setAttribute("aria-valuetext", work.text("domains.rigour.valuetext", proposed));
        charts.removeAll();
        var words = new Chart.Words(
                work.text("domains.rigour.good"),
                work.text("domains.rigour.good.sub"),
                work.text("domains.rigour.spam"),
                work.text("domains.rigour.spam.sub"),
                work.text("domains.rigour.less", Chart.MOST),
                work.text("domains.rigour.more", Chart.LEAST),
                work.text("domains.rigour.now", today),
                work.text("domains.rigour.promise"),
                work.text(
                        "domains.rigour.chart",
                        today,
                        number(at(today).goodHeld().number()),
                        number(at(today).spamPassed().number()),
                        proposed,
                        number(at(proposed).goodHeld().number()),
                        number(at(proposed).spamPassed().number())));
        var wide = new Svg(new Chart(rigour, today, proposed, words, this::number).svg(676));
        wide.addClassNames("chart", "no-phone");
        var narrow = new Svg(new Chart(rigour, today, proposed, words, this::number).svg(358));
        narrow.addClassNames("chart", "only-phone");
        charts.add(wide, narrow);
        effect.removeAll();
        effect.add(table(), evidence());
        if (work.mayLists(domain)) {
            effect.add(buttons());
        }
    }

    private String number(double number) {
        return number < 9.95 && Math.abs(number - Math.rint(number)) > 0.05
                ? work.say().decimal(number)
                : work.say().number(Math.round(number));
    }

    private NativeTable table() {
        var table = new NativeTable();
        table.addClassName("dtable");
        table.getElement().setAttribute("aria-label", work.text("domains.rigour.effect"));
        boolean two = proposed != today;
        var head = new NativeTableRow();
        head.add(heading(work.text("domains.rigour.week"), ""));
        head.add(heading(work.text("domains.rigour.now", today), "num"));
        if (two) {
            head.add(heading(work.text("domains.rigour.with", proposed), "num"));
        }
        table.getHead().add(head);
        line(
                table,
                "domains.rigour.good",
                two,
                at(today).goodHeld().number(),
                at(proposed).goodHeld().number());
        line(
                table,
                "domains.rigour.spam",
                two,
                at(today).spamPassed().number(),
                at(proposed).spamPassed().number());
        line(table, "domains.rigour.rows", two, at(today).rows(), at(proposed).rows());
        return table;
    }

    private static com.vaadin.flow.component.html.NativeTableHeaderCell heading(String text, String classes) {
        var cell = new com.vaadin.flow.component.html.NativeTableHeaderCell(text);
        cell.getElement().setAttribute("scope", "col");
        if (!classes.isEmpty()) {
            cell.addClassName(classes);
        }
        return cell;
    }

    private void line(NativeTable table, String key, boolean two, double now, double then) {
        var row = new NativeTableRow(Work.cell(work.text(key)), Work.cell(number(now), "num"));
        if (two) {
            row.add(Work.cell(number(then), "num", "b"));
        }
        table.getBody().add(row);
    }

    /** What the figures rest on, with the interval; and which setting keeps the promise. */
    private Div evidence() {
        var box = new Div();
        long good = Math.round(rigour.good());
        long spam = Math.round(rigour.spam());
        Levers.Count held = at(proposed).goodHeld();
        box.add(new Paragraph(
                good == 0
                        ? work.text("domains.rigour.nothing", work.say().number(spam))
                        : work.text(
                                "domains.rigour.rests",
                                work.say().number(good),
                                work.say().number(spam),
                                number(held.number()),
                                number(held.low()),
                                number(held.high()))));
        String promise = switch (rigour.basis()) {
            case OWN ->
                work.text(
                        "domains.rigour.promise.own",
                        percent(),
                        hundredths(rigour.promised().orElse(1)));
            case SITE ->
                work.text(
                        "domains.rigour.promise.site",
                        percent(),
                        hundredths(rigour.promised().orElse(1)));
            case TOO_LITTLE ->
                work.text("domains.rigour.promise.little", work.say().number(rigour.needed()), percent());
            case UNREACHABLE -> work.text("domains.rigour.promise.none", percent());
        };
        box.add(new Paragraph(promise));
        return box;
    }

    /** The promised loss in percent, as it stands in the sentence. */
    private static String percent() {
        return "0.05";
    }

    private Div buttons() {
        var row = Parts.div("drow");
        if (proposed != today) {
            row.add(
                    Parts.button(work.text("domains.rigour.use", proposed), "btn pri", "", this::use),
                    Parts.button(work.text("domains.rigour.keep", today), "btn quiet", "", () -> {
                        slider.setValue((double) (100 - Math.clamp(today, Chart.LEAST, Chart.MOST)));
                        proposed = today;
                        show();
                    }),
                    Parts.button(
                            work.text("domains.trial"),
                            "btn",
                            "",
                            () -> onTry.accept(Levers.Change.place(proposal()))));
        }
        return row;
    }

    /** The domain as it would be with the proposed threshold. */
    private ServiceTree.Node proposal() {
        Level level = new Level.Domain(domain);
        ServiceTree.Node node = work.tree().node(level).orElse(ServiceTree.Node.of(level, Wishes.NONE));
        return new ServiceTree.Node(level, node.group(), node.wishes().with(Setting.HOLD, proposed / 100.0));
    }

    private void use() {
        try {
            work.desk().store().domains().put(proposal(), work.person().email());
            today = proposed;
            show();
        } catch (IllegalArgumentException refused) {
            effect.add(Parts.div(
                    "dtrouble", new Span(work.text("domains.refused", String.valueOf(refused.getMessage())))));
        } catch (IOException e) {
            effect.add(Parts.div(
                    "dtrouble", new Span(work.text("error.action", Trouble.log("a threshold could not be saved", e)))));
        }
    }
}
