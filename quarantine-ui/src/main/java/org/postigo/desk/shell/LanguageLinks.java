package org.postigo.desk.shell;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.html.NativeButton;
import com.vaadin.flow.component.html.Span;
import org.postigo.desk.words.Say;

/** The two languages, the present one in ink; the other is one click away. */
public final class LanguageLinks extends Span {
    private static final long serialVersionUID = 1;

    /** For a reader of one of them. */
    public LanguageLinks(Say say) {
        addClassName("languages");
        getElement().setAttribute("role", "group");
        getElement().setAttribute("aria-label", say.text("signin.language"));
        add(one("es", "Español", say), one("en", "English", say));
    }

    private static NativeButton one(String language, String name, Say say) {
        var button = new NativeButton(name, _ -> {
            Choices.chooseLanguage(UI.getCurrent(), language);
            UI.getCurrent().getPage().reload();
        });
        button.getElement().setAttribute("type", "button");
        button.getElement().setAttribute("lang", language);
        button.getElement()
                .setAttribute(
                        "aria-pressed",
                        String.valueOf(say.locale().getLanguage().equals(language)));
        return button;
    }
}
