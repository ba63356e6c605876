package org.postigo.desk.held;

import com.vaadin.flow.component.AttachEvent;
import com.vaadin.flow.component.ClientCallable;
import com.vaadin.flow.component.DetachEvent;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H1;
import com.vaadin.flow.component.html.NativeButton;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.router.BeforeEvent;
import com.vaadin.flow.router.HasDynamicTitle;
import com.vaadin.flow.router.HasUrlParameter;
import com.vaadin.flow.router.Menu;
import com.vaadin.flow.router.OptionalParameter;
import com.vaadin.flow.router.Route;
import com.vaadin.flow.router.RouteAlias;
import com.vaadin.flow.server.VaadinRequest;
import com.vaadin.flow.spring.security.AuthenticationContext;
import jakarta.annotation.security.PermitAll;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.postigo.desk.Desk;
import org.postigo.desk.letter.Letter;
import org.postigo.desk.preview.Inert;
import org.postigo.desk.shell.Choices;
import org.postigo.desk.shell.Frame;
import org.postigo.desk.shell.Parts;
import org.postigo.desk.shell.Trouble;
import org.postigo.desk.words.Say;
import org.postigo.quarantine.Choice;
import org.postigo.quarantine.Ruling;
import org.postigo.quarantine.Undoing;
import org.postigo.quarantine.campaign.Campaigns;
import org.postigo.quarantine.campaign.Ranking;
import org.postigo.store.held.CopyId;
import org.postigo.store.held.CopyState;
import org.postigo.store.held.Decision;
import org.postigo.store.held.HeldCopy;
import org.postigo.store.held.HeldMail;
import org.postigo.store.held.HeldQuery;
import org.postigo.store.people.Person;

/**
 * Held mail: the list alone, or beside one open letter. Every action has its button and its key; a key acts only while
 * no field has the focus. What changes elsewhere (a delivery, a colleague's decision, new mail) appears by itself.
 */
@Route(value = "held", layout = Frame.class)
@RouteAlias(value = "", layout = Frame.class)
@Menu(title = "nav.held", order = 2)
@PermitAll
public final class HeldView extends Div implements HasUrlParameter<String>, HasDynamicTitle, Letter.Actions {
    private static final long serialVersionUID = 1;

    /** More changes at once than this are read as a whole. */
    private static final int MANY_CHANGES = 40;

    /** Copies that are arranged as campaigns at most: pairs are compared. */
    private static final int MOST_ARRANGED = 2_000;

    private final transient Desk desk;
    private final transient Say say;
    private final transient Person person;
    private final transient Outcomes outcomes;
    private final Filters filters;
    private final Rows rows;
    private final Letter letter;
    private final Toast toast;
    private final Span count = Parts.span("", "b");
    private final Span matching = new Span();
    private final Div empty = Parts.div("empty");
    private final Div selection = Parts.div("selbar");
    private final Span marked = Parts.span("", "b");
    private final Span ofAll = Parts.span("", "q2", "no-phone");
    private final List<NativeButton> bulk = new ArrayList<>();
    private final transient Queue<HeldCopy> changes = new ConcurrentLinkedQueue<>();
    private final transient Map<CopyId, CopyState> drawn = new HashMap<>();
    private final transient AtomicBoolean drawing = new AtomicBoolean();
    private final List<NativeButton> ways = new ArrayList<>();
    private transient Arrangement arrangement = Arrangement.NONE;
    private transient @Nullable AutoCloseable listening;
    private boolean open;

    /** For the person who is signed in. */
    public HeldView(Desk desk, AuthenticationContext authentication) {
        this.desk = desk;
        this.say = desk.say(UI.getCurrent().getLocale());
        this.person = authentication
                .getPrincipalName()
                .flatMap(desk::person)
                .orElseThrow(() -> new IllegalStateException("nobody is signed in"));
        this.outcomes = new Outcomes(desk, say);
        addClassName("desk");

        filters = new Filters(desk, say, person, this::search);
        rows = new Rows(desk, say, this::read, this::open);
        rows.onMarks(this::showMarks);
        rows.onToggle(this::toggle);
        letter = new Letter(desk, say, person, this);
        toast = new Toast(desk, say, this::undo);

        var sentence = new Paragraph(count, new Span(" "), matching);
        sentence.addClassName("say");
        var head = Parts.div("head", new Div(new H1(say.text("held.title")), sentence), wayOfListing());
        var list = Parts.div("list", head, filters, rows, empty, toast, selectionBar());
        add(list, letter);
        showHead();
    }

