package org.postigo.desk.overview;

import com.vaadin.flow.component.html.Div;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.postigo.desk.overview.Plot.Tick;
import org.postigo.desk.shell.Parts;
import org.postigo.desk.words.Say;

/** The small charts in a row, all on one scale of time and each from its own zero. */
final class Strip extends Div {
    private static final long serialVersionUID = 1;

    Strip(Say say, Period period, Ledger ledger, Instant now) {
        addClassName("multi");
        var times = new Times(say, period);
        List<String> names = ledger.steps().stream().map(times::name).toList();
        List<Tick> ticks = times.ticks(ledger.steps());
        int begun = (int) ledger.steps().stream().filter(at -> !at.isAfter(now)).count();
        for (Flow flow : Flow.values()) {
            String title = say.text("overview.flow." + flow.key());
            String sum = say.number(ledger.whole().of(flow));
            List<Long> values = ledger.line(flow).subList(0, begun);
            List<String> texts = values.stream().map(say::number).toList();
            int top = IntStream.range(0, values.size())
                    .reduce((a, b) -> values.get(b) > values.get(a) ? b : a)
                    .orElse(0);
            String peak = values.get(top) == 0
                    ? ""
                    : say.text("overview.peak." + (period.hourly() ? "hour" : "day"), texts.get(top), names.get(top));
            String name = say.text(
                    "overview.line",
                    title,
                    say.text("overview.period." + period.key()),
                    sum,
                    peak.isEmpty() ? 0 : 1,
                    peak);
            var figure = new Figure(title, sum)
                    .table(
                            say,
                            title,
                            List.of(say.text("overview.when"), title),
                            () -> IntStream.range(0, values.size())
                                    .mapToObj(i -> List.of(names.get(i), texts.get(i)))
                                    .toList());
            if (ledger.whole().of(flow) == 0) {
                figure.show(Parts.div("nothing", Parts.span(say.text("overview.none"), "q")));
            } else {
                figure.show(Chart.line(new Plot(name, names, values, texts, ticks, peak, flow == Flow.RESCUED)));
            }
            add(figure);
        }
    }

    /** Names of the steps and the words below the axis. */
    record Times(Say say, Period period) {
        String name(Instant at) {
            return period.hourly() ? say.when(at, period == Period.TODAY ? at : Instant.EPOCH) : say.dayOfYear(at);
        }

        List<Tick> ticks(List<Instant> steps) {
            var ticks = new ArrayList<Tick>();
            for (int i = 0; i < steps.size(); i++) {
                ZonedDateTime there = steps.get(i).atZone(say.zone());
                switch (period) {
                    case TODAY -> {
                        if (there.getHour() % 6 == 0) {
                            ticks.add(new Tick(i, say.when(steps.get(i), steps.get(i))));
                        }
                    }
                    case WEEK -> {
                        if (there.getHour() == 12) {
                            ticks.add(new Tick(i, say.weekday(steps.get(i))));
                        }
                    }
                    case MONTH -> {
                        if (there.getDayOfWeek() == java.time.DayOfWeek.MONDAY) {
                            ticks.add(new Tick(i, say.dayOfYear(steps.get(i))));
                        }
                    }
                    case YEAR -> {
                        if (there.getDayOfMonth() == 15 && there.getMonthValue() % 2 == 1) {
                            ticks.add(new Tick(i, say.month(steps.get(i))));
                        }
                    }
                }
            }
            return ticks;
        }
    }
}
