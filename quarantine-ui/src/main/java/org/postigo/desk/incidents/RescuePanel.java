package org.postigo.desk.incidents;

import com.vaadin.flow.component.AttachEvent;
import com.vaadin.flow.component.DetachEvent;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.shared.Registration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postigo.desk.Desk;
import org.postigo.desk.preview.Inert;
import org.postigo.desk.shell.CauseWords;
import org.postigo.desk.shell.Lines;
import org.postigo.desk.shell.Parts;
import org.postigo.desk.words.Say;
import org.postigo.quarantine.incident.Incident;
import org.postigo.quarantine.incident.Incidents;
import org.postigo.store.audit.AuditEvent;
import org.postigo.store.held.HeldCopy;

/** One cause looked into: how far it is, what would pass today, and the way on and back. */
final class RescuePanel extends Div {
    private static final long serialVersionUID = 1;

    private static final int POLL_MILLIS = 300;

    /** Copies that are shown, the least spammy first. */
    private static final int SHOWN = 50;

    private final transient Desk desk;
    private final transient Incidents incidents;
    private final transient Say say;
    private final String me;
    private final int id;
    private final Div state = new Div();
    private final Div rows = new Div();
    private transient @Nullable Registration polling;
    private transient Optional<Incident> shown = Optional.empty();

    RescuePanel(Desk desk, Incidents incidents, Say say, CauseWords words, String me, int id) {
        this.desk = desk;
        this.incidents = incidents;
        this.say = say;
        this.me = me;
        this.id = id;
        addClassName("part");
        state.addClassName("state");
        state.getElement().setAttribute("role", "status");
        incidents
                .find(id)
                .ifPresent(incident -> add(new H2(words.of(incident.asked().cause())), asked(incident.asked())));
        add(state, rows);
    }

    private Paragraph asked(Incident.Asked asked) {
        var line = new Paragraph(say.text(
                "incidents.asked",
                say.minute(asked.from(), desk.now()),
                say.minute(asked.until(), desk.now()),
                say.text("incidents.way." + asked.way()),
                desk.name(asked.by())));
        line.addClassName("q2");
        return line;
    }

    @Override
    protected void onAttach(AttachEvent event) {
        show();
        // By what is shown, not by what is: it may have come to its end in between.
        if (shown.filter(incident -> incident.phase().busy()).isPresent()) {
            poll(event.getUI());
        }
    }

    private void poll(UI ui) {
        if (polling == null) {
            ui.setPollInterval(POLL_MILLIS);
            polling = ui.addPollListener(_ -> show());
        }
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
        Optional<Incident> now = incidents.find(id);
        if (now.isEmpty()) {
            state.removeAll();
            state.add(new Paragraph(say.text("incidents.forgotten")));
            getUI().ifPresent(this::stop);
            return;
        }
        if (now.equals(shown)) {
            return;
        }
        shown = now;
        Incident incident = now.get();
        state.removeAll();
        state.add(new Paragraph(say.text(
                "incidents.phase." + incident.phase(),
                incident.done(),
                incident.total(),
                incident.held(),
                incident.changed().size(),
                incident.released(),
                incident.undone())));
        switch (incident.phase()) {
            case LOOKING -> state.add(bar(incident));
            case LOOKED -> {
                rows(incident.changed());
                if (!incident.changed().isEmpty()) {
                    state.add(Parts.button(
                            say.text("incidents.release", incident.changed().size()), "btn pri", "", this::release));
                }
            }
            case RELEASING -> state.add(bar(incident), takeBack());
            case RELEASED -> state.add(takeBack());
            case UNDOING -> state.add(bar(incident));
            case UNDONE, FAILED -> {}
        }
        if (!incident.phase().busy()) {
            rows(incident.changed());
            getUI().ifPresent(this::stop);
        }
    }

    private Div bar(Incident incident) {
        var done = new Div();
        done.getStyle().set("width", 100 * incident.done() / Math.max(1, incident.total()) + "%");
        return Parts.div("bar", done);
    }

    private Div takeBack() {
        return new Div(Parts.button(say.text("incidents.undo"), "btn", "", this::undo));
    }

    private void release() {
        desk.person(me).ifPresent(person -> {
            try {
                incidents.release(id, person);
                note("release");
                getUI().ifPresent(this::poll);
            } catch (Incidents.NotNow somebodyElseDid) {
                shown = Optional.empty();
            }
            show();
        });
    }

    private void undo() {
        desk.person(me).ifPresent(person -> {
            try {
                incidents.undo(id, person);
                note("undo");
                getUI().ifPresent(this::poll);
            } catch (Incidents.NotNow somebodyElseDid) {
                shown = Optional.empty();
            }
            show();
        });
    }

    private void note(String what) {
        incidents
                .find(id)
                .ifPresent(incident -> desk.store()
                        .audit()
                        .note(new AuditEvent(
                                desk.now(),
                                me,
                                "",
                                AuditEvent.Deed.RESCUED,
                                incident.asked().cause().text(),
                                what + " of " + incident.changed().size())));
    }

    private void rows(List<Incident.Changed> changed) {
        rows.removeAll();
        if (changed.isEmpty()) {
            return;
        }
        var lines = new Lines(
                say.text("incidents.changed"),
                List.of(
                        say.text("incidents.when"),
                        say.text("incidents.sender"),
                        say.text("incidents.subject"),
                        say.text("incidents.recipient"),
                        say.text("incidents.spam")));
        changed.stream()
                .limit(SHOWN)
                .forEach(each -> desk.store().held().find(each.copy()).ifPresent(copy -> line(lines, each, copy)));
        rows.add(lines);
        if (changed.size() > SHOWN) {
            var more = new Paragraph(say.text("incidents.more", changed.size() - SHOWN));
            more.addClassName("more");
            rows.add(more);
        }
    }

    private void line(Lines lines, Incident.Changed each, HeldCopy copy) {
        var digest = copy.message().assessment().digest();
        lines.line(
                new Span(say.minute(copy.message().received(), desk.now())),
                Parts.foreign(Inert.line(digest.from().map(Object::toString).orElse("<>"), 80)),
                Parts.foreign(Inert.line(digest.subject(), 100)),
                Parts.foreign(Inert.line(copy.recipient().path().mailbox().toString(), 80)),
                new Span(say.text("incidents.spam.then", say.percent(each.before()), say.percent(each.after()))));
    }
}
