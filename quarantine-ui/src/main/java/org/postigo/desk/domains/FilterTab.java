package org.postigo.desk.domains;

import com.vaadin.flow.component.html.DescriptionList;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.H3;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Section;
import com.vaadin.flow.component.html.Span;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.postigo.desk.shell.Parts;
import org.postigo.desk.shell.Trouble;
import org.postigo.mail.DomainName;
import org.postigo.mail.policy.ListEntry;
import org.postigo.mail.policy.Service;
import org.postigo.mail.policy.Setting;

/** The levers of a domain: how strict, at which price; what could be better in its lists; what it gets. */
final class FilterTab extends Div {
    private static final long serialVersionUID = 1;

    private final transient Work work;
    private final transient DomainName domain;
    private final transient Consumer<PlacePage.Tab> open;
    private final Section suggestions = new Section();
    private final Div trial = new Div();

    FilterTab(Work work, DomainName domain, Consumer<PlacePage.Tab> open) {
        this.work = work;
        this.domain = domain;
        this.open = open;
        addClassName("dom");
        add(new Div(rigour(), trial), new Div(suggestions, receives()));
        suggest();
    }

    private Section rigour() {
        var section = new Section();
        try {
            section.add(new RigourPanel(work, domain, work.levers().rigour(domain), this::tried));
        } catch (IOException e) {
            section.add(
                    new H2(work.text("domains.rigour")),
                    new Paragraph(work.text("domains.unread", Trouble.log("no curve for " + domain, e))));
        }
        return section;
    }

    private void tried(Levers.Change change) {
        trial.removeAll();
        trial.add(new TrialPanel(work, change));
    }

    private void suggest() {
        suggestions.removeAll();
        suggestions.add(new H2(work.text("domains.suggestions")));
        List<Levers.Suggestion> all;
        try {
            all = work.levers().suggestions(domain);
        } catch (IOException e) {
            suggestions.add(new Paragraph(work.text("domains.unread", Trouble.log("no advice for " + domain, e))));
            return;
        }
        if (all.isEmpty()) {
            var none = new Paragraph(work.text("domains.suggestions.none"));
            none.addClassName("q2");
            suggestions.add(none);
        }
        all.stream().limit(6).forEach(each -> suggestions.add(card(each)));
    }

    private Div card(Levers.Suggestion suggestion) {
        var card = Parts.div("sug");
        var buttons = Parts.div("drow");
        switch (suggestion) {
            case Levers.Suggestion.Rescued(ListEntry.Allow entry, int times, int frees, int spam) -> {
                card.add(
                        new H3(work.text("domains.sug.rescued.title", work.subject(entry))),
                        new Paragraph(work.text("domains.sug.rescued", times, work.proof(entry), frees, spam)));
                buttons.add(
                        act("domains.sug.allow", "btn acc", () -> put(entry)),
                        act("domains.trial", "btn quiet", () -> tried(Levers.Change.put(entry))));
            }
            case Levers.Suggestion.LetsSpamPass(ListEntry.Allow entry, int times) -> {
                card.add(
                        new H3(work.text("domains.sug.spam.title", work.subject(entry))),
                        new Paragraph(work.text("domains.sug.spam", times, work.proof(entry))));
                buttons.add(
                        act("domains.remove", "btn acc", () -> remove(entry)),
                        act("domains.trial", "btn quiet", () -> tried(Levers.Change.remove(entry.id()))));
            }
            case Levers.Suggestion.Ending(ListEntry entry, long days) -> {
                card.add(
                        new H3(work.text("domains.sug.ending.title", work.subject(entry))),
                        new Paragraph(work.text(
                                "domains.sug.ending",
                                days,
                                work.say()
                                        .number(work.desk()
                                                .store()
                                                .hits()
                                                .of(entry.id())
                                                .count()))));
                buttons.add(act("domains.sug.renew", "btn acc", () -> renew(entry)));
            }
            case Levers.Suggestion.Covered(ListEntry entry, ListEntry by) -> {
                card.add(
                        new H3(work.text("domains.sug.covered.title", work.subject(entry))),
                        new Paragraph(work.text("domains.sug.covered", work.subject(by), work.scope(by))));
                buttons.add(
                        act("domains.remove", "btn acc", () -> remove(entry)),
                        act("domains.trial", "btn quiet", () -> tried(Levers.Change.remove(entry.id()))));
            }
            case Levers.Suggestion.NeverHit(ListEntry entry, long days) -> {
                card.add(
                        new H3(work.text("domains.sug.unused.title", work.subject(entry))),
                        new Paragraph(work.text("domains.sug.unused", days)));
                buttons.add(
                        act("domains.remove", "btn acc", () -> remove(entry)),
                        act("domains.trial", "btn quiet", () -> tried(Levers.Change.remove(entry.id()))));
            }
        }
        if (work.mayLists(domain)) {
            card.add(buttons);
        }
        return card;
    }

    private com.vaadin.flow.component.html.NativeButton act(String key, String classes, Runnable action) {
        return Parts.button(work.text(key), classes, "", action);
    }

    private void put(ListEntry.Allow entry) {
        write(() -> work.desk()
                .store()
                .lists()
                .put(
                        new ListEntry.Allow(
                                entry.id(),
                                entry.subject(),
                                entry.scope(),
                                entry.proof(),
                                new ListEntry.Note(
                                        work.person().email(),
                                        work.desk().now(),
                                        work.text("domains.sug.reason"),
                                        Optional.empty(),
                                        Optional.empty())),
                        work.person().email()));
    }

    private void remove(ListEntry entry) {
        write(() -> work.desk().store().lists().remove(entry.id(), work.person().email()));
    }

    private void renew(ListEntry entry) {
        ListEntry.Note old = entry.note();
        boolean unproven = entry instanceof ListEntry.Allow allow && allow.proof() instanceof ListEntry.Proof.Nothing;
        var note = new ListEntry.Note(
                work.person().email(),
                work.desk().now(),
                old.reason(),
                Optional.of(work.desk().now().plus(Duration.ofDays(unproven ? 90 : 365))),
                old.origin());
        ListEntry renewed = switch (entry) {
            case ListEntry.Allow allow ->
                new ListEntry.Allow(allow.id(), allow.subject(), allow.scope(), allow.proof(), note);
            case ListEntry.Deny deny -> new ListEntry.Deny(deny.id(), deny.subject(), deny.scope(), note);
        };
        write(() -> work.desk().store().lists().put(renewed, work.person().email()));
    }

    /** Writes to a list. */
    @FunctionalInterface
    private interface Writing {
        void write() throws IOException;
    }

    private void write(Writing writing) {
        try {
            writing.write();
            suggest();
        } catch (IOException e) {
            suggestions.add(new Span(work.text("error.action", Trouble.log("a suggestion could not be followed", e))));
        }
    }

    private Section receives() {
        Service service = work.tree().service(domain);
        var facts = new DescriptionList();
        facts.addClassName("facts");
        for (Setting<?> setting :
                List.of(Setting.MODE, Setting.REFUSE, Setting.SIZE_LIMIT, Setting.LANGUAGES, Setting.SERVERS)) {
            service.words(setting)
                    .ifPresent(given -> facts.add(
                            new DescriptionList.Term(work.text("domains.setting." + setting.name())),
                            new DescriptionList.Description(work.value(setting, given.value()))));
        }
        var section = new Section(new H2(work.text("domains.receives")), facts);
        section.add(
                Parts.button(work.text("domains.receives.all"), "link", "", () -> open.accept(PlacePage.Tab.SETTINGS)));
        return section;
    }
}
