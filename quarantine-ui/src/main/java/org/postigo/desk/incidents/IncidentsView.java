package org.postigo.desk.incidents;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.dependency.StyleSheet;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H1;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.Input;
import com.vaadin.flow.component.html.NativeLabel;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.router.AfterNavigationEvent;
import com.vaadin.flow.router.AfterNavigationObserver;
import com.vaadin.flow.router.HasDynamicTitle;
import com.vaadin.flow.router.Route;
import com.vaadin.flow.spring.security.AuthenticationContext;
import jakarta.annotation.security.RolesAllowed;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postigo.desk.Desk;
import org.postigo.desk.shell.CauseWords;
import org.postigo.desk.shell.Frame;
import org.postigo.desk.shell.Lines;
import org.postigo.desk.shell.Parts;
import org.postigo.desk.shell.Pick;
import org.postigo.desk.words.Say;
import org.postigo.mail.DomainName;
import org.postigo.mail.finding.Finding;
import org.postigo.mail.policy.ProtectedDomain;
import org.postigo.quarantine.incident.Cause;
import org.postigo.quarantine.incident.CauseWatch;
import org.postigo.quarantine.incident.Incident;
import org.postigo.quarantine.incident.Incidents;
import org.postigo.quarantine.incident.Reassessor;
import org.postigo.store.held.HeldCopy;
import org.postigo.store.held.HeldQuery;

/**
 * Rescue of what a wrong cause held: alarms, the question, and what came of it. For administrators. One is reached with a
 * cause in the address: {@code incidents?cause=fact:list.client=zen}.
 */
@Route(value = "incidents", layout = Frame.class)
@RolesAllowed("ADMINISTRATOR")
@StyleSheet("postigo/people.css")
@StyleSheet("postigo/incidents.css")
public final class IncidentsView extends Div implements HasDynamicTitle, AfterNavigationObserver {
    private static final long serialVersionUID = 1;

    /** Open copies that are asked what held them. */
    private static final int ASKED = 1_000;

    /** Causes that are offered. */
    private static final int OFFERED = 40;

    /** The choice of a cause that is not offered. */
    private static final String OTHER = "";

    private static final Set<HeldQuery.Standing> OPEN = Set.of(HeldQuery.Standing.UNREAD, HeldQuery.Standing.NOT_SURE);

    private final transient Desk desk;
    private final transient Incidents incidents;
    private final transient CauseWatch watch;
    private final transient Say say;
    private final transient CauseWords words;
    private final String me;
    private final Div alarms = new Div();
    private final Div form = new Div();
    private final Div trouble = Parts.div("err");
    private final Div open = new Div();
    private final Div earlier = new Div();
    private final Input other = new Input();
    private final Input from = new Input();
    private final Input until = new Input();
    private Div written = new Div();
    private transient Pick<String> cause;
    private final transient Pick<Optional<DomainName>> domain;
    private final transient Pick<Reassessor.Way> way;

    /** For the administrator who is signed in. */
    public IncidentsView(Desk desk, Incidents incidents, CauseWatch watch, AuthenticationContext authentication) {
        this.desk = desk;
        this.incidents = incidents;
        this.watch = watch;
        this.say = desk.say(UI.getCurrent().getLocale());
        this.words = new CauseWords(desk.store(), say);
        this.me = authentication.getPrincipalName().orElse("");
        addClassNames("page", "people", "incidents");
        var sentence = new Paragraph(say.text("incidents.summary"));
        sentence.addClassName("say");
        cause = causes(Optional.empty());
        domain = new Pick<>(say.text("incidents.domain"), domains(), Optional.empty(), _ -> {});
        way = new Pick<>(say.text("incidents.way"), ways(), Reassessor.Way.ANEW, _ -> {});
        form.addClassName("ask");
        trouble.getElement().setAttribute("role", "alert");
        open.addClassName("opened");
        earlier.addClassName("part");
        write();
        add(
                Parts.div("head", new Div(new H1(say.text("incidents.title")), sentence)),
                alarms,
                form,
                trouble,
                open,
                earlier);
        alarms();
        earlier();
    }

    @Override
    public void afterNavigation(AfterNavigationEvent event) {
        event.getLocation().getQueryParameters().getSingleParameter("cause").ifPresent(this::choose);
        incidents.all().stream()
                .filter(incident -> incident.phase().busy())
                .findFirst()
                .ifPresent(incident -> show(incident.id()));
    }

    private void write() {
        from.setType("datetime-local");
        until.setType("datetime-local");
        from.setValue(LocalDateTime.ofInstant(
                        desk.now().minus(Duration.ofDays(1)), desk.settings().zone())
                .truncatedTo(ChronoUnit.MINUTES)
                .toString());
        other.setPlaceholder("fact:list.client=zen");
        other.getElement().setAttribute("maxlength", "200");
        layOut();
    }

    private void layOut() {
        form.removeAll();
        written = written("incidents.other", other);
        written.setVisible(cause.value().equals(OTHER));
        form.add(
                labelled("incidents.cause", cause),
                written,
                written("incidents.from", from),
                written("incidents.until", until),
                labelled("incidents.domain", domain),
                labelled("incidents.way", way),
                Parts.button(say.text("incidents.look"), "btn pri", "", this::look));
    }

    private Div labelled(String key, Div pick) {
        return Parts.div("labelled", new Span(say.text(key)), pick);
    }

    private Div written(String key, Input input) {
        input.setId(key.replace('.', '-'));
        var label = new NativeLabel(say.text(key));
        label.setFor(input);
        return Parts.div("labelled", label, Parts.div("field", input));
    }

