package org.postigo.desk.overview;

import com.vaadin.flow.component.html.Div;
import org.postigo.desk.shell.Parts;
import org.postigo.desk.words.Say;
import org.postigo.mail.record.DnsListTable;
import org.postigo.mail.record.DnsListTable.State;

/** How the DNS lists fare, in a line each for those that need somebody. */
final class ListHealth extends Div {
    private static final long serialVersionUID = 1;

    ListHealth(Say say, DnsListTable table) {
        long active = count(table, State.ACTIVE);
        long off = count(table, State.OFF);
        var figure = new Figure(
                say.text("overview.lists"),
                off == table.rows().size()
                        ? ""
                        : say.text("overview.lists.active", active, table.rows().size() - off));
        if (off == table.rows().size()) {
            figure.show(Parts.div("nothing short", Parts.span(say.text("overview.lists.off"), "q")));
        }
        for (DnsListTable.Row row : table.rows()) {
            switch (row.state()) {
                case ACTIVE, OFF -> {
                    // Nothing that a person has to do.
                }
                case PAUSED -> figure.show(line(row, say.text("overview.lists.paused"), "warn"));
                case DISABLED -> figure.show(line(row, say.text("overview.lists.disabled"), "bad"));
            }
        }
        add(figure);
    }

    private static long count(DnsListTable table, State state) {
        return table.rows().stream().filter(row -> row.state() == state).count();
    }

    private static Div line(DnsListTable.Row row, String words, String look) {
        return Parts.div("line", Parts.span(row.name(), "m"), Parts.span(words, look));
    }
}
