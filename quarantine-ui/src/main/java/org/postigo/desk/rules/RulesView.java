package org.postigo.desk.rules;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.combobox.ComboBox;
import com.vaadin.flow.component.dependency.StyleSheet;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H1;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.router.HasDynamicTitle;
import com.vaadin.flow.router.Route;
import com.vaadin.flow.spring.security.AuthenticationContext;
import jakarta.annotation.security.RolesAllowed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.postigo.desk.Desk;
import org.postigo.desk.domains.Levers;
import org.postigo.desk.domains.TrialPanel;
import org.postigo.desk.preview.Inert;
import org.postigo.desk.shell.Frame;
import org.postigo.desk.shell.Lines;
import org.postigo.desk.shell.Parts;
import org.postigo.desk.shell.Trouble;
import org.postigo.desk.words.Say;
import org.postigo.mail.policy.ListEntry.Scope;
import org.postigo.mail.policy.ProtectedDomain;
import org.postigo.mail.rule.Rule;
import org.postigo.mail.rule.RuleSet;
import org.postigo.store.held.HeldCopy;
import org.postigo.store.held.HeldQuery;
import org.postigo.store.lists.Hits;
import org.postigo.store.rules.Rules;

/**
 * Rules of the house: a draft that is tried on held mail before it is saved, and every version that was ever saved. For
 * administrators.
 */
@Route(value = "rules", layout = Frame.class)
@RolesAllowed("ADMINISTRATOR")
@StyleSheet("postigo/people.css")
@StyleSheet("postigo/domains.css")
@StyleSheet("postigo/rules.css")
public final class RulesView extends Div implements HasDynamicTitle {
    private static final long serialVersionUID = 1;
    private static final int OFFERED = 100;

    private final transient Desk desk;
    private final transient Bench bench;
    private final transient Levers levers;
    private final transient Say say;
    private final transient RuleWords words;
    private final String me;
    private final Div list = new Div();
    private final Div saving = new Div();
    private final Div answers = new Div();
    private final Div trial = new Div();
    private final Div versions = new Div();
    private final Paragraph told = new Paragraph();
    private final TextField comment = new TextField();
    private transient Scope scope = new Scope.Site();
    private transient List<Rule> inForce = List.of();
    private transient List<Rule> draft = List.of();
    private transient Optional<HeldCopy> letter = Optional.empty();
    private long basedOn;

    /** For the administrator who is signed in. */
    public RulesView(Desk desk, Bench bench, Levers levers, AuthenticationContext authentication) {
        this.desk = desk;
        this.levers = levers;
        this.bench = bench;
        this.say = desk.say(UI.getCurrent().getLocale());
        this.words = new RuleWords(say);
        this.me = authentication.getPrincipalName().orElse("");
        addClassNames("page", "people", "rules");
        trial.addClassName("tried");
        var sentence = new Paragraph(say.text("rules.summary"));
        sentence.addClassName("say");
        told.addClassName("told");
        told.getElement().setAttribute("role", "status");
        comment.setPlaceholder(say.text("rules.comment"));
        comment.setAriaLabel(say.text("rules.comment"));
        comment.setMaxLength(200);
        saving.addClassName("saving");
        saving.add(
                comment,
                Parts.button(say.text("rules.save"), "btn pri", "", this::save),
                Parts.button(say.text("rules.trial"), "btn", "", this::tryOut),
                Parts.button(say.text("rules.discard"), "btn quiet", "", this::load));
        add(
                Parts.div(
                        "head",
                        new Div(new H1(say.text("rules.title")), sentence),
                        Parts.button(
                                say.text("rules.add"),
                                "btn",
                                "",
                                () -> RuleDialog.add(say, rule -> draft(with(draft.size(), Optional.of(rule)))))),
                Parts.div("filters", scopes()),
                list,
                saving,
                told,
                trial,
                part("rules.bench", Parts.div("asked", letters()), answers),
                part("rules.versions", versions));
        load();
    }

    private Div part(String title, com.vaadin.flow.component.Component... parts) {
        var part = Parts.div("part", new H2(say.text(title)));
        part.add(parts);
        return part;
    }

