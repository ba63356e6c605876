package org.postigo.desk.overview;

import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.postigo.desk.Desk;
import org.postigo.desk.letter.StateWords;
import org.postigo.desk.shell.Parts;
import org.postigo.desk.words.Say;
import org.postigo.mail.DomainName;
import org.postigo.store.held.HeldCopy;
import org.postigo.store.held.HeldMail;
import org.postigo.store.held.HeldQuery;
import org.postigo.store.held.HeldQuery.Standing;
import org.postigo.store.people.Person;

/** Decided copies that have not left yet, the oldest first. */
final class Queue extends Div {
    private static final long serialVersionUID = 1;
    private static final int MOST = 6;

    Queue(Desk desk, Say say, Person person, Set<DomainName> domains) {
        HeldMail.Page page = desk.quarantine()
                .list(
                        person,
                        new HeldQuery(
                                "",
                                domains,
                                EnumSet.of(Standing.ON_ITS_WAY, Standing.TROUBLE),
                                Optional.empty(),
                                Optional.empty(),
                                HeldQuery.Order.OLDEST,
                                0,
                                MOST));
        var figure = new Figure(say.text("overview.queue"), page.total() == 0 ? "" : say.number(page.total()));
        if (page.total() == 0) {
            figure.show(Parts.div("nothing short", Parts.span(say.text("overview.queue.none"), "q")));
        }
        for (HeldCopy copy : page.rows()) {
            StateWords state = StateWords.of(copy.state(), say, desk.now());
            var words = Parts.span(state.due().isPresent() ? "" : state.words(), state.look());
            state.due().ifPresent(due -> {
                words.getElement().setAttribute("data-due", Long.toString(due.toEpochMilli()));
                words.getElement().setAttribute("data-words", state.words());
            });
            var to = new Anchor("held/" + copy.id());
            to.add(Parts.address(
                    copy.recipient().path().mailbox().localPart(),
                    copy.recipient().path().domain().display()));
            figure.show(Parts.div("line", to, words));
        }
        add(figure);
    }
}
