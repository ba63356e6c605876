package org.postigo.desk.domains;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H1;
import com.vaadin.flow.component.html.NativeButton;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.router.RouterLink;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.postigo.desk.shell.Parts;
import org.postigo.mail.DomainName;
import org.postigo.mail.policy.Level;
import org.postigo.mail.policy.ListEntry;
import org.postigo.store.held.HeldQuery;
import org.postigo.store.held.HeldQuery.Standing;

/** One place of the tree of settings, most often a domain: its head, and a tab for each thing that belongs to it. */
final class PlacePage extends Div {
    private static final long serialVersionUID = 1;

    private static final Duration WEEK = Duration.ofDays(7);

    private final transient Work work;
    private final transient Level level;
    private final Map<Tab, NativeButton> tabs = new EnumMap<>(Tab.class);
    private final Div panel = new Div();

    /** What can be open. */
    enum Tab {
        FILTER,
        ALLOW,
        DENY,
        SETTINGS,
        MAILBOXES,
        HISTORY;

        String path() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    PlacePage(Work work, Level level, String wanted) {
        this.work = work;
        this.level = level;
        var back = new RouterLink(work.text("domains.all"), DomainsView.class);
        back.addClassName("q2");
        add(Parts.div("head", new Div(new H1(work.place(level)), sentence()), Parts.div("dactions", back)));

        List<Tab> shown = shown();
        var bar = Parts.div("tabs dtabs");
        bar.getElement().setAttribute("role", "tablist");
        bar.getElement().setAttribute("aria-label", work.place(level));
        for (Tab tab : shown) {
            NativeButton button = Parts.button(work.text("domains.tab." + tab), "dtab", "", () -> open(tab, true));
            button.getElement().setAttribute("role", "tab");
            button.setId("tab-" + tab.path());
            button.getElement().setAttribute("aria-controls", "dpanel");
            tabs.put(tab, button);
            bar.add(button);
        }
        panel.setId("dpanel");
        panel.getElement().setAttribute("role", "tabpanel");
        add(bar, panel);
        count();
        open(
                Stream.of(Tab.values())
                        .filter(tab -> tab.path().equals(wanted) && shown.contains(tab))
                        .findFirst()
                        .orElse(shown.getFirst()),
                false);
    }

    private List<Tab> shown() {
        return switch (level) {
            case Level.Domain _ -> List.of(Tab.values());
            case Level.Site _ -> List.of(Tab.SETTINGS, Tab.ALLOW, Tab.DENY, Tab.HISTORY);
            case Level.Group _, Level.OfMailbox _, Level.Shipped _, Level.File _ -> List.of(Tab.SETTINGS, Tab.HISTORY);
        };
    }

    private Component sentence() {
        var sentence = new Paragraph();
        sentence.addClassName("say");
        switch (level) {
            case Level.Domain(DomainName name) -> {
                Instant from = work.desk().now().minus(WEEK);
                long held = held(name, Set.of(), from);
                long rescued = held(name, Set.of(Standing.DELIVERED, Standing.ON_ITS_WAY), from);
                sentence.add(new Span(work.text(
                        "domains.sentence",
                        work.say().number(held),
                        held,
                        work.say().number(rescued),
                        rescued)));
                work.tree()
                        .groupOf(name)
                        .ifPresent(group -> sentence.add(new Span(" " + work.text("domains.ingroup", group))));
            }
            case Level.Site _ -> sentence.setText(work.text("domains.site.say"));
            case Level.Group(String name) -> {
                long members = work.tree().all().stream()
                        .filter(domain -> work.tree()
                                .groupOf(domain.name())
                                .filter(name::equals)
                                .isPresent())
                        .count();
                sentence.setText(work.text("domains.group.say", members));
            }
            case Level.OfMailbox _, Level.Shipped _, Level.File _ -> {}
        }
        return sentence;
    }

    private long held(DomainName domain, Set<Standing> states, Instant from) {
        return work.desk()
                .quarantine()
                .list(
                        work.person(),
                        new HeldQuery(
                                "",
                                Set.of(domain),
                                states,
                                Optional.of(from),
                                Optional.empty(),
                                HeldQuery.Order.NEWEST,
                                0,
                                1))
                .total();
    }

    /** Behind the names of the lists, how many entries there are. */
    private void count() {
        List<ListEntry> own =
                EntriesTab.of(level, work.desk().store().lists().snapshot().entries());
        long allow = own.stream().filter(ListEntry.Allow.class::isInstance).count();
        number(Tab.ALLOW, allow);
        number(Tab.DENY, own.size() - allow);
        if (level instanceof Level.Domain(DomainName name)) {
            number(Tab.MAILBOXES, work.tree().mailboxes(name).size());
        }
    }

    private void number(Tab tab, long number) {
        NativeButton button = tabs.get(tab);
        if (button != null) {
            button.removeAll();
            button.add(new Span(work.text("domains.tab." + tab)));
            if (number > 0) {
                button.add(Parts.span(work.say().number(number), "q"));
            }
        }
    }

    private void open(Tab tab, boolean remember) {
        tabs.forEach(
                (each, button) -> button.getElement().setAttribute("aria-selected", Boolean.toString(each == tab)));
        panel.getElement().setAttribute("aria-labelledby", "tab-" + tab.path());
        panel.removeAll();
        panel.add(
                switch (tab) {
                    case FILTER -> new FilterTab(work, domain(), entry -> open(entry, true));
                    case ALLOW -> new EntriesTab(work, level, true, this::count);
                    case DENY -> new EntriesTab(work, level, false, this::count);
                    case SETTINGS -> new SettingsTab(work, level);
                    case MAILBOXES -> new MailboxesTab(work, domain(), this::count);
                    case HISTORY -> new HistoryTab(work, level);
                });
        if (remember) {
            UI.getCurrent().getPage().getHistory().replaceState(null, "domains/" + level.text() + "/" + tab.path());
        }
    }

    private DomainName domain() {
        if (level instanceof Level.Domain(DomainName name)) {
            return name;
        }
        throw new IllegalStateException("no domain: " + level);
    }
}