    private Div wayOfListing() {
        var choice = Parts.div("segments");
        choice.getElement().setAttribute("role", "group");
        choice.getElement().setAttribute("aria-label", say.text("held.way"));
        ways.add(Parts.button(say.text("held.way.list"), "seg", "", () -> arrange(false)));
        ways.add(Parts.button(say.text("held.way.campaigns"), "seg", "", () -> arrange(true)));
        ways.forEach(choice::add);
        showWay();
        return choice;
    }

    private boolean arranged() {
        return arrangement != Arrangement.NONE;
    }

    private void showWay() {
        ways.get(0).getElement().setAttribute("aria-pressed", Boolean.toString(!arranged()));
        ways.get(1).getElement().setAttribute("aria-pressed", Boolean.toString(arranged()));
    }

    private void arrange(boolean byCampaign) {
        if (!rows.marks().isEmpty()) {
            rows.unmarkAll();
        }
        arrangement = byCampaign ? arrangementOfNow() : Arrangement.NONE;
        rows.arrange(arrangement);
        showWay();
        showHead();
    }

    /** What still has to be decided and matches, the likeliest good first where it is too much. */
    private Arrangement arrangementOfNow() {
        var copies = new ArrayList<HeldCopy>();
        for (int offset = 0; offset < MOST_ARRANGED; offset += 1000) {
            List<HeldCopy> page = desk.quarantine()
                    .list(person, filters.query(HeldQuery.Order.LIKELY_GOOD, offset, 1000))
                    .rows();
            page.stream().filter(copy -> copy.state().open()).forEach(copies::add);
            if (page.size() < 1000) {
                break;
            }
        }
        var acquaintances = desk.store().acquaintances();
        return new Arrangement(Ranking.of(new Campaigns(acquaintances).of(copies), acquaintances));
    }

    private void toggle(CopyId id) {
        if (arrangement.toggle(id)) {
            rows.reload();
            rows.current(Optional.of(id), true);
        }
    }

    private Div selectionBar() {
        NativeButton all = Parts.button("", "btn quiet no-phone", "", rows::markAll);
        all.setId("mark-all");
        selection.add(
                marked,
                ofAll,
                all,
                Parts.button(say.text("held.mark.none"), "btn quiet", "", rows::unmarkAll),
                Parts.div("grow"));
        bulk(Decision.Kind.RELEASE, "btn pri", "R");
        bulk(Decision.Kind.RELEASE_AND_ALLOW, "btn acc no-phone", "W");
        bulk(Decision.Kind.SPAM, "btn", "S");
        selection.setVisible(false);
        return selection;
    }

    private void bulk(Decision.Kind kind, String classes, String key) {
        NativeButton button = Parts.button(say.text("act." + kind), classes, key, () -> decide(kind));
        bulk.add(button);
        selection.add(button);
    }

    // ---- reading

    private HeldMail.Page read(Rows.Slice slice) {
        if (arranged()) {
            return arrangement.page(
                    slice.offset(), slice.limit(), id -> desk.quarantine().find(person, id));
        }
        return desk.quarantine().list(person, filters.query(slice.order(), slice.offset(), slice.limit()));
    }

    private void search() {
        // What is marked must stay in sight.
        if (!rows.marks().isEmpty()) {
            rows.unmarkAll();
        }
        if (arranged()) {
            arrange(true);
            return;
        }
        rows.reload();
        showHead();
    }

    private void showHead() {
        long before = System.nanoTime();
        HeldMail.Page page = read(new Rows.Slice(HeldQuery.Order.NEWEST, 0, 1));
        long millis = (System.nanoTime() - before) / 1_000_000;
        long total = page.total();
        long all = filters.any()
                ? desk.quarantine().list(person, HeldQuery.all(0, 1)).total()
                : total;
        if (arranged()) {
            Ranking ranking = arrangement.ranking();
            int below = ranking.campaigns().size() - ranking.above();
            count.setText(say.number(ranking.campaigns().size()));
            matching.setText(say.text(
                    "held.arranged",
                    ranking.campaigns().size(),
                    say.number(ranking.copies()),
                    say.decimal(ranking.expected()),
                    below,
                    say.decimal(ranking.expectedBelow())));
        } else {
            count.setText(say.number(total));
            matching.setText(
                    filters.any()
                            ? say.text("held.matching", say.number(all), all, millis)
                            : say.text("held.all", total));
        }
        ofAll.setText(say.text("held.of", say.number(total)));
        selection
                .getChildren()
                .filter(part -> part.getId().filter("mark-all"::equals).isPresent())
                .findFirst()
                .ifPresent(button ->
                        button.getElement().getChild(0).setText(say.text("held.mark.all", say.number(total))));
        empty.setVisible(total == 0);
        rows.setVisible(total > 0);
        if (total == 0) {
            empty.removeAll();
            if (filters.any()) {
                empty.add(
                        Parts.span(say.text("held.none.title"), "b"),
                        Parts.span(say.text("held.none.text", all), "q2"),
                        Parts.button(say.text("held.clear"), "btn", "", filters::clear));
            } else {
                empty.add(Parts.span(say.text("held.empty.title"), "b"), Parts.span(say.text("held.empty.text"), "q2"));
            }
        }
    }

