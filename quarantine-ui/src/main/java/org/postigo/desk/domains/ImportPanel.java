package org.postigo.desk.domains;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.Input;
import com.vaadin.flow.component.html.NativeButton;
import com.vaadin.flow.component.html.NativeTable;
import com.vaadin.flow.component.html.NativeTableRow;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.dom.Element;
import java.io.IOException;
import java.util.Optional;
import org.postigo.desk.preview.Inert;
import org.postigo.desk.shell.Parts;
import org.postigo.desk.shell.Trouble;

/** A table that is read, shown as what it would change, and written only then. */
final class ImportPanel extends Div {
    private static final long serialVersionUID = 1;

    /** Characters that are taken from a browser: some ten thousand lines. */
    private static final int MOST = 2_000_000;

    private final transient Work work;
    private final Levers.Table kind;
    private final String scope;
    private final transient Runnable onDone;
    private final Div outcome = new Div();
    private final Div trial = new Div();
    private final NativeButton write;
    private final NativeButton tried;
    private transient Optional<Levers.Plan> plan = Optional.empty();

    ImportPanel(Work work, Levers.Table kind, String scope, Runnable onDone) {
        this.work = work;
        this.kind = kind;
        this.scope = scope;
        this.onDone = onDone;
        addClassName("dform");
        String key = kind == Levers.Table.SETTINGS ? "settings" : "entries";
        var area = new Element("textarea");
        area.setAttribute("rows", "7");
        area.setAttribute("spellcheck", "false");
        area.setAttribute("aria-label", work.text("domains.import.area"));
        area.setAttribute("placeholder", work.text("domains.import." + key + ".example"));
        area.setAttribute("maxlength", Integer.toString(MOST));
        area.setAttribute("id", "table");
        area.addPropertyChangeListener("value", "change", event -> {
            String text = String.valueOf(event.getValue());
            read(text.substring(0, Math.min(MOST, text.length())));
        });
        var file = new Input();
        file.setType("file");
        file.getElement().setAttribute("accept", ".csv,text/csv");
        file.getElement().setAttribute("aria-label", work.text("domains.import.file"));
        // The file is read where it is: what is shown is what will be sent.
        file.getElement()
                .executeJs(
                        "this.addEventListener('change', () => this.files[0]?.text().then(t => { $0.value = t;"
                                + " $0.dispatchEvent(new Event('change')); }))",
                        area);
        outcome.getElement().setAttribute("role", "status");
        write = Parts.button(work.text("domains.import.write"), "btn pri", "", this::write);
        write.setEnabled(false);
        tried = Parts.button(work.text("domains.trial"), "btn", "", this::tryOut);
        tried.setEnabled(false);
        var box = new Div();
        box.addClassName("area");
        box.getElement().appendChild(area);
        add(
                new H2(work.text("domains.import")),
                new Paragraph(work.text("domains.import." + key)),
                file,
                box,
                outcome,
                Parts.div(
                        "drow",
                        write,
                        tried,
                        Parts.button(work.text("domains.cancel"), "btn quiet", "", this::removeFromParent)),
                trial);
    }

    private void read(String text) {
        outcome.removeAll();
        trial.removeAll();
        plan = Optional.empty();
        write.setEnabled(false);
        tried.setEnabled(false);
        if (text.isBlank()) {
            return;
        }
        try {
            Levers.Plan read =
                    work.levers().plan(kind, text, scope, work.person().email());
            plan = Optional.of(read);
            show(read);
        } catch (IllegalArgumentException refused) {
            outcome.add(trouble(work.text("domains.refused", String.valueOf(refused.getMessage()))));
        }
    }

    private static Paragraph trouble(String text) {
        var said = new Paragraph(text);
        said.addClassName("bad");
        return said;
    }

    private void show(Levers.Plan read) {
        outcome.add(new Paragraph(
                work.text("domains.import.would", read.added(), read.changed(), read.same(), read.bad())));
        boolean sound = read.bad() == 0 && read.added() + read.changed() > 0;
        write.setEnabled(sound);
        tried.setEnabled(sound);
        if (read.lines().isEmpty()) {
            return;
        }
        NativeTable table = work.table(
                "domains.import.preview", "#domains.import.line", "domains.import.what", "domains.import.text");
        read.lines().stream().limit(Pages.ROWS).forEach(line -> {
            var text = new Div();
            if (!line.before().isEmpty()) {
                var before = new Div(new Span(Inert.line(line.before(), 300)));
                before.addClassNames("q", "was");
                text.add(before);
            }
            text.add(new Div(new Span(Inert.line(line.text(), 300))));
            var what = Work.cell(work.text("domains.import.what." + line.what()));
            if (line.what() == Levers.What.BAD) {
                what.addClassName("bad");
            }
            table.getBody()
                    .add(new NativeTableRow(Work.cell(Long.toString(line.number()), "num"), what, Work.cell(text)));
        });
        outcome.add(table);
        if (read.lines().size() > Pages.ROWS) {
            outcome.add(
                    new Paragraph(work.text("domains.import.more", read.lines().size() - Pages.ROWS)));
        }
    }

    /** What the whole table would have freed and held. */
    private void tryOut() {
        trial.removeAll();
        plan.ifPresent(read -> trial.add(new TrialPanel(work, read.change())));
    }

    private void write() {
        if (plan.isEmpty()) {
            return;
        }
        try {
            plan.get().write().write();
            outcome.removeAll();
            outcome.add(new Paragraph(work.text(
                    "domains.import.done", plan.get().added(), plan.get().changed())));
            plan = Optional.empty();
            write.setEnabled(false);
            tried.setEnabled(false);
            trial.removeAll();
            onDone.run();
        } catch (IllegalArgumentException refused) {
            outcome.removeAll();
            outcome.add(trouble(work.text("domains.refused", String.valueOf(refused.getMessage()))));
        } catch (IOException e) {
            outcome.removeAll();
            outcome.add(trouble(work.text("error.action", Trouble.log("a table could not be written", e))));
        }
    }
}
