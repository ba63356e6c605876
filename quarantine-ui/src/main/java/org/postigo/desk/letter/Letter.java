package org.postigo.desk.letter;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.contextmenu.ContextMenu;
import com.vaadin.flow.component.html.Article;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.Input;
import com.vaadin.flow.component.html.NativeButton;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.server.VaadinRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postigo.desk.Desk;
import org.postigo.desk.preview.Inert;
import org.postigo.desk.preview.SafeView;
import org.postigo.desk.shell.Choices;
import org.postigo.desk.shell.Icon;
import org.postigo.desk.shell.Parts;
import org.postigo.desk.shell.Trouble;
import org.postigo.desk.words.Say;
import org.postigo.mail.Content;
import org.postigo.quarantine.Offer;
import org.postigo.store.held.CopyState;
import org.postigo.store.held.Decision;
import org.postigo.store.held.HeldCopy;
import org.postigo.store.held.HeldMail;
import org.postigo.store.people.Person;

/** One letter beside its evidence, with the five decisions under both. On a phone a page of its own. */
public final class Letter extends Article {
    private static final long serialVersionUID = 1;

    private final transient Desk desk;
    private final transient Say say;
    private final transient Person person;
    private final transient Actions actions;
    private final Span position = Parts.span("", "q2");
    private final Div story = Parts.div("story");
    private final Div letter = Parts.div("letter");
    private final Evidence evidence;
    private final Input comment = new Input();
    private final Div commenting;
    private final Map<Decision.Kind, NativeButton> buttons = new EnumMap<>(Decision.Kind.class);
    private final Map<Decision.Kind, NativeButton> phoneButtons = new EnumMap<>(Decision.Kind.class);
    private transient Optional<HeldCopy> shown = Optional.empty();
    private final Div top = new Div();
    private final Div above = new Div();
    private final Div below = new Div();
    private final Sheet sheet;

    /** What the letter asks of the view around it. */
    public interface Actions {
        /** Decide on this copy, or on what is marked. */
        void decide(Decision.Kind kind);

        /** Go back to the list alone. */
        void close();

        /** Go so many rows on. */
        void step(int rows);
    }

    /** For one reader. */
    public Letter(Desk desk, Say say, Person person, String list, Actions actions) {
        this.desk = desk;
        this.say = say;
        this.person = person;
        this.actions = actions;
        this.evidence = new Evidence(desk, say);
        VaadinRequest request = VaadinRequest.getCurrent();
        this.sheet = new Sheet(say, request == null ? SafeView.Scheme.SYSTEM : Choices.colours(request));
        comment.setId("comment");
        comment.setPlaceholder(say.text("act.comment"));
        comment.getElement().setAttribute("aria-label", say.text("act.comment"));
        comment.getElement().setAttribute("aria-keyshortcuts", "C");
        comment.getElement().setAttribute("autocomplete", "off");
        comment.getElement().setAttribute("maxlength", "1000");
        commenting = Parts.div("field comment", comment, Parts.key("C"));
        letter.add(top, story, above, sheet, commenting, below);
        addClassName("detail");

        var back = Parts.button(list, "link back-link", "", actions::close);
        back.addComponentAsFirst(new Icon("left"));
        var bar = Parts.div(
                "back only-phone",
                back,
                position,
                Parts.div("step", step("up", "letter.previous", -1), step("down", "letter.next", 1)));
        var scroll = Parts.div("dscroll", letter, evidence);
        scroll.getElement().setAttribute("tabindex", "0");
        add(bar, scroll, actionBar(), phoneBar());
    }

    private NativeButton step(String icon, String label, int rows) {
        var button = new NativeButton();
        button.getElement().setAttribute("type", "button");
        button.add(new Icon(icon));
        button.setAriaLabel(say.text(label));
        button.addClickListener(_ -> actions.step(rows));
        return button;
    }