    @Override
    public void setParameter(BeforeEvent event, @OptionalParameter @Nullable String parameter) {
        Optional<HeldCopy> wanted = Optional.ofNullable(parameter)
                .flatMap(CopyId::parse)
                .flatMap(id -> desk.quarantine().find(person, id));
        if (parameter != null && !parameter.isEmpty() && wanted.isEmpty()) {
            toast.tell(say.text("letter.gone"));
        }
        open = wanted.isPresent();
        setClassName("desk" + (open ? " open" : ""));
        wanted.ifPresent(copy -> show(copy, false));
    }

    private void show(HeldCopy copy, boolean focus) {
        letter.show(copy);
        int place = rows.current(Optional.of(copy.id()), focus);
        letter.position(place + 1L, rows.total());
    }

    private void open(HeldCopy copy) {
        if (open) {
            turnTo(copy, false);
        } else {
            UI.getCurrent().navigate(HeldView.class, copy.id().toString());
        }
    }

    /** From letter to letter: navigating would ask the browser, which would ask us again, before anything is shown. */
    private void turnTo(HeldCopy copy, boolean focus) {
        show(copy, focus);
        UI.getCurrent().getPage().getHistory().replaceState(null, "held/" + copy.id());
    }

    @Override
    public void close() {
        UI.getCurrent().navigate(HeldView.class);
        rows.current(rows.current(), true);
    }

    // ---- moving

    private void go(HeldCopy copy, boolean focus) {
        if (open) {
            turnTo(copy, focus);
        } else {
            rows.current(Optional.of(copy.id()), focus);
        }
    }

    @Override
    public void step(int step) {
        rows.neighbour(step).ifPresent(copy -> go(copy, true));
    }

    // ---- deciding

    private List<CopyId> chosen() {
        List<CopyId> marks = rows.marks();
        if (!marks.isEmpty()) {
            return arrangement.whole(marks);
        }
        return arrangement.whole((open ? letter.shown().map(HeldCopy::id) : rows.current())
                .stream().toList());
    }

    @Override
    public void decide(Decision.Kind kind) {
        List<CopyId> ids = chosen();
        if (ids.isEmpty()) {
            return;
        }
        boolean one = rows.marks().isEmpty();
        var choice = new Choice(
                kind,
                ids.size() == 1 && open && kind == Decision.Kind.RELEASE_AND_ALLOW ? letter.offer() : Optional.empty(),
                one && open ? letter.comment() : "");
        List<Ruling> rulings;
        try {
            rulings = desk.quarantine().decide(person, ids, choice);
        } catch (IOException | IllegalStateException e) {
            toast.tell(say.text("toast.unwritten", Trouble.log("a decision could not be saved", e)));
            return;
        }
        var done = new ArrayList<CopyId>();
        String sentence = say.text("toast." + kind, 1);
        java.time.Instant due = desk.now();
        for (Ruling ruling : rulings) {
            if (ruling instanceof Ruling.Done decided) {
                done.add(decided.id());
                due = decided.decision().due();
                draw(decided.copy());
                if (ids.size() == 1) {
                    String name = Inert.line(new RowWords(decided.copy(), say, desk.now()).name(), 40);
                    sentence += name.isEmpty() ? "" : ": " + name;
                }
            }
        }
        String remarks = outcomes.remarks(rulings);
        if (done.isEmpty()) {
            toast.tell(remarks);
        } else {
            if (done.size() > 1) {
                sentence = say.text("toast." + kind, done.size());
            }
            toast.decided(new Toast.Batch(done, kind, due, sentence), remarks);
        }
        if (!one) {
            rows.unmarkAll();
        } else if (!done.isEmpty()) {
            rows.nextOpen(done).ifPresent(copy -> go(copy, true));
        }
        refreshLetter();
    }

    private void undo() {
        Optional<Toast.Batch> batch = toast.takeBack();
        if (batch.isEmpty()) {
            toast.tell(say.text("toast.nothing"));
            return;
        }
        try {
            List<Undoing> undone = desk.quarantine().undo(person, batch.get().copies());
            toast.tell(outcomes.of(undone));
            for (Undoing outcome : undone) {
                if (outcome instanceof Undoing.Undone back) {
                    draw(back.copy());
                }
            }
            batch.get().copies().stream()
                    .findFirst()
                    .flatMap(id -> desk.quarantine().find(person, id))
                    .ifPresent(copy -> go(copy, true));
            refreshLetter();
        } catch (IOException | IllegalStateException e) {
            toast.tell(say.text("toast.unwritten", Trouble.log("an undo could not be saved", e)));
        }
    }

