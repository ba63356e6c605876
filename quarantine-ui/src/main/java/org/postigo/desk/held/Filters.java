package org.postigo.desk.held;

import com.vaadin.flow.component.combobox.MultiSelectComboBox;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Input;
import com.vaadin.flow.component.html.NativeButton;
import com.vaadin.flow.data.value.ValueChangeMode;
import com.vaadin.flow.router.QueryParameters;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.postigo.desk.Desk;
import org.postigo.desk.narrow.AddressQuery;
import org.postigo.desk.narrow.Days;
import org.postigo.desk.narrow.WhyHeld;
import org.postigo.desk.shell.Icon;
import org.postigo.desk.shell.Parts;
import org.postigo.desk.shell.Pick;
import org.postigo.desk.words.Say;
import org.postigo.mail.DomainName;
import org.postigo.mail.policy.ProtectedDomain;
import org.postigo.store.held.HeldQuery;
import org.postigo.store.held.HeldQuery.Standing;
import org.postigo.store.people.Person;

/** What is looked for: words, domains, state, date. */
final class Filters extends Div {
    private static final long serialVersionUID = 1;

    private final transient Desk desk;
    private final transient Say say;
    private final transient Consumer<Boolean> onChange;
    private final transient List<DomainName> offered;
    private transient boolean quiet;
    private final Input search = new Input();
    private final MultiSelectComboBox<DomainName> domains = new MultiSelectComboBox<>();
    private final Pick<Group> state;
    private final Days days;
    private final WhyHeld reason;
    private final NativeButton clear;

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

    Filters(Desk desk, Say say, Person person, Consumer<Boolean> onChange) {
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
        search.addValueChangeListener(event -> {
            if (!quiet) {
                // The way back leads to before the first letter, not from letter to letter.
                changed(event.getOldValue().isBlank() != event.getValue().isBlank());
            }
        });
        add(Parts.div("field grow", new Icon("search"), search, Parts.key("/")));

        offered = desk.store().domains().all().stream()
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
        domains.addValueChangeListener(_ -> {
            if (!quiet) {
                changed(true);
            }
        });
        add(domains);

        days = new Days(desk.clock(), say, () -> changed(true));
        add(days);

        Map<Group, String> groups = new LinkedHashMap<>();
        for (Group group : Group.values()) {
            groups.put(group, say.text("held.state." + group.key));
        }
        state = new Pick<>(say.text("held.filter.state"), groups, Group.ALL, _ -> changed(true));
        add(state);
        reason = new WhyHeld(say, () -> changed(true));
        add(reason.pick());
        clear = Parts.button(say.text("held.clear"), "btn quiet", "", this::clear);
        add(clear);
        show();
    }

    private void changed(boolean step) {
        show();
        onChange.accept(step);
    }

    private void show() {
        clear.setVisible(any());
    }

    /** Whether anything narrows the list. */
    boolean any() {
        return !search.getValue().isBlank()
                || !domains.getValue().isEmpty()
                || state.value() != Group.ALL
                || reason.value().isPresent()
                || days.any();
    }

    void clear() {
        read(QueryParameters.empty());
        changed(true);
    }

    /** As it stands in the address of the page. */
    AddressQuery query() {
        var query = new AddressQuery()
                .with("q", search.getValue())
                .with(
                        "domain",
                        domains.getValue().stream()
                                .map(DomainName::text)
                                .sorted()
                                .toList())
                .with("state", state.value(), Group.ALL);
        return reason.into(days.into(query));
    }

    /** Takes over what stands in the address of the page; nobody is told. */
    void read(QueryParameters parameters) {
        quiet = true;
        try {
            search.setValue(AddressQuery.word(parameters, "q"));
            Set<String> named = Set.copyOf(parameters.getParameters("domain"));
            domains.setValue(
                    offered.stream().filter(name -> named.contains(name.text())).collect(Collectors.toSet()));
            state.set(AddressQuery.constant(parameters, "state", Group.ALL));
            days.read(parameters);
            reason.read(parameters);
        } finally {
            quiet = false;
        }
        show();
    }

    /** For tests and links: looks for words. */
    void search(String words) {
        search.setValue(words);
    }

    HeldQuery query(HeldQuery.Order order, int offset, int limit) {
        return new HeldQuery(
                words(), domains.getValue(), state.value().states, days.since(), days.before(), order, offset, limit);
    }

    /** A reason is a word like those that are typed. */
    private String words() {
        String typed = search.getValue().strip();
        return reason.value()
                .map(each -> (typed + " reason:" + each.name().toLowerCase(Locale.ROOT)).strip())
                .orElse(typed);
    }
}
