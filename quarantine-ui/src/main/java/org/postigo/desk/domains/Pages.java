package org.postigo.desk.domains;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import org.postigo.desk.shell.Parts;

/** Turns the pages of a long list. */
final class Pages extends Div {
    private static final long serialVersionUID = 1;

    /** Rows of a page. */
    static final int ROWS = 50;

    private final transient Work work;
    private final transient Runnable onTurn;
    private int page;

    Pages(Work work, Runnable onTurn) {
        this.work = work;
        this.onTurn = onTurn;
        addClassName("pages");
    }

    /** The first row of the page that is open. */
    int offset() {
        return page * ROWS;
    }

    /** Back to the first. */
    void first() {
        page = 0;
    }

    /** Shows where one is among so many rows. */
    void show(long total) {
        removeAll();
        int last = (int) Math.max(0, (total - 1) / ROWS);
        page = Math.min(page, last);
        if (total <= ROWS) {
            return;
        }
        var back = Parts.button(work.text("domains.pages.back"), "btn quiet", "", () -> turn(-1));
        back.setEnabled(page > 0);
        var on = Parts.button(work.text("domains.pages.on"), "btn quiet", "", () -> turn(1));
        on.setEnabled(page < last);
        var where = new Span(work.text(
                "domains.pages",
                work.say().number(offset() + 1L),
                work.say().number(Math.min(total, offset() + ROWS)),
                work.say().number(total)));
        where.addClassName("q");
        add(back, where, on);
    }

    private void turn(int by) {
        page = Math.max(0, page + by);
        onTurn.run();
    }
}