    /** What held the open copies of these days, the most frequent first; whatever else is written. */
    private Pick<String> causes(Optional<String> wanted) {
        Map<String, Integer> times = new HashMap<>();
        for (HeldCopy copy : desk.store()
                .held()
                .list(new HeldQuery(
                        "", Set.of(), OPEN, Optional.empty(), Optional.empty(), HeldQuery.Order.NEWEST, 0, ASKED))
                .rows()) {
            Cause.against(copy.message().assessment()).forEach(each -> times.merge(each.text(), 1, Integer::sum));
            copy.message().assessment().findings().stream()
                    .filter(Finding.Unknown.class::isInstance)
                    .map(finding -> new Cause.OfCheck(((Finding.Unknown) finding).check()).text())
                    .distinct()
                    .forEach(each -> times.merge(each, 1, Integer::sum));
        }
        wanted.ifPresent(each -> times.putIfAbsent(each, 0));
        Map<String, String> choices = new LinkedHashMap<>();
        times.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(OFFERED)
                .forEach(each -> choices.put(
                        each.getKey(), say.text("incidents.cause.times", words.of(each.getKey()), each.getValue())));
        wanted.ifPresent(each -> choices.putIfAbsent(each, words.of(each)));
        choices.put(OTHER, say.text("incidents.cause.other"));
        String first = wanted.orElseGet(() -> choices.keySet().iterator().next());
        return new Pick<>(
                say.text("incidents.cause"), choices, first, chosen -> written.setVisible(chosen.equals(OTHER)));
    }

    private Map<Optional<DomainName>, String> domains() {
        Map<Optional<DomainName>, String> choices = new LinkedHashMap<>();
        choices.put(Optional.empty(), say.text("incidents.domain.all"));
        desk.store().domains().all().stream()
                .map(ProtectedDomain::name)
                .forEach(name -> choices.put(Optional.of(name), name.display()));
        return choices;
    }

    private Map<Reassessor.Way, String> ways() {
        Map<Reassessor.Way, String> choices = new LinkedHashMap<>();
        for (Reassessor.Way each : Reassessor.Way.values()) {
            choices.put(each, say.text("incidents.way." + each));
        }
        return choices;
    }

    private void choose(String text) {
        if (Cause.parse(text).isPresent()) {
            cause = causes(Optional.of(text));
            layOut();
        }
    }

    private void alarms() {
        alarms.removeAll();
        List<CauseWatch.Alarm> sounding = watch.alarms(desk.now());
        if (sounding.isEmpty()) {
            alarms.add(Parts.div("quiet", new Paragraph(say.text("incidents.quiet"))));
            return;
        }
        var lines = new Lines(
                say.text("incidents.alarms"),
                List.of(
                        say.text("incidents.cause"),
                        say.text("incidents.alarm.now"),
                        say.text("incidents.alarm.before"),
                        say.text("incidents.alarm.since"),
                        say.text("incidents.do")));
        for (CauseWatch.Alarm alarm : sounding) {
            lines.line(
                    Parts.span(words.of(alarm.cause()), "b"),
                    new Span(say.text("incidents.alarm.share", alarm.hits(), alarm.messages())),
                    new Span(say.percentSign(alarm.before())),
                    new Span(say.minute(alarm.since(), desk.now())),
                    Parts.button(say.text("incidents.alarm.look"), "btn quiet", "", () -> choose(alarm.cause())));
        }
        alarms.add(Parts.div("part alarm", new H2(say.text("incidents.alarms")), lines));
    }

    private void look() {
        trouble.removeAll();
        Optional<Cause> asked =
                Cause.parse(cause.value().equals(OTHER) ? other.getValue().strip() : cause.value());
        if (asked.isEmpty()) {
            trouble.add(new Span(say.text("incidents.nocause")));
            return;
        }
        try {
            int id = incidents.look(new Incident.Asked(
                    asked.get(),
                    time(from.getValue()).orElse(Instant.EPOCH),
                    time(until.getValue()).orElse(desk.now().plusSeconds(1)),
                    domain.value().map(Set::of).orElse(Set.of()),
                    way.value(),
                    me));
            show(id);
            earlier();
        } catch (IllegalArgumentException | DateTimeParseException refused) {
            trouble.add(new Span(say.text("incidents.nospan")));
        }
    }

    private Optional<Instant> time(String written) {
        return written.isBlank()
                ? Optional.empty()
                : Optional.of(LocalDateTime.parse(written)
                        .atZone(desk.settings().zone())
                        .toInstant());
    }

    private void show(int id) {
        open.removeAll();
        open.add(new RescuePanel(desk, incidents, say, words, me, id));
    }

    private void earlier() {
        earlier.removeAll();
        List<Incident> all = incidents.all();
        earlier.setVisible(all.size() > 1);
        var lines = new Lines(
                say.text("incidents.earlier"),
                List.of(
                        say.text("incidents.cause"),
                        say.text("incidents.span"),
                        say.text("incidents.by"),
                        say.text("incidents.do")));
        for (Incident incident : all) {
            lines.line(
                    Parts.span(words.of(incident.asked().cause()), "b"),
                    new Span(say.text(
                            "incidents.span.of",
                            say.minute(incident.asked().from(), desk.now()),
                            say.minute(incident.asked().until(), desk.now()))),
                    Parts.foreign(desk.name(incident.asked().by())),
                    Parts.button(say.text("incidents.open"), "btn quiet", "", () -> show(incident.id())));
        }
        earlier.add(new H2(say.text("incidents.earlier")), lines);
    }

    @Override
    public String getPageTitle() {
        return say.text("incidents.title") + " · Postigo";
    }
}
