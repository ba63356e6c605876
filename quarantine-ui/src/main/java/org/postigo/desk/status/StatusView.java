package org.postigo.desk.status;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.dependency.StyleSheet;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H1;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.router.HasDynamicTitle;
import com.vaadin.flow.router.Menu;
import com.vaadin.flow.router.Route;
import com.vaadin.flow.spring.security.AuthenticationContext;
import jakarta.annotation.security.PermitAll;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postigo.desk.Desk;
import org.postigo.desk.preview.Inert;
import org.postigo.desk.shell.Frame;
import org.postigo.desk.shell.Parts;
import org.postigo.desk.shell.Trouble;
import org.postigo.desk.words.Say;
import org.postigo.mail.record.DnsListTable;
import org.postigo.quarantine.retention.Retention;
import org.postigo.store.StoreFigures;
import org.postigo.store.held.HeldQuery;
import org.postigo.store.people.Person;
import org.springframework.beans.factory.ObjectProvider;

/** Does the mail flow? Each part in a line with its last hour; then servers, lists, model and certificates. */
@Route(value = "status", layout = Frame.class)
@Menu(title = "nav.status", order = 6)
@StyleSheet("postigo/status.css")
@PermitAll
public final class StatusView extends Div implements HasDynamicTitle {
    private static final long serialVersionUID = 1;

    private final transient Desk desk;
    private final transient Say say;
    private final transient Person person;
    private final transient Optional<LastHour> hour;
    private final Div page = Parts.div("page");

    /** For the person who is signed in. */
    public StatusView(Desk desk, ObjectProvider<LastHour> hour, AuthenticationContext authentication) {
        this.desk = desk;
        this.say = desk.say(UI.getCurrent().getLocale());
        this.hour = Optional.ofNullable(hour.getIfAvailable());
        this.person = authentication
                .getPrincipalName()
                .flatMap(desk::person)
                .orElseThrow(() -> new IllegalStateException("nobody is signed in"));
        addClassName("statusview");
        page.getElement().setAttribute("tabindex", "0");
        add(page);
        show();
    }

    private void show() {
        page.removeAll();
        if (hour.isEmpty()) {
            page.add(head(new H1(say.text("nav.status")), say.text("status.unknown")));
            return;
        }
        try {
            Judgement now = hour.get().now();
            Map<Service, Standing> standings = now.standings();
            page.add(head(title(standings), sentence(standings, now)));
            if (!now.state().alarms().isEmpty()) {
                page.add(alarms(now.state().alarms()));
            }
            page.add(section("status.services", past()), services(standings, now));
            if (desk.quarantine().confines(person).isEmpty()) {
                page.add(section("status.servers", say.text("status.since")), servers(now.state()));
                page.add(section("status.lists", queries(now.lists())), lists(now.lists(), now.at()));
                page.add(Parts.div("two", model(now), store(now.state())));
                page.add(section("status.certificates", ""), certificates(now));
            }
        } catch (IOException unreadable) {
            page.add(head(
                    new H1(say.text("nav.status")),
                    say.text("status.trouble", Trouble.log("the state of the gate cannot be told", unreadable))));
        }
    }

    private Div head(H1 title, String words) {
        var sentence = new Paragraph(words);
        sentence.addClassName("say");
        return Parts.div(
                "head", new Div(title, sentence), Parts.button(say.text("status.again"), "btn", "", this::show));
    }

    private H1 title(Map<Service, Standing> standings) {
        String key = standings.containsValue(Standing.FAILED)
                ? "failed"
                : standings.containsValue(Standing.WAITING) ? "waiting" : "good";
        return new H1(say.text("status.title." + key));
    }

    private String sentence(Map<Service, Standing> standings, Judgement now) {
        var words = new ArrayList<String>();
        standings.forEach((service, standing) -> {
            if (standing == Standing.FAILED || standing == Standing.WAITING) {
                words.add(trouble(service, now));
            }
        });
        if (words.isEmpty()) {
            words.add(say.text("status.allgood"));
        }
        words.add(say.text("status.checked", say.second(now.at(), now.at())));
        return String.join(" ", words);
    }

