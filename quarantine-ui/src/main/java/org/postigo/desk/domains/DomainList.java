package org.postigo.desk.domains;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H1;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.Input;
import com.vaadin.flow.component.html.NativeTable;
import com.vaadin.flow.component.html.NativeTableRow;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.data.value.ValueChangeMode;
import com.vaadin.flow.router.RouterLink;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.postigo.desk.shell.Icon;
import org.postigo.desk.shell.Parts;
import org.postigo.desk.shell.Trouble;
import org.postigo.mail.DomainName;
import org.postigo.mail.policy.Level;
import org.postigo.mail.policy.ProtectedDomain;
import org.postigo.mail.policy.ServiceTree;
import org.postigo.mail.policy.Setting;
import org.postigo.mail.policy.Wishes;

/** All domains that the reader sees: searched as one types, a page at a time. */
final class DomainList extends Div {
    private static final long serialVersionUID = 1;

    private final transient Work work;
    private final Input search = new Input();
    private final Div rows = new Div();
    private final Pages pages;
    private final Div below = new Div();

    DomainList(Work work, String notice) {
        this.work = work;
        this.pages = new Pages(work, this::show);
        List<ProtectedDomain> all = seen();
        var sentence = new Paragraph(work.text("domains.say", work.say().number(all.size()), all.size()));
        sentence.addClassName("say");
        search.setType("search");
        search.setId("search");
        search.setPlaceholder(work.text("domains.search"));
        search.getElement().setAttribute("aria-label", work.text("domains.search"));
        search.setValueChangeMode(ValueChangeMode.LAZY);
        search.setValueChangeTimeout(150);
        search.addValueChangeListener(_ -> {
            pages.first();
            show();
        });
        var actions = Parts.div("dactions", Parts.div("field", new Icon("search"), search));
        if (work.mayCount()) {
            actions.add(new RouterLink(work.text("domains.count"), DomainsView.class, DomainsView.COUNT));
        }
        if (work.mayAll()) {
            actions.add(
                    Parts.button(work.text("domains.add"), "btn", "", this::add),
                    Parts.button(
                            work.text("domains.import"),
                            "btn",
                            "",
                            () -> below(new ImportPanel(work, Levers.Table.SETTINGS, "site", this::show))));
        }
        add(Parts.div("head", new Div(new H1(work.text("nav.domains")), sentence), actions));
        if (!notice.isEmpty()) {
            var said = new Paragraph(notice);
            said.addClassName("warn");
            add(said);
        }
        if (work.mayAll()) {
            var places = Parts.div("places");
            places.add(new RouterLink(work.text("domains.place.site"), DomainsView.class, "site"));
            work.tree()
                    .groups()
                    .forEach(group -> places.add(new RouterLink(
                            work.text("domains.place.group", group), DomainsView.class, "group:" + group)));
            add(places);
        }
        add(below, rows, pages);
        show();
    }

    private void below(Div panel) {
        below.removeAll();
        below.add(panel);
    }

    private List<ProtectedDomain> seen() {
        List<ProtectedDomain> all = work.tree().all();
        return work.desk()
                .quarantine()
                .confines(work.person())
                .map(within -> all.stream()
                        .filter(domain -> within.contains(domain.name()))
                        .toList())
                .orElse(all);
    }

    private void show() {
        ServiceTree tree = work.tree();
        String wanted = search.getValue().strip().toLowerCase(Locale.ROOT);
        List<ProtectedDomain> found = seen().stream()
                .filter(domain -> wanted.isEmpty()
                        || domain.name().text().contains(wanted)
                        || domain.name().display().contains(wanted)
                        || tree.groupOf(domain.name())
                                .filter(group -> group.toLowerCase(Locale.ROOT).contains(wanted))
                                .isPresent())
                .toList();
        pages.show(found.size());
        rows.removeAll();
        if (found.isEmpty()) {
            rows.add(Parts.div("dempty", new Span(work.text("domains.none"))));
            return;
        }
        NativeTable table = work.table(
                "nav.domains",
                "domains.col.domain",
                "~domains.col.group",
                "domains.col.mode",
                "#domains.col.hold",
                "~#domains.col.mailboxes",
                "~domains.col.servers");
        table.addClassName("wide");
        found.stream().skip(pages.offset()).limit(Pages.ROWS).forEach(domain -> {
            var link = new RouterLink(
                    domain.name().display(), DomainsView.class, domain.name().text());
            link.addClassName("b");
            int mailboxes = tree.mailboxes(domain.name()).size();
            table.getBody()
                    .add(new NativeTableRow(
                            Work.cell(link),
                            Work.cell(tree.groupOf(domain.name()).orElse("—"), "q2", "no-phone"),
                            Work.cell(work.value(Setting.MODE, Setting.MODE.text(domain.mode()))),
                            Work.cell(hundredths(domain.thresholds().hold()), "num"),
                            Work.cell(mailboxes == 0 ? "—" : work.say().number(mailboxes), "num", "no-phone"),
                            Work.cell(Setting.SERVERS.text(domain.servers()), "q2", "no-phone")));
        });
        rows.add(table);
    }

    static String hundredths(double threshold) {
        double value = Math.round(threshold * 1_000_000) / 10_000.0;
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }

    private void add() {
        var name = new Input();
        var server = new Input();
        var group = new Input();
        var trouble = Parts.div("dtrouble");
        trouble.getElement().setAttribute("role", "alert");
        var form = Parts.div("dform");
        form.add(
                new H2(work.text("domains.add")),
                Parts.div(
                        "drow",
                        work.field("domains.col.domain", name),
                        work.field("domains.setting.servers", server),
                        work.field("domains.col.group", group)),
                new Paragraph(work.text("domains.add.note")),
                trouble,
                Parts.div(
                        "drow",
                        Parts.button(work.text("domains.save"), "btn pri", "", () -> {
                            trouble.removeAll();
                            Optional<String> wrong = put(name.getValue(), server.getValue(), group.getValue());
                            wrong.ifPresentOrElse(said -> trouble.add(new Span(said)), () -> {
                                below.removeAll();
                                show();
                            });
                        }),
                        Parts.button(work.text("domains.cancel"), "btn quiet", "", below::removeAll)));
        below(form);
    }

    private Optional<String> put(String name, String server, String group) {
        Optional<DomainName> domain = DomainName.parse(name.strip())
                .filter(parsed -> !parsed.literal() && parsed.text().contains("."));
        if (domain.isEmpty()) {
            return Optional.of(work.text("domains.add.noname"));
        }
        if (work.tree().find(domain.get()).isPresent()) {
            return Optional.of(work.text("domains.add.there"));
        }
        try {
            Wishes wishes = server.isBlank() ? Wishes.NONE : Wishes.NONE.read(Setting.SERVERS, server);
            work.desk()
                    .store()
                    .domains()
                    .put(
                            new ServiceTree.Node(
                                    new Level.Domain(domain.get()),
                                    Optional.of(group.strip()).filter(text -> !text.isEmpty()),
                                    wishes),
                            work.person().email());
            return Optional.empty();
        } catch (IllegalArgumentException refused) {
            return Optional.of(work.text("domains.refused", String.valueOf(refused.getMessage())));
        } catch (IOException e) {
            return Optional.of(work.text("error.action", Trouble.log("a domain could not be saved", e)));
        }
    }
}
