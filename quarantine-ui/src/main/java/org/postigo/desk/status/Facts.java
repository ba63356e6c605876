package org.postigo.desk.status;

import com.vaadin.flow.component.html.DescriptionList;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H2;

/** A few facts, each with its name. */
final class Facts extends Div {
    private static final long serialVersionUID = 1;

    private final DescriptionList list = new DescriptionList();

    Facts(String title) {
        list.addClassName("statusfacts");
        add(new H2(title), list);
    }

    Facts line(String name, String value) {
        list.add(new DescriptionList.Term(name), new DescriptionList.Description(value));
        return this;
    }
}