    private Div actionBar() {
        var bar = Parts.div("actions no-phone");
        bar.add(action(Decision.Kind.RELEASE, "btn pri", "R"), action(Decision.Kind.RELEASE_AND_ALLOW, "btn acc", "W"));
        bar.add(Parts.div("sep"));
        bar.add(
                action(Decision.Kind.SPAM, "btn", "S"),
                action(Decision.Kind.SPAM_AND_DENY, "btn", "D"),
                action(Decision.Kind.NOT_SURE, "btn", "N"));
        bar.add(Parts.div(
                "end",
                Parts.span(new Component[] {Parts.key("J"), Parts.key("K"), new Span(say.text("act.row"))}, "hint"),
                Parts.span(new Component[] {Parts.key("X"), new Span(say.text("act.mark"))}, "hint")));
        return bar;
    }

    private NativeButton action(Decision.Kind kind, String classes, String key) {
        NativeButton button = Parts.button(say.text("act." + kind), classes, key, () -> actions.decide(kind));
        button.setId("act-" + kind.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'));
        buttons.put(kind, button);
        return button;
    }

    private Div phoneBar() {
        var more = phone("more", say.text("act.more"), "", () -> {});
        var menu = new ContextMenu(more);
        menu.setOpenOnClick(true);
        menu.addItem(say.text("act." + Decision.Kind.SPAM_AND_DENY), _ -> actions.decide(Decision.Kind.SPAM_AND_DENY));
        menu.addItem(say.text("act." + Decision.Kind.NOT_SURE), _ -> actions.decide(Decision.Kind.NOT_SURE));
        NativeButton release =
                phone("free", say.text("act.RELEASE"), "go", () -> actions.decide(Decision.Kind.RELEASE));
        NativeButton allow = phone(
                "allow",
                say.text("act.RELEASE_AND_ALLOW.short"),
                "accent",
                () -> actions.decide(Decision.Kind.RELEASE_AND_ALLOW));
        NativeButton spam = phone("spam", say.text("act.SPAM"), "ink", () -> actions.decide(Decision.Kind.SPAM));
        phoneButtons.put(Decision.Kind.RELEASE, release);
        phoneButtons.put(Decision.Kind.RELEASE_AND_ALLOW, allow);
        phoneButtons.put(Decision.Kind.SPAM, spam);
        return Parts.div("pbar only-phone", release, allow, spam, more);
    }

    private static NativeButton phone(String icon, String text, String classes, Runnable action) {
        var button = new NativeButton();
        button.getElement().setAttribute("type", "button");
        button.add(new Icon(icon), new Span(text));
        if (!classes.isEmpty()) {
            button.addClassName(classes);
        }
        button.addClickListener(_ -> action.run());
        return button;
    }

    /** The copy on show. */
    public Optional<HeldCopy> shown() {
        return shown;
    }

    /** The identity chosen for an allow entry. */
    public Optional<Offer> offer() {
        return evidence.chosen();
    }

    /** What is to be kept with the next decision; empty if nothing was written. */
    public String comment() {
        return comment.getValue();
    }

    /** Shows a copy, read from disk and taken apart anew. */
    public void show(HeldCopy copy) {
        // What was written about one letter must not go with another.
        if (shown.filter(before -> before.id().equals(copy.id())).isEmpty()) {
            comment.clear();
        }
        shown = Optional.of(copy);
        getElement().setAttribute("aria-label", Heading.subject(copy, say));
        getElement().setAttribute("data-letter", copy.id().toString());
        top.removeAll();
        top.add(new H2(Parts.foreign(Heading.subject(copy, say))), Heading.of(copy, say, desk.country(), desk.now()));
        above.removeAll();
        above.add(brief(copy));
        boolean readable = false;
        try {
            Optional<Content> content = desk.quarantine().content(person, copy.id());
            if (content.isPresent()) {
                sheet.show(copy, desk.parser().parse(content.get()), content.get());
                readable = true;
            }
        } catch (HeldMail.NoLongerKept over) {
            var note = new Paragraph(say.text("letter.removed"));
            note.addClassName("q");
            above.add(note);
        } catch (HeldMail.DamagedContent e) {
            above.add(error(say.text("letter.damaged", Trouble.log("content of " + copy.id() + " is damaged", e))));
        } catch (IOException e) {
            above.add(error(say.text("letter.error", Trouble.log("content of " + copy.id() + " cannot be read", e))));
        }
        sheet.setVisible(readable);
        below.removeAll();
        below.add(new Footnotes(copy, say));
        evidence.show(copy);
        refresh(copy);
        UI.getCurrent()
                .getPage()
                .executeJs("document.querySelectorAll('.dscroll,.letter,.evid').forEach(e=>e.scrollTop=0)");
    }

    /** On a phone the verdict and its two strongest reasons stand above the letter. */
    private Component brief(HeldCopy copy) {
        var score = copy.message().assessment().score();
        List<String> words = new ArrayList<>();
        score.contributions().stream()
                .sorted((a, b) -> Double.compare(Math.abs(b.logOdds()), Math.abs(a.logOdds())))
                .limit(2)
                .forEach(c -> {
                    String sentence = say.sentence(c.fact().key());
                    words.add(
                            sentence.endsWith(":")
                                    ? Inert.line(
                                            sentence + " "
                                                    + String.join(", ", c.fact().arguments()),
                                            120)
                                    : sentence);
                });
        var brief = new Paragraph(
                Parts.span(Math.round(score.probability() * 100) + " " + say.text("evidence.of"), "b"),
                new Span(" " + String.join(". ", words) + (words.isEmpty() ? "" : ".")));
        brief.addClassNames("only-phone", "brief");
        return brief;
    }

    private Paragraph error(String sentence) {
        var error = new Paragraph(new Icon("warn"), new Span(sentence));
        error.addClassName("caution");
        error.getElement().setAttribute("role", "alert");
        return error;
    }

    /** Takes over a new state of the same copy, without reading the letter again. */
    public void refresh(HeldCopy copy) {
        shown = Optional.of(copy);
        story.removeAll();
        boolean open = copy.state().open();
        commenting.setVisible(open);
        story.setVisible(!(copy.state() instanceof CopyState.Unread));
        StateWords words = StateWords.of(copy.state(), say, desk.now());
        story.setClassName("story " + words.look());
        story.add(words.icon().equals("dot") ? Parts.span("", "dot") : new Icon(words.icon()));
        var text = Parts.div("tell", new Span(StateWords.story(copy, desk, say)));
        words.due().ifPresent(due -> {
            var tick = Parts.span("", "tick");
            tick.getElement().setAttribute("data-due", Long.toString(due.toEpochMilli()));
            tick.getElement().setAttribute("data-words", " {0} s");
            tick.getElement().setAttribute("data-now", "…");
            text.add(tick);
        });
        StateWords.serverSaid(copy.state())
                .ifPresent(said -> text.add(Parts.span(Inert.line(said, 300), "mono", "said")));
        copy.decision()
                .map(decision -> Inert.line(decision.comment(), 1000))
                .filter(written -> !written.isEmpty())
                .ifPresent(said -> text.add(Parts.span(say.text("story.comment", said), "comment")));
        story.add(text);
        boolean proven = evidence.chosen().isPresent();
        for (Map<Decision.Kind, NativeButton> some : List.of(buttons, phoneButtons)) {
            some.forEach((kind, button) -> {
                boolean can = open && (kind != Decision.Kind.RELEASE_AND_ALLOW || proven);
                button.setEnabled(can);
                if (kind == Decision.Kind.RELEASE_AND_ALLOW) {
                    button.setTitle(proven ? "" : say.text("act.nothingproven"));
                }
            });
        }
    }

    /** Where the letter stands in its list; rows count from 1. */
    public void position(long row, long of) {
        position.setText(row > 0 ? say.text("letter.row", row, of) : "");
    }

    /** Turns to one of the four tabs, 0 to 3. */
    public void tab(int index) {
        sheet.turnTo(index);
    }

    /** For tests. */
    Sheet sheet() {
        return sheet;
    }
}
