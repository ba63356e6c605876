package org.postigo.desk.shell;

import com.vaadin.flow.component.HtmlComponent;
import com.vaadin.flow.component.Tag;

/** An icon of the desk's own set, drawn by the stylesheet in the colour of the text around it. */
@Tag("i")
public final class Icon extends HtmlComponent {
    private static final long serialVersionUID = 1;

    /** By its name in the stylesheet, without the {@code i-}. */
    public Icon(String name) {
        addClassNames("ico", "i-" + name);
        getElement().setAttribute("aria-hidden", "true");
    }
}
