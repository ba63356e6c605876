package org.postigo.desk.domains;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.NativeTable;
import com.vaadin.flow.component.html.NativeTableRow;
import com.vaadin.flow.component.html.Paragraph;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.postigo.desk.preview.Inert;
import org.postigo.desk.shell.Parts;
import org.postigo.mail.DomainName;
import org.postigo.mail.policy.Level;
import org.postigo.mail.policy.ServiceTree;
import org.postigo.mail.policy.Setting;
import org.postigo.store.domains.Domains;

/** Who set what at a place, and when, the newest first. */
final class HistoryTab extends Div {
    private static final long serialVersionUID = 1;

    private final transient Work work;
    private final transient Level level;
    private final Div rows = new Div();
    private final Pages pages;

    HistoryTab(Work work, Level level) {
        this.work = work;
        this.level = level;
        this.pages = new Pages(work, this::show);
        add(rows, pages);
        show();
    }

    /** One change in words. */
    private record Told(Domains.Change change, String text) {}

    private boolean concerns(Level other) {
        return other.equals(level)
                || level instanceof Level.Domain(DomainName name)
                        && other instanceof Level.OfMailbox(var mailbox)
                        && mailbox.domain().equals(name);
    }

    private void show() {
        Map<Level, Map<String, String>> before = new HashMap<>();
        List<Told> told = new ArrayList<>();
        for (Domains.Change change : work.desk().store().domains().history()) {
            if (concerns(change.level())) {
                Map<String, String> words = change.node().map(HistoryTab::words).orElse(Map.of());
                told.add(new Told(change, difference(before.getOrDefault(change.level(), Map.of()), words, change)));
                before.put(change.level(), words);
            }
        }
        List<Told> newest = told.reversed();
        pages.show(newest.size());
        rows.removeAll();
        if (newest.isEmpty()) {
            rows.add(new Paragraph(work.text("domains.history.none")));
            return;
        }
        NativeTable table =
                work.table("domains.tab.HISTORY", "domains.col.when", "domains.col.who", "domains.col.what");
        newest.stream().skip(pages.offset()).limit(Pages.ROWS).forEach(each -> {
            var what = new Div();
            if (!each.change().level().equals(level)) {
                what.add(Parts.span(work.place(each.change().level()) + ": ", "m"));
            }
            what.add(Parts.span(Inert.line(each.text(), 400)));
            table.getBody()
                    .add(new NativeTableRow(
                            Work.cell(
                                    work.say()
                                            .dayAndMinute(
                                                    each.change().at(),
                                                    work.desk().now()),
                                    "nw"),
                            Work.cell(Inert.line(work.desk().name(each.change().by()), 60), "nw", "q2"),
                            Work.cell(what)));
        });
        rows.add(table);
    }

    private static Map<String, String> words(ServiceTree.Node node) {
        Map<String, String> words = new HashMap<>(node.wishes().words());
        node.group().ifPresent(group -> words.put("group", group));
        return words;
    }

    private String difference(Map<String, String> before, Map<String, String> after, Domains.Change change) {
        if (change.node().isEmpty()) {
            return work.text("domains.history.removed");
        }
        var names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        String text = names.stream()
                .filter(name -> !Optional.ofNullable(before.get(name)).equals(Optional.ofNullable(after.get(name))))
                .map(name -> work.text(
                        "domains.history.change",
                        work.text("domains.setting." + name),
                        value(name, before),
                        value(name, after)))
                .collect(Collectors.joining("; "));
        return text.isEmpty() ? work.text("domains.history.same") : text;
    }

    private String value(String name, Map<String, String> words) {
        String word = words.get(name);
        if (word == null) {
            return work.text("domains.history.inherited");
        }
        return Setting.named(name).map(setting -> work.value(setting, word)).orElse(word);
    }
}