    /** Draws what we changed ourselves, once: the store tells us of it too. */
    private void draw(HeldCopy copy) {
        drawn.put(copy.id(), copy.state());
        if (rows.knows(copy.id())) {
            rows.refresh(copy);
        }
    }

    private void refreshLetter() {
        letter.shown()
                .flatMap(copy -> desk.quarantine().find(person, copy.id()))
                .ifPresent(letter::refresh);
    }

    private void showMarks() {
        int marks = rows.marks().size();
        selection.setVisible(marks > 0);
        marked.setText(say.text("held.marked", marks));
        List<Decision.Kind> kinds = List.of(Decision.Kind.RELEASE, Decision.Kind.RELEASE_AND_ALLOW, Decision.Kind.SPAM);
        for (int i = 0; i < bulk.size(); i++) {
            String action = say.text("act." + kinds.get(i));
            bulk.get(i).getElement().getChild(0).setText(i == 0 ? say.text("act.many", action, marks) : action);
        }
    }

    // ---- keys

    /** A key that was pressed while no field had the focus. Called by the page. */
    @ClientCallable
    public void key(String key) {
        switch (key) {
            case "j" -> step(1);
            case "k" -> step(-1);
            case "x" -> current().ifPresent(rows::mark);
            case "X" -> current().ifPresent(rows::markTo);
            case "r" -> decide(Decision.Kind.RELEASE);
            case "w" -> decide(Decision.Kind.RELEASE_AND_ALLOW);
            case "s" -> decide(Decision.Kind.SPAM);
            case "d" -> decide(Decision.Kind.SPAM_AND_DENY);
            case "n" -> decide(Decision.Kind.NOT_SURE);
            case "o" -> current().ifPresent(this::toggle);
            case "u" -> undo();
            case "?" -> findAncestor(Frame.class).showKeys();
            case "Enter" ->
                current().flatMap(id -> desk.quarantine().find(person, id)).ifPresent(this::open);
            case "Escape" -> escape();
            case "1", "2", "3", "4" -> letter.tab(key.charAt(0) - '1');
            default -> {
                // The page sends only these; anything else was made up.
            }
        }
    }

    private Optional<CopyId> current() {
        return rows.current().or(() -> rows.first().map(HeldCopy::id));
    }

    private void escape() {
        if (!rows.marks().isEmpty()) {
            rows.unmarkAll();
        } else if (open) {
            close();
        }
    }

    // ---- what changes elsewhere

    @Override
    protected void onAttach(AttachEvent event) {
        UI ui = event.getUI();
        VaadinRequest request = VaadinRequest.getCurrent();
        if (request == null || Choices.keys(request)) {
            getElement().executeJs("window.postigo.keys(this)");
        }
        listening = desk.quarantine().listen(copy -> {
            if (!desk.quarantine().maySee(person, copy)) {
                return;
            }
            changes.add(copy);
            // One drawing for all that comes while it waits for its turn.
            if (drawing.compareAndSet(false, true)) {
                ui.access(this::draw);
            }
        });
    }

    private void draw() {
        drawing.set(false);
        List<HeldCopy> news = new ArrayList<>();
        for (HeldCopy copy = changes.poll(); copy != null; copy = changes.poll()) {
            if (!copy.state().equals(drawn.remove(copy.id()))) {
                news.add(copy);
            }
        }
        // What is arranged is a definite set: what comes in later is for the next time.
        news.removeIf(copy -> arranged() && !rows.knows(copy.id()));
        boolean whole = news.size() > MANY_CHANGES || news.stream().anyMatch(copy -> !rows.knows(copy.id()));
        if (whole) {
            rows.reload();
            showHead();
        } else {
            news.forEach(rows::refresh);
        }
        letter.shown()
                .flatMap(shown -> news.stream()
                        .filter(copy -> copy.id().equals(shown.id()))
                        .reduce((_, last) -> last))
                .ifPresent(letter::refresh);
    }

    @Override
    protected void onDetach(DetachEvent event) {
        AutoCloseable listener = listening;
        listening = null;
        if (listener != null) {
            try {
                listener.close();
            } catch (Exception e) {
                Trouble.log("a listener of held mail did not close", e);
            }
        }
    }

    @Override
    public String getPageTitle() {
        return "Postigo · " + say.text("held.title");
    }

    /** For tests. */
    Toast toast() {
        return toast;
    }

    /** For tests. */
    Rows rows() {
        return rows;
    }

    /** For tests. */
    Letter letter() {
        return letter;
    }

    /** For tests. */
    Filters filters() {
        return filters;
    }
}
