package org.postigo.desk.domains;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Input;
import com.vaadin.flow.component.html.NativeTable;
import com.vaadin.flow.component.html.NativeTableRow;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.data.value.ValueChangeMode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.postigo.desk.preview.Inert;
import org.postigo.desk.shell.Icon;
import org.postigo.desk.shell.Parts;
import org.postigo.desk.shell.Trouble;
import org.postigo.mail.DomainName;
import org.postigo.mail.policy.EntryForm;
import org.postigo.mail.policy.Level;
import org.postigo.mail.policy.ListEntry;
import org.postigo.store.lists.Hits;

/** The allow or the deny list of a place: searched, a page at a time, every change tried before it is saved. */
final class EntriesTab extends Div {
    private static final long serialVersionUID = 1;

    private static final Duration SOON = Duration.ofDays(30);

    private final transient Work work;
    private final transient Level level;
    private final boolean allow;
    private final transient Runnable onChange;
    private final Input search = new Input();
    private final Div open = new Div();
    private final Div rows = new Div();
    private final Pages pages;

    EntriesTab(Work work, Level level, boolean allow, Runnable onChange) {
        this.work = work;
        this.level = level;
        this.allow = allow;
        this.onChange = onChange;
        this.pages = new Pages(work, this::show);
        search.setPlaceholder(work.text("domains.entries.search"));
        search.getElement().setAttribute("aria-label", work.text("domains.entries.search"));
        search.setType("search");
        search.setValueChangeMode(ValueChangeMode.LAZY);
        search.setValueChangeTimeout(150);
        search.addValueChangeListener(_ -> {
            pages.first();
            show();
        });
        var bar = Parts.div("drow", Parts.div("field grow", new Icon("search"), search));
        if (mayChange()) {
            bar.add(
                    Parts.button(work.text("domains.entries.add"), "btn", "", () -> edit(Optional.empty())),
                    Parts.button(work.text("domains.import"), "btn", "", this::load));
        }
        var sentence = new Paragraph(work.text(allow ? "domains.entries.allow" : "domains.entries.deny"));
        sentence.addClassName("q2");
        add(sentence, bar, open, rows, pages);
        show();
    }

    /** Those of a list of entries that belong to a place: of a domain those of its mailboxes too. */
    static List<ListEntry> of(Level level, List<ListEntry> entries) {
        return entries.stream()
                .filter(entry -> switch (entry.scope()) {
                    case ListEntry.Scope.Site() -> level instanceof Level.Site;
                    case ListEntry.Scope.OfDomain(DomainName name) -> new Level.Domain(name).equals(level);
                    case ListEntry.Scope.OfMailbox(var mailbox) -> new Level.Domain(mailbox.domain()).equals(level);
                })
                .toList();
    }

    private boolean mayChange() {
        return level instanceof Level.Domain(DomainName name) ? work.mayLists(name) : work.mayAll();
    }

    private void load() {
        open.removeAll();
        if (work.mayAll()) {
            open.add(new ImportPanel(work, Levers.Table.ENTRIES, level.text(), this::changed));
        } else {
            open.add(new Paragraph(work.text("domains.import.byadmin")));
        }
    }

    private void show() {
        String wanted = search.getValue().strip().toLowerCase(Locale.ROOT);
        List<ListEntry> found = of(level, work.desk().store().lists().snapshot().entries()).stream()
                .filter(entry -> entry instanceof ListEntry.Allow == allow)
                .filter(entry -> wanted.isEmpty() || contains(entry, wanted))
                .toList()
                .reversed();
        pages.show(found.size());
        rows.removeAll();
        if (found.isEmpty()) {
            rows.add(Parts.div(
                    "dempty", new Span(work.text(wanted.isEmpty() ? "domains.entries.none" : "domains.none"))));
            return;
        }
        NativeTable table = allow
                ? work.table(
                        "domains.tab.ALLOW",
                        "domains.col.entry",
                        "~domains.col.kind",
                        "domains.col.proof",
                        "~domains.col.scope",
                        "#domains.col.hits",
                        "~domains.col.last",
                        "~domains.col.ends",
                        "")
                : work.table(
                        "domains.tab.DENY",
                        "domains.col.entry",
                        "~domains.col.kind",
                        "~domains.col.scope",
                        "#domains.col.hits",
                        "~domains.col.last",
                        "~domains.col.ends",
                        "");
        table.addClassName("wide");
        found.stream()
                .skip(pages.offset())
                .limit(Pages.ROWS)
                .forEach(entry -> table.getBody().add(row(entry)));
        rows.add(table);
    }

