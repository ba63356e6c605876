package org.postigo.desk.shell;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.dom.Element;
import java.util.List;

/** A table of a few hundred rows at most, with its heads; on a phone each row becomes a small block. */
public final class Lines extends Div {
    private static final long serialVersionUID = 1;

    private final List<String> heads;
    private final Element body = new Element("tbody");

    /** An empty one. */
    public Lines(String name, List<String> heads) {
        this.heads = List.copyOf(heads);
        addClassName("lines");
        var table = new Element("table");
        table.setAttribute("aria-label", name);
        var row = new Element("tr");
        for (String head : heads) {
            var cell = new Element("th");
            cell.setAttribute("scope", "col");
            cell.setText(head);
            row.appendChild(cell);
        }
        var top = new Element("thead");
        top.appendChild(row);
        table.appendChild(top, body);
        getElement().appendChild(table);
    }

    /** Adds a row; each cell bears its head's name for the narrow form. */
    public void line(Component... cells) {
        var row = new Element("tr");
        for (int i = 0; i < cells.length; i++) {
            var cell = new Element("td");
            cell.setAttribute("data-head", heads.get(i));
            cell.appendChild(cells[i].getElement());
            row.appendChild(cell);
        }
        body.appendChild(row);
    }
}
