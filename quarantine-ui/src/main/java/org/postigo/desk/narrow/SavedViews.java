package org.postigo.desk.narrow;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.Input;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.NativeLabel;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.html.UnorderedList;
import com.vaadin.flow.data.value.ValueChangeMode;
import com.vaadin.flow.router.Location;
import com.vaadin.flow.router.QueryParameters;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Supplier;
import org.postigo.desk.Desk;
import org.postigo.desk.preview.Inert;
import org.postigo.desk.shell.Icon;
import org.postigo.desk.shell.Parts;
import org.postigo.desk.shell.Trouble;
import org.postigo.desk.words.Say;
import org.postigo.store.people.Person;
import org.postigo.store.views.SavedView;

/** The button that opens the views of a page: those of one's own and of one's team, and the filters of now to be kept. */
public final class SavedViews extends Div {
    private static final long serialVersionUID = 1;

    private final transient Desk desk;
    private final transient Say say;
    private final transient Person person;
    private final SavedView.Page page;
    private final transient Supplier<QueryParameters> now;

    /**
     * Of one page.
     *
     * @param now its filters as they are
     */
    public SavedViews(Desk desk, Say say, Person person, SavedView.Page page, Supplier<QueryParameters> now) {
        this.desk = desk;
        this.say = say;
        this.person = person;
        this.page = page;
        this.now = now;
        addClassName("savedviews");
        var button = Parts.button(say.text("views"), "btn quiet", "", this::open);
        button.addClassName("views-open");
        button.getElement().setAttribute("aria-haspopup", "dialog");
        button.addComponentAsFirst(new Icon("filter"));
        add(button);
    }

    private void open() {
        var dialog = new Dialog();
        var list = new UnorderedList();
        list.addClassName("past");
        var nothing = new Paragraph(say.text("views.none"));
        show(dialog, list, nothing);
        var box = Parts.div("over views-box", new H2(say.text("views.title")), nothing, list);
        if (now.get().getParameters().isEmpty()) {
            box.add(new Paragraph(say.text("views.nofilter")));
        } else {
            keep(box, () -> show(dialog, list, nothing));
        }
        box.add(Parts.div("acts2", Parts.button(say.text("views.close"), "btn", "", dialog::close)));
        dialog.add(box);
        dialog.getElement().setAttribute("aria-label", say.text("views.title"));
        dialog.open();
    }

    /** The form that keeps the filters of now. */
    private void keep(Div box, Runnable then) {
        Input name = field("view-name", "");
        var label = new NativeLabel(say.text("views.name"));
        label.setFor(name);
        var team = new Input();
        team.setType("checkbox");
        team.setId("view-team");
        team.getElement().addPropertyChangeListener("checked", "change", _ -> {});
        var shared = new NativeLabel();
        shared.addClassName("check");
        shared.add(team, new Span(say.text("views.team")));
        var trouble = error();
        box.add(
                label,
                Parts.div("field", name),
                shared,
                trouble,
                Parts.button(say.text("views.save"), "btn pri views-save", "", () -> {
                    String query = now.get().getQueryString();
                    boolean forTeam = team.getElement().getProperty("checked", false);
                    String id = "v-" + UUID.randomUUID();
                    if (put(trouble, () -> new SavedView(id, person.email(), forTeam, name.getValue(), page, query))) {
                        name.clear();
                        then.run();
                    }
                }));
    }

    private static Paragraph error() {
        var error = new Paragraph();
        error.addClassName("bad");
        error.getElement().setAttribute("role", "alert");
        return error;
    }

    private Input field(String id, String value) {
        var input = new Input();
        input.setId(id);
        input.setValue(value);
        input.getElement().setAttribute("maxlength", "60");
        input.getElement().setAttribute("autocomplete", "off");
        input.setValueChangeMode(ValueChangeMode.EAGER);
        return input;
    }

