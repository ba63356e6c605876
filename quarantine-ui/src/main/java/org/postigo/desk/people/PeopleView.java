package org.postigo.desk.people;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.dependency.StyleSheet;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H1;
import com.vaadin.flow.component.html.Nav;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.router.BeforeEvent;
import com.vaadin.flow.router.HasDynamicTitle;
import com.vaadin.flow.router.HasUrlParameter;
import com.vaadin.flow.router.Menu;
import com.vaadin.flow.router.OptionalParameter;
import com.vaadin.flow.router.Route;
import com.vaadin.flow.router.RouterLink;
import com.vaadin.flow.spring.security.AuthenticationContext;
import jakarta.annotation.security.RolesAllowed;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postigo.desk.Desk;
import org.postigo.desk.preview.Inert;
import org.postigo.desk.shell.Frame;
import org.postigo.desk.shell.Lines;
import org.postigo.desk.shell.Parts;
import org.postigo.desk.signin.Sessions;
import org.postigo.desk.words.Say;
import org.postigo.mail.DomainName;
import org.postigo.store.audit.Audit;
import org.postigo.store.audit.AuditEvent;
import org.postigo.store.audit.AuditEvent.Deed;
import org.postigo.store.people.Person;

/** People, their sessions, where wrong passwords come from, and the log of looks and acts. For administrators. */
@Route(value = "people", layout = Frame.class)
@Menu(title = "nav.people", order = 7)
@RolesAllowed("ADMINISTRATOR")
@StyleSheet("postigo/people.css")
public final class PeopleView extends Div implements HasUrlParameter<String>, HasDynamicTitle {
    private static final long serialVersionUID = 1;
    private static final Duration A_DAY = Duration.ofDays(1);
    private static final Duration A_QUARTER = Duration.ofDays(90);
    private static final int MOST = 300;
    private static final Set<Deed> WRONG = Set.of(Deed.WRONG_PASSWORD, Deed.WRONG_CODE, Deed.MADE_TO_WAIT);

    private final transient Desk desk;
    private final transient Sessions sessions;
    private final transient Staff staff;
    private final transient Say say;
    private final String me;

    private enum Part {
        PEOPLE(""),
        SESSIONS("sessions"),
        WRONG("wrong"),
        AUDIT("audit");

        private final String path;

        Part(String path) {
            this.path = path;
        }

        static Part of(@Nullable String path) {
            for (Part part : values()) {
                if (part.path.equals(path)) {
                    return part;
                }
            }
            return PEOPLE;
        }
    }

    /** For the administrator who is signed in. */
    public PeopleView(Desk desk, Sessions sessions, AuthenticationContext authentication) {
        this.desk = desk;
        this.sessions = sessions;
        this.say = desk.say(UI.getCurrent().getLocale());
        this.staff = new Staff(desk.store().people(), sessions, desk.store().audit(), desk.clock());
        this.me = authentication.getPrincipalName().orElse("");
        addClassNames("page", "people");
    }

    @Override
    public void setParameter(BeforeEvent event, @OptionalParameter @Nullable String path) {
        show(Part.of(path));
    }

    private void show(Part part) {
        removeAll();
        var sentence = new Paragraph(summary());
        sentence.addClassName("say");
        var head = Parts.div("head", new Div(new H1(say.text("people.title")), sentence));
        if (part == Part.PEOPLE) {
            head.add(Parts.button(
                    say.text("people.add"),
                    "btn pri",
                    "",
                    () -> new PersonDialog(say, staff, domains(), me, () -> show(Part.PEOPLE)).add()));
        }
        var tabs = new Nav();
        tabs.addClassName("segments");
        tabs.getElement().setAttribute("aria-label", say.text("people.parts"));
        for (Part each : Part.values()) {
            var link = each == Part.PEOPLE
                    ? new RouterLink(say.text("people.part." + each), PeopleView.class)
                    : new RouterLink(say.text("people.part." + each), PeopleView.class, each.path);
            link.addClassName("seg");
            if (each == part) {
                link.getElement().setAttribute("aria-current", "page");
            }
            tabs.add(link);
        }
        add(
                head,
                Parts.div("filters", tabs),
                switch (part) {
                    case PEOPLE -> people();
                    case SESSIONS -> sessions();
                    case WRONG -> wrong();
                    case AUDIT -> audit();
                });
    }

    private List<DomainName> domains() {
        return desk.store().domains().all().stream()
                .map(domain -> domain.name())
                .toList();
    }

    private Instant since(Duration ago) {
        return desk.now().minus(ago);
    }

    private String summary() {
        List<Person> all = desk.store().people().all();
        List<AuditEvent> wrong = wrongOnes();
        long addresses = wrong.stream().map(AuditEvent::address).distinct().count();
        return say.text("people.summary", all.size(), sessions.open().size()) + " "
                + (wrong.isEmpty()
                        ? say.text("people.summary.calm")
                        : say.text("people.summary.wrong", wrong.size(), addresses));
    }

    private List<AuditEvent> wrongOnes() {
        return desk.store().audit().newest(new Audit.Query(Optional.empty(), WRONG, since(A_DAY)), 100_000);
    }

