package org.postigo.desk.shell;

import com.vaadin.flow.component.AttachEvent;
import com.vaadin.flow.component.DetachEvent;
import com.vaadin.flow.component.HasElement;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.contextmenu.ContextMenu;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Footer;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.Header;
import com.vaadin.flow.component.html.Main;
import com.vaadin.flow.component.html.NativeButton;
import com.vaadin.flow.component.html.Nav;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.function.SerializableRunnable;
import com.vaadin.flow.router.AfterNavigationEvent;
import com.vaadin.flow.router.AfterNavigationObserver;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.Location;
import com.vaadin.flow.router.QueryParameters;
import com.vaadin.flow.router.RouterLayout;
import com.vaadin.flow.router.RouterLink;
import com.vaadin.flow.server.VaadinRequest;
import com.vaadin.flow.server.menu.MenuConfiguration;
import com.vaadin.flow.server.menu.MenuEntry;
import com.vaadin.flow.spring.security.AuthenticationContext;
import jakarta.annotation.security.PermitAll;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.postigo.desk.Desk;
import org.postigo.desk.preview.Inert;
import org.postigo.desk.preview.SafeView;
import org.postigo.desk.words.Say;
import org.postigo.quarantine.incident.CauseWatch;
import org.postigo.quarantine.round.Review;
import org.postigo.store.people.Person;
import org.postigo.store.rounds.Round;

/** The bar with the ways to the views that exist, the signed-in person's choices, and the place where a view stands. */
@PermitAll
public final class Frame extends Div implements RouterLayout, BeforeEnterObserver, AfterNavigationObserver {
    private static final long serialVersionUID = 1;

    private final transient Desk desk;
    private final transient Review review;
    private final transient CauseWatch watch;
    private final transient AuthenticationContext authentication;
    private final transient Say say;
    private final Div strip = new Div();
    private final Div alarm = new Div();
    private final Div late = new Div();
    private final transient AtomicBoolean looking = new AtomicBoolean();
    private transient @Nullable AutoCloseable watching;
    private final Main screen = new Main();
    private final List<RouterLink> ways = new ArrayList<>();

    /** For the person who is signed in. */
    public Frame(Desk desk, Review review, CauseWatch watch, AuthenticationContext authentication) {
        this.desk = desk;
        this.review = review;
        this.watch = watch;
        this.authentication = authentication;
        this.say = desk.say(UI.getCurrent().getLocale());
        addClassName("app");

        var nav = new Nav();
        // Views say by @Menu that they belong here, so that the shell need not know them.
        for (MenuEntry view : MenuConfiguration.getMenuEntries()) {
            if (view.menuClass() != null) {
                var way = new RouterLink(say.text(view.title()), view.menuClass());
                // G and then this letter goes there.
                way.getElement()
                        .setAttribute(
                                "data-go",
                                view.title()
                                        .substring(
                                                view.title().indexOf('.') + 1,
                                                view.title().indexOf('.') + 2));
                ways.add(way);
                nav.add(way);
            }
        }
        nav.getElement().setAttribute("aria-label", say.text("nav.main"));
        var brand = new Div(Parts.mark(), new Span("Postigo"));
        brand.addClassName("brand");
        NativeButton keys = Parts.button(say.text("bar.keys"), "keysbutton no-phone", "?", this::showKeys);
        var right = new Div(keys);
        right.addClassName("right");
        person().ifPresent(person -> right.add(account(person)));
        right.add(views());
        var top = new Header(brand, nav, right);
        top.addClassName("top");

        strip.addClassName("strip");
        strip.getElement().setAttribute("role", "alert");
        strip.setVisible(false);
        late.addClassNames("strip", "late");
        late.getElement().setAttribute("role", "alert");
        late.setVisible(false);
        alarm.addClassNames("strip", "late");
        alarm.getElement().setAttribute("role", "alert");
        alarm.setVisible(false);
        screen.addClassName("screen");
        add(top, late, alarm, strip, screen);
        getElement().executeJs("window.postigo.sync($0)", (double) desk.now().toEpochMilli());
        VaadinRequest request = VaadinRequest.getCurrent();
        getElement().executeJs("window.postigo.arm($0)", request == null || Choices.keys(request));
    }

    /** On a phone the ways stand in a menu, so that none of them is out of sight. */
    private NativeButton views() {
        var button = new NativeButton();
        button.getElement().setAttribute("type", "button");
        button.addClassNames("views", "only-phone");
        button.setAriaLabel(say.text("nav.menu"));
        button.add(new Icon("menu"));
        var menu = new ContextMenu(button);
        menu.setOpenOnClick(true);
        for (RouterLink way : ways) {
            menu.addItem(way.getText(), _ -> UI.getCurrent().navigate(way.getHref()));
        }
        return button;
    }

    private Optional<Person> person() {
        return authentication.getPrincipalName().flatMap(desk::person);
    }