    private ComboBox<Scope> scopes() {
        var select = new ComboBox<Scope>();
        select.setId("rules-scope");
        select.setAriaLabel(say.text("rules.scope"));
        select.setItems(Stream.concat(
                        Stream.of(new Scope.Site()),
                        desk.store().domains().all().stream()
                                .map(ProtectedDomain::name)
                                .map(Scope.OfDomain::new))
                .map(Scope.class::cast)
                .toList());
        select.setItemLabelGenerator(
                each -> each instanceof Scope.OfDomain domain ? domain.name().display() : say.text("rules.site"));
        select.setValue(scope);
        select.addValueChangeListener(changed -> {
            if (changed.getValue() == null) {
                select.setValue(changed.getOldValue());
                return;
            }
            scope = changed.getValue();
            load();
        });
        return select;
    }

    private ComboBox<HeldCopy> letters() {
        var box = new ComboBox<HeldCopy>();
        box.setId("rules-letter");
        box.setLabel(say.text("rules.letter"));
        box.setItems(desk.store().held().list(HeldQuery.all(0, OFFERED)).rows());
        box.setItemLabelGenerator(copy -> Inert.line(
                copy.message()
                                .assessment()
                                .digest()
                                .from()
                                .map(Object::toString)
                                .orElse("<>") + " — "
                        + copy.message().assessment().digest().subject(),
                90));
        box.addValueChangeListener(chosen -> {
            letter = Optional.ofNullable(chosen.getValue());
            ask();
        });
        return box;
    }

    /** What is in force. */
    private void load() {
        Optional<RuleSet> present = desk.store().rules().find(scope);
        basedOn = present.map(RuleSet::version).orElse(0L);
        comment.clear();
        inForce = present.map(RuleSet::rules).orElse(List.of());
        draft(inForce);
        history();
    }

    private void draft(List<Rule> rules) {
        draft = List.copyOf(rules);
        trial.removeAll();
        boolean unsaved = !draft.equals(inForce);
        saving.setVisible(unsaved);
        told.setText(unsaved ? say.text("rules.unsaved") : "");
        list.removeAll();
        if (draft.isEmpty()) {
            list.add(Parts.div("empty", new Paragraph(say.text("rules.none"))));
        } else {
            list.add(table());
        }
        ask();
    }

    private Lines table() {
        var lines = new Lines(
                say.text("rules.title"),
                List.of(
                        say.text("rules.name"),
                        say.text("rules.conditions"),
                        say.text("rules.action"),
                        say.text("rules.hits"),
                        say.text("rules.actions")));
        for (int i = 0; i < draft.size(); i++) {
            int place = i;
            Rule rule = draft.get(i);
            Hits.Tally tally = desk.store().hits().of(rule.id());
            var change = Parts.button(
                    say.text("rules.change"),
                    "btn quiet",
                    "",
                    () -> RuleDialog.change(say, rule, changed -> draft(with(place, Optional.of(changed)))));
            change.setAriaLabel(say.text("rules.change.of", rule.name()));
            var earlier = Parts.button(say.text("rules.earlier"), "btn quiet", "", () -> draft(earlier(place)));
            earlier.setAriaLabel(say.text("rules.earlier.of", rule.name()));
            earlier.setEnabled(place > 0);
            var remove =
                    Parts.button(say.text("rules.remove"), "btn quiet", "", () -> draft(with(place, Optional.empty())));
            remove.setAriaLabel(say.text("rules.remove.of", rule.name()));
            lines.line(
                    rule.on()
                            ? Parts.span(Inert.line(rule.name(), 80), "b")
                            : Parts.div(
                                    "two",
                                    Parts.span(Inert.line(rule.name(), 80), "q"),
                                    Parts.span(say.text("rules.off"), "warn")),
                    Parts.foreign(words.conditions(rule)),
                    Parts.span(words.action(rule)),
                    Parts.span(say.number(tally.count()), "num"),
                    Parts.div("rowacts", change, earlier, remove));
        }
        return lines;
    }

    private List<Rule> with(int place, Optional<Rule> rule) {
        var changed = new ArrayList<>(draft);
        if (place < changed.size()) {
            changed.remove(place);
        }
        rule.ifPresent(each -> changed.add(place, each));
        return changed;
    }

