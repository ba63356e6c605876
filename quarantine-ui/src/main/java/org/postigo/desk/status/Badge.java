package org.postigo.desk.status;

import com.vaadin.flow.component.Component;
import org.postigo.desk.shell.Parts;
import org.postigo.desk.words.Say;

/** A name with a mark whose shape and colour say how it does: round good, diamond waiting, square failed, ring off. */
final class Badge {
    private Badge() {}

    static Component of(Say say, Standing standing, String name) {
        var mark = Parts.span("", "sign", standing.key());
        mark.getElement().setAttribute("aria-hidden", "true");
        return Parts.span(
                new Component[] {mark, Parts.span(name, "m"), Parts.unseen(say.text("status.is." + standing.key()))},
                "badge");
    }
}
