package org.postigo.desk.overview;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.NativeDetails;
import com.vaadin.flow.component.html.Span;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.postigo.desk.shell.Parts;
import org.postigo.desk.words.Say;

/** A part of the overview: a head, a figure beside it, what is drawn, and the same as a table behind a word. */
final class Figure extends Div {
    private static final long serialVersionUID = 1;

    private final Div head = Parts.div("ch");

    Figure(String title, String figure) {
        addClassName("figure");
        head.add(new H2(title));
        if (!figure.isEmpty()) {
            head.add(Parts.span(figure, "q2"));
        }
        add(head);
    }

    /** The table; made when somebody opens it. */
    Figure table(Say say, String title, List<String> heads, Supplier<List<List<String>>> rows) {
        var details = new NativeDetails(new Span(say.text("overview.table")));
        details.addClassName("tbl");
        details.getElement().setAttribute("name", "table");
        details.getSummary().getElement().setAttribute("aria-label", say.text("overview.table.of", title));
        var made = new AtomicBoolean();
        details.addToggleListener(event -> {
            if (event.isOpened() && !made.getAndSet(true)) {
                details.setContent(Parts.div("float", new Table(title, heads, rows.get())));
            }
        });
        head.add(details);
        return this;
    }

    Figure show(Component... parts) {
        add(parts);
        return this;
    }
}