    /** Writes a view; says what is wrong with it, or what went wrong. */
    private boolean put(Paragraph trouble, Supplier<SavedView> view) {
        try {
            desk.store().views().put(view.get(), person.email());
            trouble.setText("");
            return true;
        } catch (IllegalArgumentException unnamed) {
            trouble.setText(say.text("views.unnamed"));
        } catch (IOException e) {
            trouble.setText(say.text("views.unwritten", Trouble.log("a view could not be saved", e)));
        }
        return false;
    }

    private List<SavedView> mine() {
        return desk.store().views().all().stream()
                .filter(view -> view.page() == page)
                .filter(view -> desk.person(view.owner())
                        .map(author -> view.isFor(person, author))
                        .orElseGet(() -> view.isRuledBy(person)))
                .sorted(SavedView.BY_NAME)
                .toList();
    }

    private void show(Dialog dialog, UnorderedList list, Paragraph nothing) {
        List<SavedView> views = mine();
        nothing.setVisible(views.isEmpty());
        list.removeAll();
        views.forEach(view -> list.add(row(dialog, list, nothing, view)));
    }

    private ListItem row(Dialog dialog, UnorderedList list, Paragraph nothing, SavedView view) {
        var link = new Anchor(address(view), Inert.line(view.name(), 60));
        link.addClassName("link");
        link.getElement().setAttribute("router-link", true);
        link.getElement().addEventListener("click", _ -> dialog.close());
        var whose = Parts.span(
                say.text(
                        !view.shared()
                                ? "views.own"
                                : view.owner().equals(person.email()) ? "views.shared" : "views.of",
                        Inert.line(desk.name(view.owner()), 40)),
                "q2");
        var acts = Parts.div("row-acts");
        var item = new ListItem(link, whose, acts);
        if (view.isRuledBy(person)) {
            Runnable again = () -> show(dialog, list, nothing);
            acts.add(
                    act("views.rename", view, () -> rename(item, view, again)),
                    act("views.remove", view, () -> remove(item, view, again)));
        }
        return item;
    }

    private Component act(String key, SavedView view, Runnable deed) {
        var button = Parts.button(say.text(key), "link", "", deed);
        button.setAriaLabel(say.text(key) + ": " + Inert.line(view.name(), 60));
        return button;
    }

    private void rename(ListItem item, SavedView view, Runnable then) {
        Input name = field("view-rename", view.name());
        name.getElement().setAttribute("aria-label", say.text("views.name"));
        var trouble = error();
        item.removeAll();
        item.add(
                Parts.div("field", name),
                Parts.button(say.text("views.rename"), "btn pri", "", () -> {
                    if (put(trouble, () -> view.named(name.getValue()))) {
                        then.run();
                    }
                }),
                trouble);
        name.getElement().executeJs("this.focus();this.select()");
    }

    private void remove(ListItem item, SavedView view, Runnable then) {
        try {
            desk.store().views().remove(view.id(), person.email());
            then.run();
        } catch (IOException e) {
            var trouble = error();
            trouble.setText(say.text("views.unwritten", Trouble.log("a view could not be removed", e)));
            item.add(trouble);
        }
    }

    private static String address(SavedView view) {
        return view.page().name().toLowerCase(Locale.ROOT) + (view.query().isEmpty() ? "" : "?" + view.query());
    }

    /**
     * Puts filters into the address of the page.
     *
     * @param path of the page, without the question mark
     * @param step whether the way back leads to the filters before; not for each letter that is typed
     */
    public static void address(String path, QueryParameters parameters, boolean step) {
        UI ui = UI.getCurrent();
        var history = ui.getPage().getHistory();
        var location = new Location(path, parameters);
        // Or the way back to the address that the page was first opened by would be passed over as one that stands.
        ui.getInternals().setLastHandledNavigation(location);
        if (step) {
            history.pushState(null, location);
        } else {
            history.replaceState(null, location);
        }
    }
}
