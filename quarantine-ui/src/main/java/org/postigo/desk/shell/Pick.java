package org.postigo.desk.shell;

import com.vaadin.flow.component.AttachEvent;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.dom.Element;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** A choice of one from a few, by the browser's own select: at home on a phone and with every screen reader. */
public final class Pick<T> extends Div {
    private static final long serialVersionUID = 1;

    private final Element select = new Element("select");
    private final transient Map<String, T> values = new LinkedHashMap<>();
    private transient T value;

    /** With its name for screen readers, and what is told of each choice of the reader's. */
    public Pick(String label, Map<T, String> choices, T first, Consumer<T> onChange) {
        addClassNames("field", "pick");
        select.setAttribute("aria-label", label);
        choices.forEach((choice, text) -> {
            String id = Integer.toString(values.size());
            values.put(id, choice);
            var option = new Element("option");
            option.setAttribute("value", id);
            option.setText(text);
            select.appendChild(option);
        });
        value = first;
        select.addPropertyChangeListener("value", "change", event -> {
            T chosen = values.get(String.valueOf(event.getValue()));
            if (event.isUserOriginated() && chosen != null) {
                value = chosen;
                onChange.accept(chosen);
            }
        });
        getElement().appendChild(select);
        add(new Icon("down"));
    }

    /** What is chosen. */
    public T value() {
        return value;
    }

    /** Shows a choice without telling anybody. */
    public void set(T choice) {
        value = choice;
        show();
    }

    @Override
    protected void onAttach(AttachEvent event) {
        show();
    }

    private void show() {
        values.forEach((id, choice) -> {
            if (choice.equals(value)) {
                select.executeJs("this.value=$0", id);
            }
        });
    }
}
