package org.postigo.desk.shell;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H1;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.ErrorParameter;
import com.vaadin.flow.router.HasErrorParameter;
import com.vaadin.flow.server.auth.AnonymousAllowed;
import org.postigo.desk.Desk;
import org.postigo.desk.words.Say;

/** A view that could not be shown: a sentence with a reference; the stack trace stands in the log. */
@AnonymousAllowed
public final class Failed extends Div implements HasErrorParameter<Exception> {
    private static final long serialVersionUID = 1;

    private final transient Say say;

    /** In the reader's language. */
    public Failed(Desk desk) {
        say = desk.say(UI.getCurrent().getLocale());
        addClassName("notice");
    }

    @Override
    public int setErrorParameter(BeforeEnterEvent event, ErrorParameter<Exception> parameter) {
        String ref = Trouble.log("a view could not be shown", parameter.getException());
        removeAll();
        add(
                new H1(say.text("error.title")),
                new Paragraph(Trouble.sentence(say, ref)),
                new Anchor("held", say.text("error.back")));
        return 500;
    }
}
