package org.postigo.desk.shell;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.HasText;
import com.vaadin.flow.component.Svg;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.NativeButton;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.dom.Element;

/** Small pieces that all views are made of. Text is always set as text. */
public final class Parts {
    private Parts() {}

    /** The mark of the house. */
    public static Svg mark() {
        var svg = new Svg("""
                <svg viewBox="0 0 20 20" aria-hidden="true"><path d="M2.5 18.5V9a7.5 7.5 0 0 1 15 0v9.5z" fill="none" \
                stroke="currentColor" stroke-width="1.6" stroke-linejoin="round"/><path d="M9.2 18.5v-6.2a2.4 2.4 0 0 1 \
                4.8 0v6.2z" fill="var(--accent)"/><path d="M10.5 13.4h2.2" stroke="var(--bg)" stroke-width="1.1" \
                stroke-linecap="round"/></svg>""");
        svg.addClassName("mark");
        return svg;
    }

    /** A span of text. */
    public static Span span(String text, String... classes) {
        var span = new Span(text);
        span.addClassNames(classes);
        return span;
    }

    /** A span around other pieces. */
    public static Span span(Component[] parts, String... classes) {
        var span = new Span(parts);
        span.addClassNames(classes);
        return span;
    }

    /** A block around other pieces. */
    public static Div div(String classes, Component... parts) {
        var div = new Div(parts);
        div.addClassNames(classes.split(" "));
        return div;
    }

    /** A key cap. */
    public static Component key(String name) {
        var cap = new Cap();
        cap.setText(name);
        return cap;
    }

    /** A button of the desk, with its key cap where it has a key. */
    public static NativeButton button(String text, String classes, String key, Runnable action) {
        var button = new NativeButton();
        button.getElement().setAttribute("type", "button");
        button.addClassNames(classes.split(" "));
        button.add(new Span(text));
        if (!key.isEmpty()) {
            button.add(key(key));
            button.getElement().setAttribute("aria-keyshortcuts", key);
        }
        button.addClickListener(_ -> action.run());
        return button;
    }

    /** Foreign text whose direction is its own affair. */
    public static Component foreign(String text, String... classes) {
        var isolated = new Isolated();
        isolated.setText(text);
        isolated.addClassNames(classes);
        return isolated;
    }

    /** An address of which only the local part may be cut. */
    public static Component address(String localPart, String domain) {
        return div("addr", foreign(localPart + "@", "local"), foreign(domain, "dom"));
    }

    /** Text that is read out but not seen. */
    public static Span unseen(String text) {
        return span(text, "sr");
    }

    /** A text node. */
    public static void addText(Element parent, String text) {
        parent.appendChild(Element.createText(text));
    }

    @com.vaadin.flow.component.Tag("kbd")
    private static final class Cap extends Component implements HasText {
        private static final long serialVersionUID = 1;
    }

    @com.vaadin.flow.component.Tag("bdi")
    private static final class Isolated extends Component implements HasText, com.vaadin.flow.component.HasStyle {
        private static final long serialVersionUID = 1;
    }
}
