package org.postigo.desk.domains;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Input;
import com.vaadin.flow.component.html.NativeTable;
import com.vaadin.flow.component.html.NativeTableRow;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.data.value.ValueChangeMode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.postigo.desk.shell.Icon;
import org.postigo.desk.shell.Parts;
import org.postigo.desk.shell.Trouble;
import org.postigo.mail.DomainName;
import org.postigo.mail.Mailbox;
import org.postigo.mail.policy.Level;
import org.postigo.mail.policy.ProtectedDomain.Mode;
import org.postigo.mail.policy.ServiceTree;
import org.postigo.mail.policy.Setting;
import org.postigo.mail.policy.Wishes;

/** Mailboxes of a domain that are named: which of them are reviewed, and which get the junk folder. */
final class MailboxesTab extends Div {
    private static final long serialVersionUID = 1;

    private static final String INHERIT = "inherit";

    private final transient Work work;
    private final transient DomainName domain;
    private final transient Runnable onChange;
    private final Input search = new Input();
    private final Input added = new Input();
    private final Div trouble = Parts.div("dtrouble");
    private final Div rows = new Div();
    private final Pages pages;
    private final Paragraph sentence = new Paragraph();

    MailboxesTab(Work work, DomainName domain, Runnable onChange) {
        this.work = work;
        this.domain = domain;
        this.onChange = onChange;
        this.pages = new Pages(work, this::show);
        trouble.getElement().setAttribute("role", "alert");
        search.setPlaceholder(work.text("domains.mailboxes.search"));
        search.getElement().setAttribute("aria-label", work.text("domains.mailboxes.search"));
        search.setType("search");
        search.setValueChangeMode(ValueChangeMode.LAZY);
        search.setValueChangeTimeout(150);
        search.addValueChangeListener(_ -> {
            pages.first();
            show();
        });
        var bar = Parts.div("drow", Parts.div("field grow", new Icon("search"), search));
        if (work.mayAll()) {
            added.setPlaceholder(work.text("domains.mailboxes.add.place", "@" + domain.display()));
            added.getElement().setAttribute("aria-label", work.text("domains.mailboxes.add"));
            bar.add(Parts.div("field", added), Parts.button(work.text("domains.mailboxes.add"), "btn", "", this::add));
        }
        add(sentence, bar, trouble, rows, pages);
        show();
    }

    private void show() {
        List<ServiceTree.Leaf> all = new ArrayList<>(work.tree().mailboxes(domain));
        long reviewed = all.stream().filter(leaf -> mode(leaf) == Mode.HOLD).count();
        sentence.setText(work.text(
                "domains.mailboxes.say",
                all.size(),
                reviewed,
                work.value(
                        Setting.MODE,
                        Setting.MODE.text(work.tree().service(domain).get(Setting.MODE)))));
        String wanted = search.getValue().strip().toLowerCase(Locale.ROOT);
        all.removeIf(leaf -> !leaf.mailbox().key().contains(wanted));
        all.sort(Comparator.comparing(leaf -> leaf.mailbox().key()));
        pages.show(all.size());
        rows.removeAll();
        if (all.isEmpty()) {
            return;
        }
        NativeTable table =
                work.table("domains.tab.MAILBOXES", "domains.col.mailbox", "domains.col.mode", "~domains.col.from", "");
        all.stream()
                .skip(pages.offset())
                .limit(Pages.ROWS)
                .forEach(leaf -> table.getBody().add(row(leaf)));
        rows.add(table);
    }

    private Mode mode(ServiceTree.Leaf leaf) {
        return work.tree().service(leaf.mailbox()).get(Setting.MODE);
    }

    private NativeTableRow row(ServiceTree.Leaf leaf) {
        Level.OfMailbox level = new Level.OfMailbox(leaf.mailbox());
        var given = work.tree().service(leaf.mailbox()).find(Setting.MODE).orElseThrow();
        boolean own = leaf.wishes().get(Setting.MODE).isPresent();
        var mode = new Div();
        if (work.mayAll()) {
            var choices = List.of(INHERIT, "hold", "tag", "observe");
            String inherited = Setting.MODE.text(work.tree().service(domain).get(Setting.MODE));
            var select = new SettingsTab.Select(
                    work.text("domains.mailboxes.mode", leaf.mailbox()),
                    choices,
                    own ? Setting.MODE.text(given.value()) : INHERIT,
                    value -> value.equals(INHERIT)
                            ? work.text("domains.mailboxes.inherit", work.value(Setting.MODE, inherited))
                            : work.value(Setting.MODE, value));
            mode.add(select.onChange(() -> write(
                    level,
                    select.value().equals(INHERIT)
                            ? leaf.wishes().without(Setting.MODE)
                            : leaf.wishes().read(Setting.MODE, select.value()))));
        } else {
            mode.add(new Span(work.value(Setting.MODE, Setting.MODE.text(given.value()))));
        }
        var action = new Div();
        if (work.mayAll()) {
            var remove = Parts.button(work.text("domains.remove"), "link", "", () -> remove(level));
            remove.getElement().setAttribute("aria-label", work.text("domains.remove.label", leaf.mailbox()));
            action.add(remove);
        }
        return new NativeTableRow(
                Work.cell(leaf.mailbox().toString(), "m"),
                Work.cell(mode),
                Work.cell(own ? work.text("domains.own") : work.place(given.from()), "q2", "no-phone"),
                Work.cell(action));
    }

    private void add() {
        String text = added.getValue().strip();
        Optional<Mailbox> mailbox = Mailbox.parse(text.contains("@") ? text : text + "@" + domain.text())
                .filter(parsed -> parsed.domain().equals(domain));
        trouble.removeAll();
        if (mailbox.isEmpty()) {
            trouble.add(new Span(work.text("domains.mailboxes.none", domain.display())));
            return;
        }
        if (work.tree().mailbox(mailbox.get()).isEmpty()) {
            write(new Level.OfMailbox(mailbox.get()), Wishes.NONE.with(Setting.MODE, Mode.HOLD));
        }
        added.setValue("");
    }

    private void write(Level.OfMailbox level, Wishes wishes) {
        trouble.removeAll();
        try {
            work.desk()
                    .store()
                    .domains()
                    .put(ServiceTree.Node.of(level, wishes), work.person().email());
        } catch (IllegalArgumentException refused) {
            trouble.add(new Span(work.text("domains.refused", String.valueOf(refused.getMessage()))));
        } catch (IOException e) {
            trouble.add(new Span(work.text("error.action", Trouble.log("a mailbox could not be saved", e))));
        }
        show();
        onChange.run();
    }

    private void remove(Level.OfMailbox level) {
        trouble.removeAll();
        try {
            work.desk().store().domains().remove(level, work.person().email());
        } catch (IOException e) {
            trouble.add(new Span(work.text("error.action", Trouble.log("a mailbox could not be removed", e))));
        }
        show();
        onChange.run();
    }
}