    private List<Rule> earlier(int place) {
        var changed = new ArrayList<>(draft);
        changed.add(place - 1, changed.remove(place));
        return changed;
    }

    /** What the draft would have freed and held in the last thirty days. */
    private void tryOut() {
        trial.removeAll();
        desk.person(me)
                .ifPresent(person ->
                        trial.add(TrialPanel.of(desk, levers, say, person, Levers.Change.rules(scope, draft))));
    }

    private void save() {
        put(draft, comment.getValue());
    }

    private void put(List<Rule> rules, String why) {
        try {
            RuleSet saved = desk.store().rules().save(scope, rules, why, me, basedOn);
            load();
            told.setText(say.text("rules.saved", saved.version()));
        } catch (Rules.OutOfDate late) {
            told.setText(say.text("rules.late"));
        } catch (IllegalArgumentException refused) {
            told.setText(say.text("rules.refused", String.valueOf(refused.getMessage())));
        } catch (IOException failed) {
            told.setText(say.text("error.action", Trouble.log("rules were not saved", failed)));
        }
    }

    private void ask() {
        answers.removeAll();
        if (letter.isEmpty()) {
            answers.add(Parts.div("empty", new Paragraph(say.text("rules.bench.choose"))));
            return;
        }
        List<Bench.Answer> given;
        try {
            given = bench.ask(letter.get(), scope, draft);
        } catch (IOException unreadable) {
            answers.add(new Paragraph(say.text("error.action", Trouble.log("a letter was not read", unreadable))));
            return;
        }
        if (given.isEmpty()) {
            answers.add(Parts.div("empty", new Paragraph(say.text("rules.bench.nobody"))));
            return;
        }
        var lines = new Lines(
                say.text("rules.bench"),
                List.of(say.text("rules.name"), say.text("rules.met"), say.text("rules.conditions")));
        for (Bench.Answer answer : given) {
            List<String> each = words.each(answer.rule());
            var conditions = Parts.div("two");
            IntStream.range(0, each.size())
                    .forEach(i -> conditions.add(Parts.span(
                            say.text("rules.known." + answer.conditions().get(i)) + ": " + each.get(i),
                            classOf(answer.conditions().get(i)))));
            lines.line(
                    Parts.span(Inert.line(answer.rule().name(), 80), answer.decides() ? "b" : "m"),
                    Parts.div(
                            "two",
                            Parts.span(say.text("rules.known." + answer.met()), classOf(answer.met())),
                            Parts.span(answer.decides() ? say.text("rules.decides", words.action(answer.rule())) : "")),
                    conditions);
        }
        answers.add(lines);
    }

    private static String classOf(Bench.Known known) {
        return switch (known) {
            case YES -> "good";
            case NO -> "q";
            case UNKNOWN -> "warn";
        };
    }

    private void history() {
        versions.removeAll();
        List<RuleSet> sets = desk.store().rules().history(scope);
        if (sets.isEmpty()) {
            versions.add(Parts.div("empty", new Paragraph(say.text("rules.versions.none"))));
            return;
        }
        var lines = new Lines(
                say.text("rules.versions"),
                List.of(
                        say.text("rules.version"),
                        say.text("rules.when"),
                        say.text("rules.by"),
                        say.text("rules.count"),
                        say.text("rules.comment"),
                        say.text("rules.actions")));
        for (RuleSet set : sets) {
            var back = Parts.button(
                    say.text("rules.back"),
                    "btn quiet",
                    "",
                    () -> put(set.rules(), say.text("rules.back.comment", set.version())));
            back.setAriaLabel(say.text("rules.back.of", set.version()));
            back.setVisible(set.version() != basedOn);
            lines.line(
                    Parts.span(say.number(set.version()), "num"),
                    Parts.span(say.dayAndMinute(set.at(), desk.now())),
                    Parts.foreign(Inert.line(desk.name(set.by()), 60)),
                    Parts.span(say.number(set.rules().size()), "num"),
                    Parts.foreign(Inert.line(set.comment(), 120), "cut"),
                    back);
        }
        versions.add(lines);
    }

    @Override
    public String getPageTitle() {
        return "Postigo · " + say.text("rules.title");
    }
}