    @Override
    public void beforeEnter(BeforeEnterEvent event) {
        Optional<Person> person = person();
        if (person.isEmpty()) {
            // Signed in once, and removed since.
            authentication.logout();
        } else if (!person.get().role().atTheDesk()) {
            UI.getCurrent().getPage().setLocation("mine");
        }
    }

    @Override
    public void afterNavigation(AfterNavigationEvent event) {
        showLate();
        String first = event.getLocation().getFirstSegment();
        showAlarm(first.equals("incidents"));
        String here = first.isEmpty() ? "review" : first;
        for (RouterLink way : ways) {
            if (here.equals(new Location(way.getHref()).getFirstSegment())) {
                way.getElement().setAttribute("aria-current", "page");
            } else {
                way.getElement().removeAttribute("aria-current");
            }
        }
    }

    @Override
    protected void onAttach(AttachEvent event) {
        // Whoever closes the window must not stop what a colleague does in that moment.
        SerializableRunnable later = event.getUI().accessLater(this::showLate, () -> looking.set(false));
        watching = review.listen(() -> {
            if (looking.compareAndSet(false, true)) {
                later.run();
            }
        });
        showLate();
    }

    @Override
    protected void onDetach(DetachEvent event) {
        AutoCloseable watcher = watching;
        watching = null;
        if (watcher != null) {
            try {
                watcher.close();
            } catch (Exception e) {
                Trouble.log("a listener of rounds did not close", e);
            }
        }
    }

    /** A round that is late is said above every view, until it is closed. */
    private void showLate() {
        looking.set(false);
        late.removeAll();
        List<Round> rounds = person().map(review::late).orElse(List.of());
        late.setVisible(!rounds.isEmpty());
        if (rounds.isEmpty()) {
            return;
        }
        Round first = rounds.getFirst();
        long minutes =
                Math.max(1, Duration.between(first.deadline(), desk.now()).toMinutes());
        String begun = first.id().text().substring(11, 16);
        late.add(
                new Icon("warn"),
                new Span(
                        Parts.span(say.text("bar.late", begun, minutes), "b"),
                        new Span(" " + say.text("bar.late.left", review.left(first), rounds.size() - 1))));
        boolean mine = person().map(Person::email)
                .filter(email -> first.holder().filter(email::equals).isPresent())
                .isPresent();
        late.add(Parts.button(
                say.text(mine ? "bar.late.go" : "bar.late.take"),
                "btn",
                "",
                () -> UI.getCurrent().navigate("review/" + first.id())));
    }

    /** A cause that suddenly speaks against proven mail is said above every view, to those who can mend it. */
    private void showAlarm(boolean there) {
        alarm.removeAll();
        List<CauseWatch.Alarm> sounding = there
                        || person().filter(each -> each.role() == Person.Role.ADMINISTRATOR)
                                .isEmpty()
                ? List.of()
                : watch.alarms(desk.now());
        alarm.setVisible(!sounding.isEmpty());
        if (!sounding.isEmpty()) {
            CauseWatch.Alarm worst = sounding.getFirst();
            alarm.add(
                    new Icon("warn"),
                    new Span(say.text(
                            "cause.alarm",
                            new CauseWords(desk.store(), say).of(worst.cause()),
                            worst.hits(),
                            worst.messages())),
                    Parts.button(
                            say.text("cause.alarm.look"),
                            "btn",
                            "",
                            () -> UI.getCurrent().navigate("incidents", QueryParameters.of("cause", worst.cause()))));
        }
    }

    /** Says beside the way to a view how much waits there; nothing for 0. */
    public void count(String view, long waiting) {
        for (RouterLink way : ways) {
            if (new Location(way.getHref()).getFirstSegment().equals(view)) {
                way.getElement()
                        .getChildren()
                        .filter(child -> child.getAttribute("class") != null)
                        .toList()
                        .forEach(way.getElement()::removeChild);
                if (waiting > 0) {
                    way.add(Parts.span(say.number(waiting), "waiting"));
                }
            }
        }
    }

    @Override
    public void showRouterLayoutContent(HasElement content) {
        screen.getElement().removeAllChildren();
        screen.getElement().appendChild(Objects.requireNonNull(content).getElement());
    }

    @Override
    public void removeRouterLayoutContent(HasElement oldContent) {
        if (oldContent != null) {
            oldContent.getElement().removeFromParent();
        }
    }

    /** The words of this page's reader. */
    public Say words() {
        return say;
    }

    /** Says something above the view until the next thing is said. */
    public void strip(String sentence) {
        strip.removeAll();
        strip.add(new Icon("warn"), new Span(sentence));
        strip.add(Parts.button(
                say.text("error.reload"),
                "btn",
                "",
                () -> UI.getCurrent().getPage().reload()));
        strip.setVisible(true);
    }