    private Div people() {
        var lastIn = desk
                .store()
                .audit()
                .newest(new Audit.Query(Optional.empty(), Set.of(Deed.SIGNED_IN), since(A_QUARTER)), 20_000)
                .stream()
                .collect(Collectors.toMap(AuditEvent::who, AuditEvent::at, (newest, _) -> newest));
        var lines = new Lines(
                say.text("people.part.PEOPLE"),
                List.of(
                        say.text("people.name"),
                        say.text("people.role"),
                        say.text("people.domains"),
                        say.text("people.factor"),
                        say.text("people.lastin"),
                        say.text("people.actions")));
        for (Person person : desk.store().people().all()) {
            String name = Inert.line(person.name().isBlank() ? person.email() : person.name(), 60);
            var edit = Parts.button(
                    say.text("people.change"),
                    "btn quiet",
                    "",
                    () -> new PersonDialog(say, staff, domains(), me, () -> show(Part.PEOPLE)).change(person));
            edit.setAriaLabel(say.text("people.change.of", name));
            lines.line(
                    Parts.div("two", Parts.span(name, "b"), Parts.foreign(Inert.line(person.email(), 80), "q")),
                    Parts.span(say.text("role." + person.role())),
                    Parts.span(domainsOf(person), "cut"),
                    person.secondFactor().isPresent()
                            ? Parts.span(say.text("people.factor.on"), "good")
                            : Parts.span(say.text("people.factor.off"), "q"),
                    Optional.ofNullable(lastIn.get(person.email()))
                            .map(at -> Parts.span(say.dayAndMinute(at, desk.now())))
                            .orElseGet(() -> Parts.span(say.text("people.never"), "q")),
                    edit);
        }
        return lines;
    }

    private String domainsOf(Person person) {
        return switch (person.role()) {
            case ADMINISTRATOR -> say.text("people.all");
            case REVIEWER, DOMAIN_ADMINISTRATOR ->
                person.domains().isEmpty()
                        ? say.text("people.all")
                        : person.domains().stream()
                                .map(DomainName::display)
                                .sorted()
                                .collect(Collectors.joining(", "));
            case RECIPIENT -> say.text("people.own");
        };
    }

    private Div sessions() {
        var lines = new Lines(
                say.text("people.part.SESSIONS"),
                List.of(
                        say.text("people.name"),
                        say.text("people.address"),
                        say.text("people.browser"),
                        say.text("people.since"),
                        say.text("people.seen"),
                        say.text("people.actions")));
        for (Sessions.Open open : sessions.open()) {
            String name = Inert.line(desk.name(open.email()), 60);
            var end = Parts.button(say.text("people.end"), "btn quiet", "", () -> {
                staff.end(open, me);
                show(Part.SESSIONS);
            });
            end.setAriaLabel(say.text("people.end.of", name, open.address()));
            lines.line(
                    Parts.span(name, "b"),
                    Parts.foreign(open.address(), "mono"),
                    Parts.foreign(Inert.line(Browsers.brief(open.browser()), 60), "cut"),
                    Parts.span(say.dayAndMinute(open.since(), desk.now())),
                    Parts.span(say.ago(open.lastSeen(), desk.now())),
                    end);
        }
        return lines;
    }

    private Div wrong() {
        List<WrongOnes.Source> sources = WrongOnes.of(wrongOnes());
        if (sources.isEmpty()) {
            return Parts.div("empty", new Paragraph(say.text("people.wrong.none")));
        }
        var lines = new Lines(
                say.text("people.part.WRONG"),
                List.of(
                        say.text("people.address"),
                        say.text("people.account"),
                        say.text("people.tries"),
                        say.text("people.turned"),
                        say.text("people.first"),
                        say.text("people.last")));
        for (WrongOnes.Source source : sources.stream().limit(MOST).toList()) {
            boolean known = desk.person(source.account()).isPresent();
            lines.line(
                    Parts.foreign(source.address(), "mono"),
                    Parts.div(
                            "two",
                            Parts.foreign(Inert.line(source.account(), 80)),
                            Parts.span(
                                    say.text(known ? "people.account.known" : "people.account.unknown"),
                                    known ? "warn" : "q")),
                    Parts.span(say.number(source.tries()), "num"),
                    Parts.span(say.number(source.turnedAway()), "num"),
                    Parts.span(say.dayAndMinute(source.first(), desk.now())),
                    Parts.span(say.dayAndMinute(source.last(), desk.now())));
        }
        return lines;
    }

    private Div audit() {
        List<AuditEvent> events = desk.store().audit().newest(Audit.Query.since(since(A_QUARTER)), MOST);
        if (events.isEmpty()) {
            return Parts.div("empty", new Paragraph(say.text("people.audit.none")));
        }
        var lines = new Lines(
                say.text("people.part.AUDIT"),
                List.of(
                        say.text("people.when"),
                        say.text("people.who"),
                        say.text("people.deed"),
                        say.text("people.subject"),
                        say.text("people.address")));
        for (AuditEvent event : events) {
            lines.line(
                    Parts.span(say.second(event.at(), desk.now())),
                    Parts.foreign(Inert.line(desk.name(event.who()), 60), "m"),
                    Parts.span(say.text("deed." + event.deed())),
                    Parts.foreign(Inert.line((event.subject() + " " + event.detail()).strip(), 90), "mono", "cut"),
                    Parts.foreign(event.address(), "mono"));
        }
        return lines;
    }

    @Override
    public String getPageTitle() {
        return "Postigo · " + say.text("people.title");
    }
}