    /** One sentence about what is not well. */
    private String trouble(Service service, Judgement now) {
        StoreFigures store = now.state().store();
        return switch (service) {
            case GATE -> say.text("status.bad.gate", why(now.state().gate().knock()));
            case RESOLVER -> say.text("status.bad.resolver", why(now.state().resolver()));
            case CLASSIFIER ->
                now.state().judging().down()
                        ? say.text("status.bad.classifier")
                        : say.text(
                                "status.bad.checks",
                                String.join(", ", now.state().judging().outOfOrder()));
            case SERVERS ->
                say.text(
                        "status.bad.servers",
                        now.state().servers().stream()
                                .filter(server -> server.circuit().isPresent())
                                .count());
            case RELEASES -> say.text("status.bad.releases", store.overdue());
            case HELD ->
                store.damages() > 0
                        ? say.text("status.bad.damages", store.damages())
                        : say.text(store.free() < store.reserve() ? "status.bad.full" : "status.bad.held");
            case JOURNAL -> say.text("status.bad.journal", store.journalDropped());
            case INDEX -> say.text("status.bad.index");
            case LISTS -> say.text("status.bad.lists", paused(now.lists()));
            case REVIEW -> say.text("status.bad.review");
            case LEARNING -> say.text("status.bad.learning");
            case CERTIFICATES -> say.text("status.bad.certificates");
        };
    }

    private static String why(Optional<Machine.Probe> probe) {
        return Inert.line(probe.map(Machine.Probe::why).orElse(""), 120);
    }

    private static long paused(DnsListTable table) {
        return table.rows().stream()
                .filter(row -> row.state() == DnsListTable.State.PAUSED || row.state() == DnsListTable.State.DISABLED)
                .count();
    }

    private Component alarms(List<Machine.Alarm> alarms) {
        var list = Parts.div("alarms");
        list.getElement().setAttribute("role", "status");
        alarms.forEach(alarm -> list.add(new Paragraph(say.text(
                "status.alarm",
                alarm.cause(),
                alarm.hits(),
                alarm.messages(),
                say.minute(alarm.since(), desk.now())))));
        return list;
    }

    private String past() {
        return hour.flatMap(LastHour::since)
                .map(since -> say.text("status.past", say.minute(since, desk.now())))
                .orElse(say.text("status.past.none"));
    }

    private Component section(String key, String beside) {
        var head = new H2(say.text(key));
        if (!beside.isEmpty()) {
            head.add(Parts.span(beside, "q"));
        }
        return head;
    }

    private Component services(Map<Service, Standing> standings, Judgement now) {
        var table = new StatusTable(
                say.text("status.services"),
                "services",
                List.of(
                        say.text("status.service"),
                        "-" + say.text("status.promise"),
                        say.text("status.hour"),
                        "#" + say.text("status.now")));
        Map<Service, List<Standing>> past = hour.map(LastHour::past).orElse(Map.of());
        standings.forEach((service, standing) -> table.row(
                Badge.of(say, standing, say.text("status.service." + service.key())),
                Parts.span(say.text("status.promise." + service.key()), "q2"),
                Minutes.of(say, past.getOrDefault(service, List.of())),
                StatusTable.text(value(service, now))));
        return table;
    }

