package org.postigo.desk.review;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H1;
import com.vaadin.flow.component.html.NativeButton;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.postigo.desk.Desk;
import org.postigo.desk.preview.Inert;
import org.postigo.desk.rows.Arrangement;
import org.postigo.desk.shell.Parts;
import org.postigo.desk.words.Say;
import org.postigo.store.people.Person;
import org.postigo.store.rounds.Round;

/** How far the round is, how much good mail may still be in it, and until when it is whose. */
final class RoundHeader extends Div {
    private static final long serialVersionUID = 1;

    private final transient Desk desk;
    private final transient Say say;
    private final transient Person person;
    private final H1 title = new H1();
    private final Span wide = Parts.span("", "no-phone");
    private final Span narrow = Parts.span("", "only-phone");
    private final Span rows = Parts.span("", "figure");
    private final Span rowsOf = Parts.span("", "small");
    private final Span rowsWord = new Span();
    private final Span good = Parts.span("", "figure");
    private final Span goodWord = new Span();
    private final Span goodBelow = Parts.span("", "small");
    private final Span minutes = new Span();
    private final Span minutesWord = new Span();
    private final Span minutesAt = Parts.span("", "small");
    private final Curve curve;
    private final Div progress = Parts.div("prog");
    private final Div acts = Parts.div("acts");
    private final NativeButton take;
    private final NativeButton over;
    private final NativeButton close;

    /** What a reviewer does with a round. */
    interface Actions {
        void take();

        void handOver();

        void closeRound();
    }

    RoundHeader(Desk desk, Say say, Person person, Actions actions) {
        this.desk = desk;
        this.say = say;
        this.person = person;
        curve = new Curve(say);
        take = Parts.button(say.text("review.take"), "btn pri", "", actions::take);
        take.setId("take-round");
        over = Parts.button(say.text("review.over"), "btn quiet", "", actions::handOver);
        over.setId("pass-round");
        close = Parts.button(say.text("review.close"), "btn", "", actions::closeRound);
        close.setId("close-round");
        acts.add(take, over, close);
        addClassName("round");
        var what = Parts.div("what", title, new Paragraph(wide, narrow));
        var figure = Parts.span(new Component[] {minutes, Parts.span(say.text("review.minutes"), "unit")}, "figure");
        add(
                Parts.div("zone z1", what, Parts.div("fig", rows, Parts.div("words", rowsWord, rowsOf))),
                Parts.div("zone z2", Parts.div("fig", good, Parts.div("words", goodWord, goodBelow)), curve),
                Parts.div(
                        "zone z3", Parts.div("fig no-phone", figure, Parts.div("words", minutesWord, minutesAt)), acts),
                progress);
        progress.getElement().setAttribute("aria-hidden", "true");
    }

    /** Shows a round as it is now. */
    void show(Round round, Arrangement arrangement) {
        Instant now = desk.now();
        Arrangement.Left left = arrangement.left();
        int all = arrangement.campaigns().size();
        boolean late = round.late(now);
        setClassName("round" + (late ? " late" : ""));
        title.setText(title(say, round));
        wide.setText(say.day(round.opened()) + " · " + holder(round));
        long minutesLeft = Duration.between(now, round.deadline()).toMinutes();
        long shown = Math.abs(minutesLeft) + (late ? 0 : 1);
        narrow.setText(
                say.text(late ? "review.narrow.late" : "review.narrow", say.minute(round.deadline(), now), shown));
        rows.setText(say.number(left.rows()));
        rowsWord.setText(say.text("review.rows", left.rows()));
        rowsOf.setText(say.text("review.rows.of", all, round.copies().size()));
        good.setText(say.decimal(left.expected()));
        goodWord.setText(say.text("review.good"));
        goodBelow.setText(say.text("review.good.below", say.decimal(left.expectedBelow())));
        minutes.setText(Long.toString(shown));
        minutesWord.setText(say.text(late ? "review.left.late" : "review.left"));
        minutesAt.setText(say.text(late ? "review.at.late" : "review.at", say.minute(round.deadline(), now)));
        curve.show(arrangement.curve(), left.settledRows(), left.settledRows() + left.rows() - left.below());
        progress.getStyle().set("width", all == 0 ? "0" : 100.0 * left.settledRows() / all + "%");
        boolean mine = round.holder().filter(person.email()::equals).isPresent();
        boolean ruler = mine || person.role() == Person.Role.ADMINISTRATOR;
        boolean free = round.holder().isEmpty() || !mine && (late || person.role() == Person.Role.ADMINISTRATOR);
        take.setVisible(free);
        take.getElement().getChild(0).setText(say.text(round.holder().isEmpty() ? "review.take" : "review.takeover"));
        over.setVisible(mine);
        close.setVisible(ruler && !round.holder().isEmpty());
        close.setClassName("pri", left.rows() == 0);
        acts.setClassName("free", free);
    }

    /** The name of a round: the minute it began, and its group where it has not everything. */
    static String title(Say say, Round round) {
        String minute = round.id().text().substring(11, 16);
        return round.domains().isEmpty()
                ? say.text("review.title", minute)
                : say.text("review.title.group", minute, Inert.line(round.group(), 40));
    }

    private String holder(Round round) {
        Optional<String> holder = round.holder();
        return holder.map(email -> say.text("review.taken", Inert.line(desk.name(email), 40)))
                .orElseGet(() -> say.text("review.free"));
    }

    /** What the one before wrote when handing over; empty if nothing. */
    Optional<String> note(Round round) {
        return round.turn()
                .filter(turn -> !turn.note().isBlank())
                .flatMap(turn -> turn.from()
                        .map(from -> say.text(
                                "review.note", Inert.line(desk.name(from), 60), Inert.line(turn.note(), 500))));
    }
}
