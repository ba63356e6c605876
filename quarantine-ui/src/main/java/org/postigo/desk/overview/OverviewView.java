package org.postigo.desk.overview;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.combobox.ComboBox;
import com.vaadin.flow.component.dependency.StyleSheet;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H1;
import com.vaadin.flow.component.html.NativeButton;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.HasDynamicTitle;
import com.vaadin.flow.router.Location;
import com.vaadin.flow.router.Menu;
import com.vaadin.flow.router.QueryParameters;
import com.vaadin.flow.router.Route;
import com.vaadin.flow.spring.security.AuthenticationContext;
import jakarta.annotation.security.PermitAll;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postigo.desk.Desk;
import org.postigo.desk.shell.Frame;
import org.postigo.desk.shell.Parts;
import org.postigo.desk.words.Say;
import org.postigo.mail.DomainName;
import org.postigo.mail.estimate.Interval;
import org.postigo.mail.policy.ProtectedDomain;
import org.postigo.mail.record.DnsListTable;
import org.postigo.store.people.Person;
import org.springframework.beans.factory.ObjectProvider;

/** What came in, what became of it, what people made of it and what that cost them, of all one's domains or of one. */
@Route(value = "overview", layout = Frame.class)
@Menu(title = "nav.overview", order = 4)
@StyleSheet("postigo/overview.css")
@PermitAll
public final class OverviewView extends Div implements BeforeEnterObserver, HasDynamicTitle {
    private static final long serialVersionUID = 1;

    private final transient Desk desk;
    private final transient Say say;
    private final transient Person person;
    private final transient Optional<DnsListTable.Source> lists;
    private final transient Map<Period, NativeButton> periods = new EnumMap<>(Period.class);
    private final ComboBox<DomainName> domains = new ComboBox<>();
    private final Paragraph sentence = new Paragraph();
    private final Div body = Parts.div("body");
    private transient Period period = Period.WEEK;

    /** For the person who is signed in. */
    public OverviewView(Desk desk, ObjectProvider<DnsListTable.Source> lists, AuthenticationContext authentication) {
        this.desk = desk;
        this.lists = Optional.ofNullable(lists.getIfAvailable());
        this.say = desk.say(UI.getCurrent().getLocale());
        this.person = authentication
                .getPrincipalName()
                .flatMap(desk::person)
                .orElseThrow(() -> new IllegalStateException("nobody is signed in"));
        addClassNames("overview");
        Chart.prepare(UI.getCurrent());
        List<DomainName> offered = desk.store().domains().all().stream()
                .map(ProtectedDomain::name)
                .filter(name -> confines().map(within -> within.contains(name)).orElse(true))
                .sorted(Comparator.naturalOrder())
                .toList();
        domains.setItems(offered);
        domains.setItemLabelGenerator(DomainName::display);
        domains.setPlaceholder(say.text("overview.all"));
        domains.setAriaLabel(say.text("overview.domain"));
        domains.setClearButtonVisible(true);
        domains.addClassName("domains");
        domains.setVisible(offered.size() > 1);
        domains.addValueChangeListener(event -> {
            if (event.isFromClient()) {
                address();
            }
        });
        var choices = Parts.div("segments");
        choices.getElement().setAttribute("role", "group");
        choices.getElement().setAttribute("aria-label", say.text("overview.period"));
        for (Period each : Period.values()) {
            NativeButton button =
                    Parts.button(say.text("overview.period." + each.key()), "seg", "", () -> choose(each));
            periods.put(each, button);
            choices.add(button);
        }
        sentence.addClassName("say");
        var page = Parts.div(
                "page",
                Parts.div(
                        "head",
                        new Div(new H1(say.text("nav.overview")), sentence),
                        Parts.div("choices", domains, choices)),
                body);
        page.getElement().setAttribute("tabindex", "0");
        add(page);
    }

    private Optional<Set<DomainName>> confines() {
        return desk.quarantine().confines(person);
    }

    private void choose(Period chosen) {
        period = chosen;
        address();
    }

    /** What is chosen stands in the address, so that it can be sent to a colleague. */
    private void address() {
        var parameters = new HashMap<String, String>();
        parameters.put("for", period.key());
        domains.getOptionalValue().ifPresent(domain -> parameters.put("domain", domain.text()));
        UI.getCurrent()
                .getPage()
                .getHistory()
                .replaceState(null, new Location("overview", QueryParameters.simple(parameters)));
        show();
    }

    @Override
    public void beforeEnter(BeforeEnterEvent event) {
        QueryParameters parameters = event.getLocation().getQueryParameters();
        period = parameters
                .getSingleParameter("for")
                .flatMap(key -> Arrays.stream(Period.values())
                        .filter(each -> each.key().equals(key))
                        .findFirst())
                .orElse(Period.WEEK);
        domains.setValue(parameters
                .getSingleParameter("domain")
                .flatMap(DomainName::parse)
                .filter(name -> domains.getListDataView().contains(name))
                .orElse(domains.getEmptyValue()));
        show();
    }

    private void show() {
        periods.forEach(
                (each, button) -> button.getElement().setAttribute("aria-pressed", Boolean.toString(each == period)));
        Instant now = desk.now();
        Optional<DomainName> one = domains.getOptionalValue();
        Optional<Set<DomainName>> within = one.map(Set::of).or(this::confines);
        Ledger ledger = Ledger.of(desk.store().counts(), period, now, say.zone(), within);
        sentence.removeAll();
        body.removeAll();
        say(ledger);
        var middle = Parts.div("cols3", new Rates(say, ledger));
        var right = Parts.div("stack");
        if (within.isEmpty()) {
            middle.add(Parts.div(
                    "stack", new Sittings(desk, say, period, ledger), new Queue(desk, say, person, Set.of())));
            right.add(new Agreement(say, desk.store().counts().agreement(period.start(now, say.zone()))));
            lists.ifPresent(source -> right.add(new ListHealth(say, source.now())));
            middle.add(right);
        } else {
            middle.add(Parts.div(
                    "stack", new Queue(desk, say, person, one.map(Set::of).orElse(Set.of()))));
        }
        body.add(new Strip(say, period, ledger, now), middle);
    }

    /** The figures in a sentence; figures stand out in it. */
    private void say(Ledger ledger) {
        Ledger.Sums whole = ledger.whole();
        String span = say.text("overview.span." + period.key());
        if (whole.of(Flow.CAME) + whole.of(Flow.REFUSED) == 0) {
            emphasised(say.text("overview.empty", span));
            return;
        }
        Interval interval = whole.interval();
        String held = say.text("overview.say", span, whole.of(Flow.CAME), whole.of(Flow.REFUSED), whole.of(Flow.HELD));
        emphasised(held);
        if (whole.of(Flow.HELD) > 0) {
            emphasised(" "
                    + say.text(
                            "overview.say.rescued",
                            whole.rescuedOfHeld(),
                            say.precise(whole.rate()),
                            say.precise(interval.low()),
                            say.precise(interval.high())));
        }
    }

    /** Adds to the sentence; what stands between stars stands out. */
    private void emphasised(String text) {
        String[] parts = text.split("\\*", -1);
        for (int i = 0; i < parts.length; i++) {
            sentence.add(i % 2 == 0 ? new Span(parts[i]) : Parts.span(parts[i], "b"));
        }
    }

    @Override
    public String getPageTitle() {
        return say.text("nav.overview") + " · Postigo";
    }
}
