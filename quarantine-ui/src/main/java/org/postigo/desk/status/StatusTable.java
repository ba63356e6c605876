package org.postigo.desk.status;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.Tag;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.dom.Element;
import java.util.List;

/** A table with heads; a head that begins with {@code #} is of numbers, with {@code -} it is left out on a phone. */
@Tag("table")
final class StatusTable extends Component {
    private static final long serialVersionUID = 1;

    private final List<String> classes;
    private final Element body = new Element("tbody");

    StatusTable(String name, String look, List<String> heads) {
        classes = heads.stream().map(StatusTable::classes).toList();
        getElement().setAttribute("aria-label", name);
        getElement().setAttribute("class", look);
        var row = new Element("tr");
        for (int i = 0; i < heads.size(); i++) {
            var cell = new Element("th");
            cell.setAttribute("scope", "col");
            cell.setAttribute("class", classes.get(i));
            cell.setText(heads.get(i).replaceFirst("^[#-]+", ""));
            row.appendChild(cell);
        }
        var top = new Element("thead");
        top.appendChild(row);
        getElement().appendChild(top, body);
    }

    private static String classes(String head) {
        String flags = head.substring(
                0, head.length() - head.replaceFirst("^[#-]+", "").length());
        return (flags.contains("#") ? "num" : "words") + (flags.contains("-") ? " no-phone" : "");
    }

    void row(Component... cells) {
        var row = new Element("tr");
        for (int i = 0; i < cells.length; i++) {
            var cell = new Element("td");
            cell.setAttribute("class", classes.get(i));
            cell.appendChild(cells[i].getElement());
            row.appendChild(cell);
        }
        body.appendChild(row);
    }

    static Component text(String text) {
        return new Span(text);
    }
}