    private String value(Service service, Judgement now) {
        Machine.State state = now.state();
        StoreFigures store = state.store();
        return switch (service) {
            case GATE -> say.text("status.value.open", state.gate().open());
            case RESOLVER ->
                state.resolver().flatMap(Machine.Probe::took).map(this::millis).orElse("–");
            case CLASSIFIER -> millis(state.judging().assessing());
            case SERVERS -> {
                long well = state.servers().stream()
                        .filter(server -> server.circuit().isEmpty())
                        .count();
                yield say.text("status.value.of", well, state.servers().size());
            }
            case RELEASES ->
                say.text("status.value.queue", store.standings().getOrDefault(HeldQuery.Standing.ON_ITS_WAY, 0L));
            case HELD -> say.text("status.value.free", say.size(store.free()));
            case JOURNAL -> say.text("status.value.waiting", store.journalWaiting());
            case INDEX ->
                store.index() == StoreFigures.IndexState.REBUILDING
                        ? say.text("status.value.rebuilding")
                        : store.indexBehind() == 0
                                ? say.text("status.value.ready")
                                : say.text("status.value.behind", say.size(store.indexBehind()));
            case LISTS -> {
                long off = now.lists().rows().stream()
                        .filter(row -> row.state() == DnsListTable.State.OFF)
                        .count();
                long on = now.lists().rows().size() - off;
                yield on == 0 ? "–" : say.text("status.value.of", on - paused(now.lists()), on);
            }
            case REVIEW -> say.text("status.value.rounds", now.open().size());
            case LEARNING ->
                state.model().behind().toSeconds() < 2
                        ? say.text("status.value.ready")
                        : say.wait(state.model().behind());
            case CERTIFICATES ->
                state.certificates().stream()
                        .flatMap(each -> each.until().stream())
                        .min(Instant::compareTo)
                        .map(until -> say.text(
                                "status.value.days",
                                Math.max(0, Duration.between(now.at(), until).toDays())))
                        .orElse("–");
        };
    }

    private String millis(Duration time) {
        return time.isZero()
                ? "–"
                : time.toMillis() == 0
                        ? say.text("status.value.less")
                        : say.text("status.value.millis", time.toMillis());
    }

    private Component servers(Machine.State state) {
        if (state.servers().isEmpty()) {
            return Parts.div("none", Parts.span(say.text("status.servers.none"), "q"));
        }
        var table = new StatusTable(
                say.text("status.servers"),
                "servers",
                List.of(
                        say.text("status.server"),
                        say.text("status.state"),
                        "#-" + say.text("status.taken"),
                        "#-" + say.text("status.putoff"),
                        "#-" + say.text("status.refused"),
                        "#-" + say.text("status.waiting"),
                        "#" + say.text("status.time")));
        for (Machine.Server server : state.servers()) {
            String words = server.circuit()
                    .map(why -> say.text("status.server.bad", why))
                    .or(() -> server.lastTrouble().map(why -> say.text("status.server.was", why)))
                    .orElse(say.text("status.server.good"));
            table.row(
                    Badge.of(say, server.circuit().isPresent() ? Standing.FAILED : Standing.GOOD, server.name()),
                    Parts.foreign(words, server.circuit().isPresent() ? "bad" : "q2"),
                    StatusTable.text(say.number(server.taken())),
                    StatusTable.text(say.number(server.putOff())),
                    StatusTable.text(say.number(server.refused())),
                    StatusTable.text(say.number(server.waiting())),
                    StatusTable.text(millis(server.delivery())));
        }
        return table;
    }

    private String queries(DnsListTable table) {
        String from = String.join(
                ", ",
                table.queriesFrom().stream()
                        .flatMap(origin -> origin.seen().or(origin::from).stream())
                        .distinct()
                        .toList());
        return from.isEmpty() ? say.text("status.lists.sub") : say.text("status.lists.from", from);
    }