    private NativeButton account(Person person) {
        String name = Inert.line(person.name().isBlank() ? person.email() : person.name(), 60);
        var who = new NativeButton(initials(name));
        who.getElement().setAttribute("type", "button");
        who.addClassName("who");
        who.setAriaLabel(say.text("bar.menu", name));
        var menu = new ContextMenu(who);
        menu.setOpenOnClick(true);
        var head = Parts.div("account", Parts.span(name, "b"), Parts.span(say.text("role." + person.role()), "q"));
        menu.addItem(head).setEnabled(false);
        menu.addSeparator();
        boolean spanish = say.locale().getLanguage().equals("es");
        var es = menu.addItem(say.text("menu.spanish"), _ -> speak("es"));
        es.setCheckable(true);
        es.setChecked(spanish);
        var en = menu.addItem(say.text("menu.english"), _ -> speak("en"));
        en.setCheckable(true);
        en.setChecked(!spanish);
        menu.addSeparator();
        VaadinRequest request = VaadinRequest.getCurrent();
        SafeView.Scheme now = request == null ? SafeView.Scheme.SYSTEM : Choices.colours(request);
        for (SafeView.Scheme scheme : SafeView.Scheme.values()) {
            var item = menu.addItem(
                    say.text("menu.theme." + scheme.name().toLowerCase(Locale.ROOT)), _ -> colours(scheme));
            item.setCheckable(true);
            item.setChecked(scheme == now);
        }
        menu.addSeparator();
        boolean keys = request == null || Choices.keys(request);
        menu.addItem(say.text(keys ? "menu.shortcuts.off" : "menu.shortcuts.on"), _ -> {
            Choices.chooseKeys(UI.getCurrent(), !keys);
            UI.getCurrent().getPage().reload();
        });
        menu.addSeparator();
        if (person.role() == Person.Role.ADMINISTRATOR) {
            menu.addItem(say.text("menu.rules"), _ -> UI.getCurrent().navigate("rules"));
            menu.addItem(say.text("menu.incidents"), _ -> UI.getCurrent().navigate("incidents"));
        }
        menu.addItem(say.text("menu.account"), _ -> UI.getCurrent().navigate("account"));
        menu.addItem(say.text("menu.signout"), _ -> authentication.logout());
        return who;
    }

    private void colours(SafeView.Scheme scheme) {
        Choices.chooseColours(UI.getCurrent(), scheme);
        UI.getCurrent().getPage().reload();
    }

    private void speak(String language) {
        Choices.chooseLanguage(UI.getCurrent(), language);
        Optional<Person> person = person();
        if (person.isPresent()) {
            Person old = person.get();
            try {
                desk.store().people().put(old.withLanguage(language), old.email());
            } catch (IOException e) {
                strip(say.text("error.action", Trouble.log("language of " + old.email() + " not saved", e)));
                return;
            }
        }
        UI.getCurrent().getPage().reload();
    }

    private static String initials(String name) {
        StringBuilder letters = new StringBuilder();
        for (String word : name.split("[\\s.@_-]+")) {
            if (!word.isEmpty() && letters.length() < 2) {
                letters.appendCodePoint(word.codePointAt(0));
            }
        }
        String short1 = letters.length() == 1 && name.length() > 1 ? name.substring(0, 2) : letters.toString();
        return short1.toUpperCase(Locale.ROOT);
    }

    /** The list of keys; Esc closes it. */
    public void showKeys() {
        var dialog = new Dialog();
        dialog.addClassName("keys");
        dialog.getElement().setAttribute("aria-label", say.text("keys.title"));
        var left = Parts.div(
                "keylist",
                keyRow("keys.row", "J", "K"),
                keyRow("keys.enter", "Enter"),
                keyRow("keys.campaign", "O"),
                keyRow("keys.mark", "X"),
                keyRow("keys.markto", say.text("keys.shift"), "X"),
                keyRow("keys.tabs", "1", say.text("keys.to"), "4"),
                keyRow("keys.search", "/"),
                keyRow("keys.go", "G", "R"),
                keyRow("keys.this", "?"));
        var right = Parts.div(
                "keylist",
                keyRow("keys.release", "R"),
                keyRow("keys.allow", "W"),
                keyRow("keys.spam", "S"),
                keyRow("keys.deny", "D"),
                keyRow("keys.notsure", "N"),
                keyRow("keys.comment", "C"),
                keyRow("keys.undo", "U"));
        var note = new Paragraph(
                new Span(say.text("keys.note", desk.quarantine().undoTime().toSeconds()) + " "),
                Parts.key("Esc"),
                new Span(" " + say.text("keys.close")));
        note.addClassName("q2");
        dialog.add(new H2(say.text("keys.title")), Parts.div("keycols", left, right), new Footer(note));
        dialog.open();
    }

    private Div keyRow(String words, String... caps) {
        var row = Parts.div("keyrow");
        var keys = Parts.div("caps");
        for (String cap : caps) {
            keys.add(cap.equals(say.text("keys.to")) ? Parts.span(cap, "q") : Parts.key(cap));
        }
        row.add(keys, new Span(say.text(words)));
        return row;
    }
}
