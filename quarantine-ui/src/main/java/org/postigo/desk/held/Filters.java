package org.postigo.desk.held;

import com.vaadin.flow.component.combobox.MultiSelectComboBox;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Input;
import com.vaadin.flow.component.html.NativeButton;
import com.vaadin.flow.data.value.ValueChangeMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postigo.desk.Desk;
import org.postigo.desk.shell.Icon;
import org.postigo.desk.shell.Parts;
import org.postigo.desk.shell.Pick;
import org.postigo.desk.words.Say;
import org.postigo.mail.DomainName;
import org.postigo.mail.finding.Verdict;
import org.postigo.mail.policy.ProtectedDomain;
import org.postigo.store.held.HeldQuery;
import org.postigo.store.held.HeldQuery.Standing;
import org.postigo.store.people.Person;

/** What is looked for: words, domains, state, date. */
final class Filters extends Div {
    private static final long serialVersionUID = 1;

    private final transient Desk desk;
    private final transient Say say;
    private final transient Runnable onChange;
    private final Input search = new Input();
    private final MultiSelectComboBox<DomainName> domains = new MultiSelectComboBox<>();
    private final Pick<Group> state;
    private final Pick<Span> date;
    private final Pick<Optional<Verdict.Reason>> reason;
    private final Input from = new Input();
    private final Input until = new Input();
    private final Div range;
    private final NativeButton clear;

    /** Reasons for which mail is held; with the others it is delivered. */
    private static final Set<Verdict.Reason> HOLDING =
            EnumSet.complementOf(EnumSet.of(Verdict.Reason.SCORE_LOW, Verdict.Reason.OBSERVED, Verdict.Reason.ALLOWED));

    /** States that are looked for together. */
    enum Group {
        ALL("all", EnumSet.noneOf(Standing.class)),
        OPEN("open", EnumSet.of(Standing.UNREAD, Standing.NOT_SURE, Standing.TROUBLE)),
        UNREAD("unread", EnumSet.of(Standing.UNREAD)),
        NOT_SURE("notsure", EnumSet.of(Standing.NOT_SURE)),
        ON_ITS_WAY("way", EnumSet.of(Standing.ON_ITS_WAY)),
        DELIVERED("delivered", EnumSet.of(Standing.DELIVERED)),
        SPAM("spam", EnumSet.of(Standing.SPAM)),
        TROUBLE("trouble", EnumSet.of(Standing.TROUBLE));

        private final String key;
        private final Set<Standing> states;

        Group(String key, Set<Standing> states) {
            this.key = key;
            this.states = Set.copyOf(states);
        }
    }

    /** Spans of days, today included. */
    enum Span {
        ALL("all", 0),
        TODAY("today", 1),
        WEEK("week", 7),
        MONTH("month", 30),
        RANGE("range", 0);

        private final String key;
        private final int days;

        Span(String key, int days) {
            this.key = key;
            this.days = days;
        }
    }

