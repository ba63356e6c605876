package org.postigo.desk.review;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.Tag;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H1;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.html.UnorderedList;
import com.vaadin.flow.dom.Element;
import com.vaadin.flow.server.streams.DownloadHandler;
import com.vaadin.flow.server.streams.DownloadResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.postigo.desk.Desk;
import org.postigo.desk.preview.Inert;
import org.postigo.desk.shell.Icon;
import org.postigo.desk.shell.Parts;
import org.postigo.desk.words.Say;
import org.postigo.quarantine.round.Review;
import org.postigo.store.people.Person;
import org.postigo.store.rounds.RoundId;
import org.postigo.store.rounds.Rounds;
import org.postigo.store.rounds.Statement;

/** What stands where the rows were: the statement of a round that was just closed, or that there is nothing to read. */
final class ClosingPane extends Div {
    private static final long serialVersionUID = 1;
    private static final int MOST_PAST = 8;

    private final transient Desk desk;
    private final transient Review review;
    private final transient Say say;
    private final transient Person person;
    private boolean statement;

    ClosingPane(Desk desk, Review review, Say say, Person person) {
        this.desk = desk;
        this.review = review;
        this.say = say;
        this.person = person;
        addClassName("closing");
    }

    /** Whether a statement stands there, which nobody takes away from under a reader. */
    boolean shown() {
        return isVisible() && statement;
    }

    /** The statement takes the desk's place. */
    void finished(Rounds.Closing closing) {
        statement = true;
        removeAll();
        Statement.Counts counts = closing.counts();
        var pane = new Div(new Icon("ok"), new H1(say.text("review.closed", minute(closing.round()))));
        long left = Duration.between(closing.closed(), closing.deadline()).toMinutes();
        long took = Duration.between(closing.opened(), closing.closed()).toMinutes();
        var sentence = new Paragraph(say.text(
                left >= 0 ? "review.closed.say" : "review.closed.late",
                name(closing.by()),
                counts.held(),
                took,
                say.minute(closing.closed(), desk.now()),
                Math.abs(left)));
        sentence.addClassName("say");
        pane.add(sentence, table(counts));
        var seal = new Paragraph(
                new Span(say.text("review.seal") + " "),
                Parts.span(brief(closing.seal()), "mono"),
                new Span(", " + say.text("review.seal.number", closing.number())));
        seal.addClassName("q2");
        pane.add(seal, Parts.div("acts2", download(closing.round(), "btn acc"), Parts.span(next(), "q2")));
        add(pane);
    }

    /** Nothing to read until the next round. */
    void empty(Component... buttons) {
        statement = false;
        removeAll();
        var pane = new Div(new H1(nothing()));
        var sentence = new Paragraph(say.text("review.gathering", review.gathering(person)));
        sentence.addClassName("say");
        pane.add(sentence, Parts.div("acts2", buttons));
        past().ifPresent(list -> pane.add(new H2(say.text("review.past")), list));
        add(pane);
    }

    private String nothing() {
        return review.schedule()
                .next(desk.now())
                .map(next -> say.text("review.nothing", when(next.toInstant()), day(next.toInstant())))
                .orElseGet(() -> say.text("review.nothing.ever"));
    }

    private String next() {
        return review.schedule()
                .next(desk.now())
                .map(next -> say.text(
                        "review.next", when(next.toInstant()), review.gathering(person), day(next.toInstant())))
                .orElse("");
    }

    private String when(Instant time) {
        return say.when(time, desk.now());
    }

    /** 0 for today, 1 for a later day: in Spanish the article depends on it. */
    private int day(Instant time) {
        return say.isToday(time, desk.now()) ? 0 : 1;
    }

    private Optional<UnorderedList> past() {
        List<Rounds.Closing> closed =
                review.closed().reversed().stream().limit(MOST_PAST).toList();
        if (closed.isEmpty()) {
            return Optional.empty();
        }
        var list = new UnorderedList();
        list.addClassName("past");
        for (Rounds.Closing closing : closed) {
            list.add(new ListItem(
                    new Span(say.minute(closing.opened(), desk.now()) + " · " + name(closing.by())),
                    Parts.span(
                            say.text(
                                    "review.past.row",
                                    closing.counts().held(),
                                    closing.counts().rescued(),
                                    closing.counts().deferred()),
                            "q2"),
                    download(closing.round(), "link")));
        }
        return Optional.of(list);
    }

    private String name(String email) {
        return email.equals(Review.NOBODY) ? "Postigo" : Inert.line(desk.name(email), 60);
    }

    private Component table(Statement.Counts counts) {
        var table = new Table();
        row(table, "held", counts.held(), "");
        row(table, "seen", counts.seen(), "");
        row(table, "rescued", counts.rescued(), "");
        row(table, "confirmed", counts.confirmed(), "");
        row(
                table,
                "deferred",
                counts.deferred(),
                counts.deferred() > 0 ? say.text("review.count.deferred.note", counts.doubtful()) : "");
        return table;
    }

    private void row(Table table, String what, int count, String note) {
        var row = new Element("tr");
        var name = new Element("th");
        name.setAttribute("scope", "row");
        name.setText(say.text("review.count." + what));
        var number = new Element("td");
        number.setAttribute("class", "num b");
        number.setText(say.number(count));
        var rest = new Element("td");
        rest.setText(note);
        row.appendChild(name, number, rest);
        table.getElement().appendChild(row);
    }

    /** The statement as it is sealed, to be kept by whoever wants proof. */
    private Anchor download(RoundId round, String classes) {
        var link = new Anchor(
                DownloadHandler.fromInputStream(_ -> {
                    try {
                        byte[] text = review.statement(round)
                                .map(Statement::text)
                                .orElse("")
                                .getBytes(StandardCharsets.UTF_8);
                        return new DownloadResponse(
                                new ByteArrayInputStream(text),
                                "postigo-" + round.text().replace(':', '-') + ".txt",
                                "text/plain; charset=utf-8",
                                text.length);
                    } catch (IOException unreadable) {
                        return DownloadResponse.error(500);
                    }
                }),
                "");
        link.add(new Span(say.text("review.download")));
        if (classes.startsWith("btn")) {
            link.addComponentAsFirst(new Icon("proof"));
        }
        link.addClassNames(classes.split(" "));
        link.getElement().setAttribute("download", true);
        link.getElement().setAttribute("aria-label", say.text("review.download.of", minute(round)));
        return link;
    }

    private static String minute(RoundId round) {
        return round.text().substring(11, 16);
    }

    private static String brief(String seal) {
        return seal.substring(0, 8) + " " + seal.substring(8, 16);
    }

    @Tag("table")
    private static final class Table extends Component {
        private static final long serialVersionUID = 1;
    }
}
