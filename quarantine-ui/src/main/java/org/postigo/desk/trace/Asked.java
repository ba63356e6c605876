package org.postigo.desk.trace;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Input;
import com.vaadin.flow.component.html.NativeButton;
import com.vaadin.flow.data.value.ValueChangeMode;
import com.vaadin.flow.router.QueryParameters;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.postigo.desk.Desk;
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
    private final transient Runnable onChange;
    private final Input sender = new Input();
    private final Input recipient = new Input();
    private final Input text = new Input();
    private final Input from = new Input();
    private final Input until = new Input();
    private final Div range;
    private final Pick<Span> span;
    private final Pick<Group> group;
    private final NativeButton clear;
    private transient boolean quiet;

    /** Spans of days, today included. */
    private enum Span {
        ALL(0),
        TODAY(1),
        WEEK(7),
        MONTH(30),
        RANGE(0);

        private final int days;

        Span(int days) {
            this.days = days;
        }
    }

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

    Asked(Desk desk, Say say, Runnable onChange) {
        this.desk = desk;
        this.say = say;
        this.onChange = onChange;
        addClassName("filters");
        add(field(sender, "trace.sender", true), field(recipient, "trace.recipient", true));
        Map<Span, String> spans = new LinkedHashMap<>();
        for (Span each : Span.values()) {
            spans.put(each, say.text("trace.span." + each));
        }
        span = new Pick<>(say.text("trace.span"), spans, Span.ALL, _ -> changed());
        add(span);
        day(from, "trace.from");
        day(until, "trace.until");
        range = Parts.div("range", Parts.div("field", from), Parts.div("field", until));
        add(range);
        Map<Group, String> groups = new LinkedHashMap<>();
        for (Group each : Group.values()) {
            groups.put(each, say.text("trace.fate." + each));
        }
        group = new Pick<>(say.text("trace.fate"), groups, Group.ALL, _ -> changed());
        add(group);
        Div words = field(text, "trace.text", false);
        words.addClassName("words");
        text.setId("search");
        text.setType("search");
        add(words);
        clear = Parts.button(say.text("held.clear"), "btn quiet", "", this::clear);
        add(clear, Parts.button(say.text("trace.search"), "btn pri", "", onChange));
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
        input.addValueChangeListener(_ -> changed());
        input.getElement().addEventListener("keydown", _ -> onChange.run()).setFilter("event.key === 'Enter'");
        if (!named) {
            input.setPlaceholder(say.text(key));
            return Parts.div("field", new Icon("search"), input);
        }
        var name = Parts.span(say.text(key), "q");
        name.getElement().setAttribute("aria-hidden", "true");
        return Parts.div("field grow", name, input);
    }

    private void day(Input input, String key) {
        input.setType("date");
        input.getElement().setAttribute("aria-label", say.text(key));
        input.addValueChangeListener(_ -> changed());
    }

    private void changed() {
        if (!quiet) {
            show();
            onChange.run();
        }
    }

    private void show() {
        range.setVisible(span.value() == Span.RANGE);
        clear.setVisible(any());
    }

    /** Whether anything narrows the search. */
    boolean any() {
        return !sender.getValue().isBlank()
                || !recipient.getValue().isBlank()
                || !text.getValue().isBlank()
                || span.value() != Span.ALL
                || group.value() != Group.ALL;
    }

    void clear() {
        set(() -> {
            sender.clear();
            recipient.clear();
            text.clear();
            from.clear();
            until.clear();
            span.set(Span.ALL);
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
        changed();
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
                since(),
                span.value() == Span.RANGE ? day(until).map(last -> say.start(last.plusDays(1))) : Optional.empty(),
                offset,
                limit);
    }

    private Optional<Instant> since() {
        LocalDate today = desk.now().atZone(say.zone()).toLocalDate();
        return switch (span.value()) {
            case ALL -> Optional.empty();
            case TODAY, WEEK, MONTH -> Optional.of(say.start(today.minusDays(span.value().days - 1L)));
            case RANGE -> day(from).map(say::start);
        };
    }

    private static Optional<LocalDate> day(Input input) {
        try {
            return input.getValue().isBlank() ? Optional.empty() : Optional.of(LocalDate.parse(input.getValue()));
        } catch (DateTimeParseException halfWritten) {
            return Optional.empty();
        }
    }

    /** As it stands in the address of the page. */
    QueryParameters parameters() {
        Map<String, List<String>> all = new LinkedHashMap<>();
        put(all, "from", sender.getValue());
        put(all, "to", recipient.getValue());
        put(all, "q", text.getValue());
        put(all, "span", span.value() == Span.ALL ? "" : span.value().name());
        put(all, "fate", group.value() == Group.ALL ? "" : group.value().name());
        put(all, "since", from.getValue());
        put(all, "until", until.getValue());
        return new QueryParameters(all);
    }

    private static void put(Map<String, List<String>> all, String name, String value) {
        if (!value.isBlank()) {
            all.put(name, List.of(value.strip()));
        }
    }

    /** Takes over what stands in the address of the page. */
    void read(QueryParameters parameters) {
        quiet = true;
        try {
            read(parameters, "from", sender::setValue);
            read(parameters, "to", recipient::setValue);
            read(parameters, "q", text::setValue);
            read(parameters, "since", from::setValue);
            read(parameters, "until", until::setValue);
            read(parameters, "span", word -> choose(Span.values(), word).ifPresent(span::set));
            read(parameters, "fate", word -> choose(Group.values(), word).ifPresent(group::set));
        } finally {
            quiet = false;
        }
        show();
    }

    private static void read(QueryParameters parameters, String name, Consumer<String> field) {
        parameters.getSingleParameter(name).filter(word -> word.length() <= 254).ifPresent(field);
    }

    private static <E extends Enum<E>> Optional<E> choose(E[] all, String word) {
        for (E each : all) {
            if (each.name().equals(word)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }
}
