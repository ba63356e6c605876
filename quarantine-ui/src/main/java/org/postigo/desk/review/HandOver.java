package org.postigo.desk.review;

import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.NativeLabel;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.dom.Element;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.postigo.desk.preview.Inert;
import org.postigo.desk.shell.Parts;
import org.postigo.desk.shell.Pick;
import org.postigo.desk.words.Say;
import org.postigo.store.people.Person;

/** Dialogs of a round: whom it is passed on to, and whether it is to be closed with rows left. */
final class HandOver {
    private HandOver() {}

    /** Asks to whom and with what note. */
    static void ask(Say say, List<Person> colleagues, BiConsumer<Optional<String>, String> then) {
        var dialog = new Dialog();
        Map<Optional<String>, String> choices = new LinkedHashMap<>();
        choices.put(Optional.empty(), say.text("review.over.anybody"));
        colleagues.forEach(person -> choices.put(
                Optional.of(person.email()), Inert.line(person.name().isBlank() ? person.email() : person.name(), 60)));
        var pick = new Pick<Optional<String>>(say.text("review.over.to"), choices, Optional.empty(), _ -> {});
        pick.setId("over-to");
        var note = new Element("textarea");
        note.setAttribute("id", "over-note");
        note.setAttribute("maxlength", "500");
        note.setAttribute("aria-label", say.text("review.over.note"));
        note.addPropertyChangeListener("value", "input", _ -> {});
        var label = new NativeLabel(say.text("review.over.note"));
        label.getElement().setAttribute("for", "over-note");
        var box = Parts.div("over", new H2(say.text("review.over.title")), new Paragraph(say.text("review.over.text")));
        box.add(new NativeLabel(say.text("review.over.to")), pick, label);
        box.getElement().appendChild(note);
        box.add(Parts.div(
                "acts2",
                Parts.button(say.text("review.cancel"), "btn quiet", "", dialog::close),
                Parts.button(say.text("review.over"), "btn pri", "", () -> {
                    dialog.close();
                    then.accept(pick.value(), note.getProperty("value", ""));
                })));
        dialog.add(box);
        dialog.getElement().setAttribute("aria-label", say.text("review.over.title"));
        dialog.open();
    }

    /** Asks whether a round is to be closed although rows are left. */
    static void confirmClose(Say say, int rows, int messages, Runnable then) {
        var dialog = new Dialog();
        var box = Parts.div(
                "over",
                new H2(say.text("review.close.title", rows)),
                new Paragraph(say.text("review.close.text", messages)),
                Parts.div(
                        "acts2",
                        Parts.button(say.text("review.close.no"), "btn quiet", "", dialog::close),
                        Parts.button(say.text("review.close"), "btn pri", "", () -> {
                            dialog.close();
                            then.run();
                        })));
        dialog.add(box);
        dialog.getElement().setAttribute("aria-label", say.text("review.close.title", rows));
        dialog.open();
    }
}
