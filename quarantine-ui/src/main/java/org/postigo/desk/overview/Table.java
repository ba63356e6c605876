package org.postigo.desk.overview;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.Tag;
import com.vaadin.flow.dom.Element;
import java.util.List;

/** A plain table: the first column words, the others numbers. */
@Tag("table")
final class Table extends Component {
    private static final long serialVersionUID = 1;

    Table(String name, List<String> heads, List<List<String>> rows) {
        getElement().setAttribute("aria-label", name);
        var top = new Element("thead");
        var line = new Element("tr");
        for (int i = 0; i < heads.size(); i++) {
            var cell = cell("th", heads.get(i), i);
            cell.setAttribute("scope", "col");
            line.appendChild(cell);
        }
        top.appendChild(line);
        var body = new Element("tbody");
        for (List<String> row : rows) {
            var each = new Element("tr");
            for (int i = 0; i < row.size(); i++) {
                each.appendChild(cell("td", row.get(i), i));
            }
            body.appendChild(each);
        }
        getElement().appendChild(top, body);
    }

    private static Element cell(String tag, String text, int column) {
        var cell = new Element(tag);
        cell.setText(text);
        if (column > 0) {
            cell.setAttribute("class", "num");
        }
        return cell;
    }
}
