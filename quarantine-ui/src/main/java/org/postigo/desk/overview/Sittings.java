package org.postigo.desk.overview;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Div;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.postigo.desk.Desk;
import org.postigo.desk.overview.Plot.Tick;
import org.postigo.desk.shell.Parts;
import org.postigo.desk.shell.Trouble;
import org.postigo.desk.words.Say;

/** What the reading cost: minutes of each round, or of each day where there are too many rounds to tell apart. */
final class Sittings extends Div {
    private static final long serialVersionUID = 1;
    private static final int MOST = 30;

    private final transient Say say;

    Sittings(Desk desk, Say say, Period period, Ledger ledger) {
        this.say = say;
        Component figure;
        try {
            figure = period.hourly()
                    ? rounds(Sitting.since(desk.store().rounds(), ledger.steps().getFirst(), MOST), desk.now())
                    : days(period, ledger, desk.now());
        } catch (IOException unreadable) {
            String ref = Trouble.log("a closing statement cannot be read", unreadable);
            figure = new Figure(say.text("overview.minutes.rounds"), "")
                    .show(Parts.div("nothing", Parts.span(say.text("overview.minutes.unreadable", ref), "bad")));
        }
        add(figure);
    }

    private Figure rounds(List<Sitting> sittings, Instant now) {
        String title = say.text("overview.minutes.rounds");
        if (sittings.isEmpty()) {
            return new Figure(title, "").show(Parts.div("nothing", Parts.span(say.text("overview.minutes.none"), "q")));
        }
        List<String> names = sittings.stream()
                .map(each -> say.text("overview.minutes.round", say.when(each.opened(), now), each.held()))
                .toList();
        List<Long> values = sittings.stream().map(each -> (long) each.minutes()).toList();
        var ticks = new ArrayList<Tick>();
        String last = "";
        for (int i = 0; i < sittings.size(); i++) {
            String day = say.weekday(sittings.get(i).opened());
            if (!day.equals(last)) {
                ticks.add(new Tick(i, day));
                last = day;
            }
        }
        String median = say.text("overview.minutes.median", Sitting.median(sittings));
        return bars(title, median, names, values, ticks);
    }

    private Figure days(Period period, Ledger ledger, Instant now) {
        var times = new Strip.Times(say, period);
        int begun = (int) ledger.steps().stream().filter(at -> !at.isAfter(now)).count();
        List<Long> values = ledger.minutes().subList(0, begun);
        long all = values.stream().mapToLong(Long::longValue).sum();
        return bars(
                say.text("overview.minutes.days"),
                say.text("overview.minutes.all", say.number(all)),
                ledger.steps().stream().limit(begun).map(times::name).toList(),
                values,
                times.ticks(ledger.steps().subList(0, begun)));
    }

    private Figure bars(String title, String figure, List<String> names, List<Long> values, List<Tick> ticks) {
        List<String> texts = values.stream()
                .map(each -> say.text("overview.minutes.of", say.number(each)))
                .toList();
        return new Figure(title, figure)
                .table(
                        say,
                        title,
                        List.of(say.text("overview.when"), say.text("overview.minutes")),
                        () -> IntStream.range(0, values.size())
                                .mapToObj(i -> List.of(names.get(i), say.number(values.get(i))))
                                .toList())
                .show(Chart.bars(new Plot(title + ": " + figure, names, values, texts, ticks, "", true)));
    }
}