    private Component lists(DnsListTable lists, Instant now) {
        var table = new StatusTable(
                say.text("status.lists"),
                "lists",
                List.of(
                        say.text("status.list"),
                        "-" + say.text("status.about"),
                        say.text("status.state"),
                        "#-" + say.text("status.tested"),
                        "#" + say.text("status.answer"),
                        "#-" + say.text("status.asked"),
                        "#-" + say.text("status.hits"),
                        "#-" + say.text("status.errors"),
                        "#-" + say.text("status.agreement"),
                        "-" + say.text("status.terms")));
        for (DnsListTable.Row row : lists.rows()) {
            Standing standing = Judgement.of(row.state());
            String words = say.text("status.list." + standing.key())
                    + (row.why().isEmpty() || standing == Standing.GOOD ? "" : ": " + row.why());
            var terms = new Anchor(row.termsAt(), say.text("status.terms.see"));
            terms.setTarget("_blank");
            terms.getElement().setAttribute("rel", "noreferrer");
            terms.getElement().setAttribute("title", row.terms());
            terms.addClassName("link");
            long spam = row.agreement().spam();
            long ham = row.agreement().ham();
            table.row(
                    Badge.of(say, standing, row.name()),
                    Parts.span(say.text("status.about." + row.about()), "q2"),
                    Parts.foreign(
                            words, standing == Standing.FAILED ? "bad" : standing == Standing.WAITING ? "warn" : "q2"),
                    StatusTable.text(row.tested().map(at -> say.minute(at, now)).orElse("–")),
                    StatusTable.text(millis(row.latency())),
                    StatusTable.text(say.number(row.queries())),
                    StatusTable.text(say.number(row.hits())),
                    StatusTable.text(say.number(row.errors() + row.timeouts())),
                    StatusTable.text(spam + ham == 0 ? "–" : say.text("status.value.of", spam, spam + ham)),
                    terms);
        }
        return table;
    }

    private Component model(Judgement now) {
        Machine.Model model = now.state().model();
        return new Facts(say.text("status.model"))
                .line(say.text("status.model.serves"), model.combiner())
                .line(
                        say.text("status.model.made"),
                        model.made().map(at -> say.dayAndMinute(at, now.at())).orElse(say.text("status.model.shipped")))
                .line(
                        say.text("status.model.learnt"),
                        say.text("status.model.both", say.number(model.spam()), say.number(model.good())))
                .line(
                        say.text("status.model.uncontested"),
                        say.text("status.model.waiting", say.number(model.uncontested()), say.number(model.waiting())))
                .line(
                        say.text("status.model.behind"),
                        model.behind().toSeconds() < 2 ? say.text("status.value.ready") : say.wait(model.behind()))
                .line(say.text("status.model.leftout"), say.number(model.leftOut()));
    }

    private Component store(Machine.State state) {
        StoreFigures store = state.store();
        Retention.Figures over = state.retention();
        return new Facts(say.text("status.store"))
                .line(say.text("status.store.copies"), say.number(store.copies()))
                .line(
                        say.text("status.store.open"),
                        say.number(store.standings().getOrDefault(HeldQuery.Standing.UNREAD, 0L)
                                + store.standings().getOrDefault(HeldQuery.Standing.NOT_SURE, 0L)))
                .line(
                        say.text("status.store.free"),
                        say.text("status.store.freeof", say.size(store.free()), say.size(store.reserve())))
                .line(say.text("status.store.quota"), say.size(store.quota()))
                .line(
                        say.text("status.store.over"),
                        over.failed() == 0
                                ? say.text(
                                        "status.store.over.some",
                                        say.number(over.removed()),
                                        say.number(over.archived()))
                                : say.text(
                                        "status.store.over.failed",
                                        say.number(over.removed()),
                                        say.number(over.archived()),
                                        say.number(over.failed())))
                .line(say.text("status.store.changes"), say.number(store.changesWaiting()))
                .line(say.text("status.store.rebuilds"), say.number(store.rebuilds()));
    }

    private Component certificates(Judgement now) {
        if (now.state().certificates().isEmpty()) {
            return Parts.div("none", Parts.span(say.text("status.certificates.none"), "q"));
        }
        var table = new StatusTable(
                say.text("status.certificates"),
                "certificates",
                List.of(
                        say.text("status.certificate"),
                        say.text("status.certificate.name"),
                        "#" + say.text("status.certificate.until")));
        for (Machine.Certificate each : now.state().certificates()) {
            table.row(
                    Badge.of(say, Judgement.of(each, now.at()), say.text("status.certificate." + each.where())),
                    Parts.foreign(each.own() ? say.text("status.certificate.own", each.name()) : each.name(), "q2"),
                    StatusTable.text(each.until()
                            .map(at -> say.dayAndMinute(at, now.at()))
                            .orElse(say.text("status.certificate.unreadable"))));
        }
        return table;
    }

    @Override
    public String getPageTitle() {
        return say.text("nav.status") + " · Postigo";
    }
}