    Filters(Desk desk, Say say, Person person, Runnable onChange) {
        this.desk = desk;
        this.say = say;
        this.onChange = onChange;
        addClassName("filters");

        search.setId("search");
        search.setType("search");
        search.setPlaceholder(say.text("held.search"));
        search.getElement().setAttribute("aria-label", say.text("held.search"));
        search.getElement().setAttribute("aria-keyshortcuts", "/");
        search.getElement().setAttribute("autocomplete", "off");
        search.getElement().setAttribute("maxlength", "200");
        search.setValueChangeMode(ValueChangeMode.LAZY);
        search.setValueChangeTimeout(150);
        search.addValueChangeListener(_ -> changed());
        add(Parts.div("field grow", new Icon("search"), search, Parts.key("/")));

        List<DomainName> offered = desk.store().domains().all().stream()
                .map(ProtectedDomain::name)
                .filter(name -> desk.quarantine()
                        .confines(person)
                        .map(within -> within.contains(name))
                        .orElse(true))
                .sorted(Comparator.naturalOrder())
                .toList();
        domains.setItems(offered);
        domains.setItemLabelGenerator(DomainName::display);
        domains.setPlaceholder(say.text("held.domains"));
        domains.setAriaLabel(say.text("held.domains.label"));
        domains.addClassName("domains");
        domains.setVisible(offered.size() > 1);
        domains.addValueChangeListener(_ -> changed());
        add(domains);

        Map<Span, String> dates = new LinkedHashMap<>();
        for (Span span : Span.values()) {
            dates.put(span, say.text("held.date." + span.key));
        }
        date = new Pick<>(say.text("held.filter.date"), dates, Span.ALL, _ -> changed());
        add(date);
        day(from, "held.date.from");
        day(until, "held.date.until");
        range = Parts.div("range", Parts.div("field", from), Parts.div("field", until));
        add(range);

        Map<Group, String> groups = new LinkedHashMap<>();
        for (Group group : Group.values()) {
            groups.put(group, say.text("held.state." + group.key));
        }
        state = new Pick<>(say.text("held.filter.state"), groups, Group.ALL, _ -> changed());
        add(state);
        Map<Optional<Verdict.Reason>, String> reasons = new LinkedHashMap<>();
        reasons.put(Optional.empty(), say.text("held.reason.all"));
        for (Verdict.Reason each : Verdict.Reason.values()) {
            if (HOLDING.contains(each)) {
                reasons.put(Optional.of(each), say.text("reason." + each));
            }
        }
        reason = new Pick<>(say.text("held.filter.reason"), reasons, Optional.empty(), _ -> changed());
        add(reason);
        clear = Parts.button(say.text("held.clear"), "btn quiet", "", this::clear);
        add(clear);
        show();
    }

    private void day(Input input, String key) {
        input.setType("date");
        input.getElement().setAttribute("aria-label", say.text(key));
        input.getElement().setAttribute("title", say.text(key));
        input.addValueChangeListener(_ -> changed());
    }

    private void changed() {
        show();
        onChange.run();
    }

    private void show() {
        range.setVisible(date.value() == Span.RANGE);
        clear.setVisible(any());
    }

    /** Whether anything narrows the list. */
    boolean any() {
        return !search.getValue().isBlank()
                || !domains.getValue().isEmpty()
                || state.value() != Group.ALL
                || reason.value().isPresent()
                || date.value() != Span.ALL;
    }

    void clear() {
        search.clear();
        domains.clear();
        from.clear();
        until.clear();
        state.set(Group.ALL);
        reason.set(Optional.empty());
        date.set(Span.ALL);
        changed();
    }

    /** For tests and links: looks for words. */
    void search(String words) {
        search.setValue(words);
    }

    HeldQuery query(HeldQuery.Order order, int offset, int limit) {
        return new HeldQuery(
                words(), domains.getValue(), state.value().states, since(), before(), order, offset, limit);
    }

    /** A reason is a word like those that are typed. */
    private String words() {
        String typed = search.getValue().strip();
        return reason.value()
                .map(each -> (typed + " reason:" + each.name().toLowerCase(Locale.ROOT)).strip())
                .orElse(typed);
    }

    private Optional<Instant> since() {
        LocalDate today = desk.now().atZone(say.zone()).toLocalDate();
        return switch (date.value()) {
            case ALL -> Optional.empty();
            case TODAY, WEEK, MONTH -> Optional.of(say.start(today.minusDays(date.value().days - 1L)));
            case RANGE -> dayOf(from).map(say::start);
        };
    }

    private Optional<Instant> before() {
        return date.value() == Span.RANGE ? dayOf(until).map(day -> say.start(day.plusDays(1))) : Optional.empty();
    }

    private static Optional<LocalDate> dayOf(Input input) {
        try {
            return input.getValue().isBlank() ? Optional.empty() : Optional.of(LocalDate.parse(input.getValue()));
        } catch (DateTimeParseException halfWritten) {
            return Optional.empty();
        }
    }
}
