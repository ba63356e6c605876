package org.postigo.desk.trace;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Input;
import com.vaadin.flow.component.html.NativeButton;
import com.vaadin.flow.data.value.ValueChangeMode;
import com.vaadin.flow.router.QueryParameters;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.postigo.desk.Desk;
import org.postigo.desk.narrow.AddressQuery;
import org.postigo.desk.narrow.Days;
import org.postigo.desk.shell.Icon;
import org.postigo.desk.shell.Parts;
import org.postigo.desk.shell.Pick;
import org.postigo.desk.words.Say;
import org.postigo.store.journal.Fate;
import org.postigo.store.journal.Journal;

/** What is asked for: from, to, when, what became of it, subject or Message-ID. Stands in the address, so that it can be sent on. */
final class Asked extends Div {
    private static final long serialVersionUID = 1;

    private final transient Desk desk;
    private final transient Say say;
    private final transient Consumer<Boolean> onChange;
    private final Input sender = new Input();
    private final Input recipient = new Input();
    private final Input text = new Input();
    private final Days days;
    private final Pick<Group> group;
    private final NativeButton clear;
    private transient boolean quiet;

    /** Fates that are asked for together. */
    private enum Group {
        ALL(Set.of()),
        DELIVERED(Set.of(Fate.DELIVERED)),
        HELD(Set.of(Fate.HELD)),
        WAITING(Set.of(Fate.QUEUED, Fate.DEFERRED)),
        REFUSED(Set.of(Fate.REFUSED)),
        TURNED_AWAY(Set.of(Fate.TURNED_AWAY));

        private final Set<Fate> fates;

        Group(Set<Fate> fates) {
            this.fates = fates;
        }
    }

    Asked(Desk desk, Say say, Consumer<Boolean> onChange) {
        this.desk = desk;
        this.say = say;
        this.onChange = onChange;
        addClassName("filters");
        add(field(sender, "trace.sender", true), field(recipient, "trace.recipient", true));
        days = new Days(desk.clock(), say, () -> changed(true));
        add(days);
        Map<Group, String> groups = new LinkedHashMap<>();
        for (Group each : Group.values()) {
            groups.put(each, say.text("trace.fate." + each));
        }
        group = new Pick<>(say.text("trace.fate"), groups, Group.ALL, _ -> changed(true));
        add(group);
        Div words = field(text, "trace.text", false);
        words.addClassName("words");
        text.setId("search");
        text.setType("search");
        add(words);
        clear = Parts.button(say.text("held.clear"), "btn quiet", "", this::clear);
        add(clear, Parts.button(say.text("trace.search"), "btn pri", "", () -> onChange.accept(false)));
        show();
    }

    private Div field(Input input, String key, boolean named) {
        input.getElement().setAttribute("aria-label", say.text(key));
        input.getElement().setAttribute("autocomplete", "off");
        input.getElement().setAttribute("autocapitalize", "none");
        input.getElement().setAttribute("spellcheck", "false");
        input.getElement().setAttribute("maxlength", "254");
        input.setValueChangeMode(ValueChangeMode.LAZY);
        input.setValueChangeTimeout(250);
        // The way back leads to before the first letter, not from letter to letter.
        input.addValueChangeListener(event ->
                changed(event.getOldValue().isBlank() != event.getValue().isBlank()));
        input.getElement()
                .addEventListener("keydown", _ -> onChange.accept(false))
                .setFilter("event.key === 'Enter'");
        if (!named) {
            input.setPlaceholder(say.text(key));
            return Parts.div("field", new Icon("search"), input);
        }
        var name = Parts.span(say.text(key), "q");
        name.getElement().setAttribute("aria-hidden", "true");
        return Parts.div("field grow", name, input);
    }

    private void changed(boolean step) {
        if (!quiet) {
            show();
            onChange.accept(step);
        }
    }

    private void show() {
        clear.setVisible(any());
    }

    /** Whether anything narrows the search. */
    boolean any() {
        return !sender.getValue().isBlank()
                || !recipient.getValue().isBlank()
                || !text.getValue().isBlank()
                || days.any()
                || group.value() != Group.ALL;
    }

    void clear() {
        set(() -> {
            sender.clear();
            recipient.clear();
            text.clear();
            days.clear();
            group.set(Group.ALL);
        });
    }

    private void set(Runnable change) {
        quiet = true;
        try {
            change.run();
        } finally {
            quiet = false;
        }
        changed(true);
    }

    /** Looks for an address that is spelt almost so, in place of the one that was asked for. */
    void take(Journal.Near near) {
        set(() -> {
            if (text.getValue().contains("@")) {
                text.clear();
            }
            (near.side() == Journal.Side.SENDER ? sender : recipient).setValue(near.text());
        });
    }

    Journal.Query query(int offset, int limit) {
        return new Journal.Query(
                text.getValue().strip(),
                sender.getValue().strip(),
                recipient.getValue().strip(),
                Set.of(),
                group.value().fates,
                days.since(),
                days.before(),
                offset,
                limit);
    }

    /** As it stands in the address of the page. */
    QueryParameters parameters() {
        var query = new AddressQuery()
                .with("from", sender.getValue())
                .with("to", recipient.getValue())
                .with("q", text.getValue())
                .with("fate", group.value(), Group.ALL);
        return days.into(query).parameters();
    }

    /** Takes over what stands in the address of the page. */
    void read(QueryParameters parameters) {
        quiet = true;
        try {
            sender.setValue(AddressQuery.word(parameters, "from"));
            recipient.setValue(AddressQuery.word(parameters, "to"));
            text.setValue(AddressQuery.word(parameters, "q"));
            group.set(AddressQuery.constant(parameters, "fate", Group.ALL));
            days.read(parameters);
        } finally {
            quiet = false;
        }
        show();
    }
}
