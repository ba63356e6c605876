package org.postigo.desk.shell;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H1;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.ErrorParameter;
import com.vaadin.flow.router.HasErrorParameter;
import com.vaadin.flow.router.NotFoundException;
import com.vaadin.flow.server.auth.AnonymousAllowed;
import org.postigo.desk.Desk;
import org.postigo.desk.words.Say;

/** An address that leads nowhere. Shown to strangers too, and tells them nothing. */
@AnonymousAllowed
public final class Missing extends Div implements HasErrorParameter<NotFoundException> {
    private static final long serialVersionUID = 1;

    /** In the reader's language. */
    public Missing(Desk desk) {
        Say say = desk.say(UI.getCurrent().getLocale());
        addClassName("notice");
        add(
                new H1(say.text("error.notfound")),
                new Paragraph(say.text("error.notfound.text")),
                new Anchor("held", say.text("error.back")));
    }

    @Override
    public int setErrorParameter(BeforeEnterEvent event, ErrorParameter<NotFoundException> parameter) {
        return 404;
    }
}
