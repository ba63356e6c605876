package org.postigo.desk.people;

import com.vaadin.flow.component.combobox.MultiSelectComboBox;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.NativeButton;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.EmailField;
import com.vaadin.flow.component.textfield.TextField;
import java.io.IOException;
import java.util.List;
import org.postigo.desk.preview.Inert;
import org.postigo.desk.shell.Parts;
import org.postigo.desk.shell.Trouble;
import org.postigo.desk.words.Say;
import org.postigo.mail.DomainName;
import org.postigo.store.people.Person;
import org.postigo.store.people.Person.Role;

/** The form of one person, and what can be done to them. */
final class PersonDialog {
    private final Say say;
    private final Staff staff;
    private final List<DomainName> domains;
    private final String me;
    private final Runnable changed;
    private final Dialog dialog = new Dialog();
    private final EmailField email = new EmailField();
    private final TextField name = new TextField();
    private final Select<Role> role = new Select<>();
    private final MultiSelectComboBox<DomainName> theirs = new MultiSelectComboBox<>();
    private final Paragraph trouble = new Paragraph();

    PersonDialog(Say say, Staff staff, List<DomainName> domains, String me, Runnable changed) {
        this.say = say;
        this.staff = staff;
        this.domains = domains;
        this.me = me;
        this.changed = changed;
        dialog.addClassName("persondialog");
        trouble.addClassName("err");
        trouble.getElement().setAttribute("role", "alert");
        trouble.setVisible(false);
        email.setLabel(say.text("people.email"));
        email.setId("person-email");
        name.setLabel(say.text("people.name"));
        name.setId("person-name");
        role.setLabel(say.text("people.role"));
        role.setId("person-role");
        role.setItems(Role.values());
        role.setItemLabelGenerator(each -> say.text("role." + each));
        role.addValueChangeListener(_ -> showDomains());
        theirs.setLabel(say.text("people.domains"));
        theirs.setId("person-domains");
        theirs.setItems(domains);
        theirs.setItemLabelGenerator(DomainName::display);
    }

    private void showDomains() {
        Role chosen = role.getValue();
        theirs.setVisible(chosen == Role.REVIEWER || chosen == Role.DOMAIN_ADMINISTRATOR);
        theirs.setHelperText(chosen == Role.REVIEWER ? say.text("people.domains.help") : "");
    }

    void add() {
        role.setValue(Role.REVIEWER);
        show(say.text("people.add"));
        var buttons = Parts.div(
                "acts",
                Parts.button(say.text("people.save"), "btn pri", "", () -> act(() -> staff.add(form(), me))),
                cancel());
        dialog.add(email, name, role, theirs, trouble, buttons);
        dialog.open();
    }

    void change(Person person) {
        email.setValue(person.email());
        email.setReadOnly(true);
        name.setValue(Inert.line(person.name(), 60));
        role.setValue(person.role());
        theirs.setValue(person.domains().stream().filter(domains::contains).toList());
        show(say.text("people.change.of", Inert.line(person.name().isBlank() ? person.email() : person.name(), 60)));
        var buttons = Parts.div(
                "acts",
                Parts.button(say.text("people.save"), "btn pri", "", () -> act(() -> staff.change(form(), me))),
                cancel());
        var more = Parts.div(
                "acts more",
                Parts.button(
                        say.text("people.newpassword"),
                        "btn",
                        "",
                        () -> act(() -> staff.newPassword(person.email(), me))));
        if (person.secondFactor().isPresent()) {
            more.add(Parts.button(
                    say.text("people.nofactor"),
                    "btn",
                    "",
                    () -> act(() -> staff.withoutSecondFactor(person.email(), me))));
        }
        more.add(Parts.button(
                say.text("people.remove"), "btn danger", "", () -> act(() -> staff.remove(person.email(), me))));
        dialog.add(email, name, role, theirs, trouble, buttons, more);
        dialog.open();
    }

    private void show(String title) {
        dialog.getElement().setAttribute("aria-label", title);
        dialog.removeAll();
        dialog.add(new H2(title));
        showDomains();
    }

    private NativeButton cancel() {
        return Parts.button(say.text("people.cancel"), "btn quiet", "", dialog::close);
    }

    private Staff.Form form() {
        return new Staff.Form(email.getValue(), Inert.line(name.getValue(), 60), role.getValue(), theirs.getValue());
    }

    /** Something that is written. */
    private interface Deed {
        Staff.Outcome go() throws IOException;
    }

    private void act(Deed deed) {
        try {
            switch (deed.go()) {
                case Staff.Outcome.Done _ -> {
                    dialog.close();
                    changed.run();
                }
                case Staff.Outcome.WithPassword once -> {
                    changed.run();
                    once(once.password());
                }
                case Staff.Outcome.Refused refused -> tell(say.text("people.why." + refused.why()));
            }
        } catch (IOException failed) {
            tell(say.text("error.action", Trouble.log("a person was not written", failed)));
        }
    }

    private void tell(String sentence) {
        trouble.setText(sentence);
        trouble.setVisible(true);
    }

    private void once(String password) {
        show(say.text("people.once.title"));
        var shown = new Span(password);
        shown.addClassNames("mono", "once");
        shown.setId("once");
        dialog.add(
                new Paragraph(say.text("people.once", email.getValue())),
                shown,
                Parts.div("acts", Parts.button(say.text("people.once.done"), "btn pri", "", dialog::close)));
    }
}