    private boolean contains(ListEntry entry, String wanted) {
        EntryForm form = EntryForm.of(entry);
        return (form.subject() + " " + form.scope() + " " + form.reason() + " "
                        + entry.note().author())
                .toLowerCase(Locale.ROOT)
                .contains(wanted);
    }

    private NativeTableRow row(ListEntry entry) {
        Hits.Tally tally = work.desk().store().hits().of(entry.id());
        var name = new Div(Parts.foreign(Inert.line(work.subject(entry), 80), "b"));
        String reason = Inert.line(entry.note().reason(), 90);
        String author = Inert.line(work.desk().name(entry.note().author()), 40);
        name.add(Parts.div(
                "q sub",
                new Span(
                        reason.isEmpty()
                                ? work.text(
                                        "domains.entries.by",
                                        author,
                                        work.day(Optional.of(entry.note().created())))
                                : work.text("domains.entries.why", reason, author))));
        var row = new NativeTableRow(Work.cell(name), Work.cell(work.kind(entry), "no-phone"));
        row.getElement().setAttribute("data-entry", entry.id());
        if (entry instanceof ListEntry.Allow allowing) {
            var proof = Work.cell(work.proof(entry));
            if (allowing.proof() instanceof ListEntry.Proof.Nothing) {
                proof.addClassName("warn");
            }
            row.add(proof);
        }
        var ends = Work.cell(ends(entry), "nw", "no-phone");
        if (entry.note()
                .expires()
                .filter(at -> at.isBefore(work.desk().now().plus(SOON)))
                .isPresent()) {
            ends.addClassName("warn");
        }
        row.add(
                Work.cell(work.scope(entry), "no-phone"),
                Work.cell(work.say().number(tally.count()), "num"),
                Work.cell(work.day(tally.last()), "nw", "no-phone"),
                ends,
                Work.cell(actions(entry)));
        return row;
    }

    private String ends(ListEntry entry) {
        Instant now = work.desk().now();
        return entry.note()
                .expires()
                .map(at -> at.isBefore(now)
                        ? work.text("domains.entries.ended", work.day(Optional.of(at)))
                        : at.isBefore(now.plus(SOON))
                                ? work.text(
                                        "domains.entries.in",
                                        Duration.between(now, at).toDays())
                                : work.day(Optional.of(at)))
                .orElse(work.text("domains.entries.never"));
    }

    private Div actions(ListEntry entry) {
        var actions = Parts.div("links");
        if (mayChange()) {
            var change = Parts.button(work.text("domains.change"), "link", "", () -> edit(Optional.of(entry)));
            change.getElement().setAttribute("aria-label", work.text("domains.change.label", work.subject(entry)));
            var remove = Parts.button(work.text("domains.remove"), "link", "", () -> remove(entry));
            remove.getElement().setAttribute("aria-label", work.text("domains.remove.label", work.subject(entry)));
            actions.add(change, remove);
        }
        return actions;
    }

    private void edit(Optional<ListEntry> entry) {
        open.removeAll();
        open.add(new EntryEditor(work, level, allow, entry, this::changed));
        open.scrollIntoView();
    }

    private void changed() {
        show();
        onChange.run();
    }

    /** First what it would have done, then the button. */
    private void remove(ListEntry entry) {
        open.removeAll();
        var trouble = Parts.div("dtrouble");
        trouble.getElement().setAttribute("role", "alert");
        open.add(Parts.div(
                "dform",
                new Paragraph(work.text("domains.entries.remove", work.subject(entry))),
                new TrialPanel(work, Levers.Change.remove(entry.id())),
                trouble,
                Parts.div(
                        "drow",
                        Parts.button(work.text("domains.remove"), "btn pri", "", () -> {
                            try {
                                work.desk()
                                        .store()
                                        .lists()
                                        .remove(entry.id(), work.person().email());
                                open.removeAll();
                                changed();
                            } catch (IOException e) {
                                trouble.add(new Span(
                                        work.text("error.action", Trouble.log("an entry could not be removed", e))));
                            }
                        }),
                        Parts.button(work.text("domains.cancel"), "btn quiet", "", open::removeAll))));
        open.scrollIntoView();
    }
}
