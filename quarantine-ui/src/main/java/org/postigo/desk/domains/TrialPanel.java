package org.postigo.desk.domains;

import com.vaadin.flow.component.AttachEvent;
import com.vaadin.flow.component.DetachEvent;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.NativeTable;
import com.vaadin.flow.component.html.NativeTableRow;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.shared.Registration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postigo.desk.Desk;
import org.postigo.desk.preview.Inert;
import org.postigo.desk.shell.Parts;
import org.postigo.desk.words.Say;
import org.postigo.store.people.Person;

/** What a change would have done to the mail of the last thirty days: progress while it is tried, then the rows. */
public final class TrialPanel extends Div {
    private static final long serialVersionUID = 1;

    /** How often a trial is asked how it stands. */
    private static final int POLL_MILLIS = 250;

    /** Rows of a kind that are shown. */
    private static final int SHOWN = 20;

    private final transient Work work;
    private final int trial;
    private transient @Nullable Registration polling;

    TrialPanel(Work work, Levers.Change change) {
        this.work = work;
        addClassName("trial");
        getElement().setAttribute("role", "status");
        trial = work.levers().begin(change);
        show();
    }

    /** For a view of another place, which brings the style of this one. */
    public static TrialPanel of(Desk desk, Levers levers, Say say, Person person, Levers.Change change) {
        return new TrialPanel(new Work(desk, levers, say, person), change);
    }

    @Override
    protected void onAttach(AttachEvent event) {
        if (work.levers().trial(trial) instanceof Levers.Trial.Running) {
            UI ui = event.getUI();
            ui.setPollInterval(POLL_MILLIS);
            polling = ui.addPollListener(_ -> show());
        }
        show();
    }

    @Override
    protected void onDetach(DetachEvent event) {
        stop(event.getUI());
    }

    private void stop(UI ui) {
        if (polling != null) {
            polling.remove();
            polling = null;
            ui.setPollInterval(-1);
        }
    }

    private void show() {
        removeAll();
        switch (work.levers().trial(trial)) {
            case Levers.Trial.Running(double part) -> {
                var bar = new Div();
                bar.addClassName("bar");
                var done = new Div();
                done.getStyle().set("width", Math.round(part * 100) + "%");
                bar.add(done);
                add(new Span(work.text("domains.trial.running", Math.round(part * 100))), bar);
            }
            case Levers.Trial.Failed() -> ended(new Paragraph(work.text("domains.trial.failed")));
            case Levers.Trial.Done done -> {
                var sentence = new Paragraph(work.text(
                        "domains.trial.done",
                        work.say().number(done.copies()),
                        done.freed(),
                        done.stopped(),
                        work.say().number(done.freed()),
                        work.say().number(done.stopped())));
                ended(sentence);
                rows("domains.trial.freed", done.freedRows());
                rows("domains.trial.stopped", done.stoppedRows());
            }
        }
    }

    private void ended(Paragraph sentence) {
        add(sentence);
        getUI().ifPresent(this::stop);
    }

    private void rows(String key, List<Levers.Row> rows) {
        if (rows.isEmpty()) {
            return;
        }
        var caption = new Paragraph(work.text(key));
        caption.addClassNames("q", "caption");
        NativeTable table = work.table(
                key,
                "domains.col.when",
                "#domains.col.spam",
                "domains.col.sender",
                "domains.col.recipient",
                "domains.col.subject");
        rows.stream()
                .limit(SHOWN)
                .forEach(row -> table.getBody()
                        .add(new NativeTableRow(
                                Work.cell(
                                        work.say()
                                                .dayAndMinute(
                                                        row.at(), work.desk().now()),
                                        "nw"),
                                Work.cell(work.say().percent(row.probability()), "num"),
                                Work.cell(Parts.foreign(Inert.line(row.from(), 60))),
                                Work.cell(Parts.foreign(Inert.line(row.recipient(), 60))),
                                Work.cell(Parts.foreign(Inert.line(row.subject(), 80))))));
        add(caption, table);
    }
}
