package org.postigo.desk.overview;

import com.vaadin.flow.component.html.Div;
import java.util.ArrayList;
import java.util.List;
import org.postigo.desk.shell.Parts;
import org.postigo.desk.words.Say;
import org.postigo.mail.estimate.Interval;
import org.postigo.store.counts.Counts;

/** What the model said of held mail beside what people said of it: on the line, it is as sure as it may be. */
final class Agreement extends Div {
    private static final long serialVersionUID = 1;

    Agreement(Say say, List<Counts.Step> steps) {
        String title = say.text("overview.agreement");
        var points = new ArrayList<Plot.Point>();
        var rows = new ArrayList<List<String>>();
        long all = 0;
        for (int i = 0; i < steps.size(); i++) {
            Counts.Step step = steps.get(i);
            if (step.all() == 0) {
                continue;
            }
            all += step.all();
            double share = (double) step.spam() / step.all();
            Interval interval = Interval.wilson(share, (double) step.all());
            String said = say.text("overview.agreement.step", i * 100 / steps.size(), (i + 1) * 100 / steps.size());
            String people = say.precise(share);
            String between = say.text("overview.between", say.precise(interval.low()), say.precise(interval.high()));
            points.add(new Plot.Point(
                    (i + 0.5) * 100 / steps.size(),
                    share * 100,
                    interval.low() * 100,
                    interval.high() * 100,
                    say.text("overview.agreement.point", said, people, between, say.number(step.all()))));
            rows.add(List.of(said, people, between, say.number(step.all())));
        }
        if (points.isEmpty()) {
            add(new Figure(title, "").show(Parts.div("nothing", Parts.span(say.text("overview.agreement.none"), "q"))));
            return;
        }
        add(new Figure(title, say.text("overview.agreement.sub", say.number(all)))
                .table(
                        say,
                        title,
                        List.of(
                                say.text("overview.agreement.model"),
                                say.text("overview.agreement.people"),
                                say.text("overview.interval"),
                                say.text("overview.agreement.decided")),
                        () -> rows)
                .show(Chart.square(new Plot.Square(
                        say.text("overview.agreement.name", say.number(all)),
                        say.text("overview.agreement.across"),
                        say.text("overview.agreement.up"),
                        points))));
    }
}
