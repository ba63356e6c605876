package org.postigo.desk.rows;

import com.vaadin.flow.component.AttachEvent;
import com.vaadin.flow.component.ClientCallable;
import com.vaadin.flow.component.DetachEvent;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.NativeButton;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.function.SerializableRunnable;
import com.vaadin.flow.server.VaadinRequest;
import java.io.IOException;
import java.time.Instant;
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
import org.postigo.store.held.CopyId;
import org.postigo.store.held.CopyState;
import org.postigo.store.held.Decision;
import org.postigo.store.held.HeldCopy;
import org.postigo.store.held.HeldMail;
import org.postigo.store.people.Person;

/**
 * A view in which held mail is read and decided: rows, one of them current, its letter beside them, marks, decisions and
 * taking them back. Every action has its button and its key; a key acts only while no field has the focus. What changes
 * elsewhere (a delivery, a colleague's decision, new mail) appears by itself.
 */
public abstract class Reading extends Div implements Letter.Actions {
    private static final long serialVersionUID = 1;

    /** More changes at once than this are read as a whole. */
    private static final int MANY_CHANGES = 40;

    /** Everything behind the view. */
    protected final transient Desk desk;

    /** The reader's words. */
    protected final transient Say say;

    /** Who reads. */
    protected final transient Person person;

    /** The rows. */
    protected final Rows rows;

    /** The letter beside them. */
    protected final Letter letter;

    /** What was done last. */
    protected final Toast toast;

    /** What is marked and can be done with it. */
    protected final Div selection = Parts.div("selbar");

    /** How many rows there are, beside how many are marked. */
    protected final Span ofAll = Parts.span("", "q2", "no-phone");

    /** How rows are arranged. */
    protected transient Arrangement arrangement = Arrangement.NONE;

    /** Whether a letter stands beside the rows. */
    protected boolean open;

    private final transient Outcomes outcomes;
    private final Span marked = Parts.span("", "b");
    private final List<NativeButton> bulk = new ArrayList<>();
    private final transient Queue<HeldCopy> changes = new ConcurrentLinkedQueue<>();
    private final transient Map<CopyId, CopyState> drawn = new HashMap<>();
    private final transient AtomicBoolean drawing = new AtomicBoolean();
    private transient @Nullable AutoCloseable listening;

    /**
     * For one reader.
     *
     * @param back key of the words for the way from a letter to the list, on a phone
     */
    protected Reading(Desk desk, Person person, String back) {
        this.desk = desk;
        this.say = desk.say(UI.getCurrent().getLocale());
        this.person = person;
        this.outcomes = new Outcomes(desk, say);
        addClassName("desk");
        rows = new Rows(desk, say, this::read, this::open);
        rows.onMarks(this::showMarks);
        rows.onToggle(this::toggle);
        letter = new Letter(desk, say, person, say.text(back), this);
        toast = new Toast(desk, say, this::undo);
        selectionBar();
    }

    // ---- what a view is asked

    /** Rows of a stretch of the list. */
    protected abstract HeldMail.Page read(Rows.Slice slice);

    /** Somebody chose a row by click or by Enter. */
    protected abstract void open(HeldCopy copy);

    /** The letter turned to this copy. */
    protected abstract void turned(HeldCopy copy);

    /** Rows came, or changed otherwise than by our own decisions. */
    protected abstract void changed();

    /** Decisions were made or taken back, here or elsewhere. */
    protected abstract void settled();

    // ---- pieces

    private void selectionBar() {
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
    }

    /** Says how many rows there are. */
    protected void showTotal(long total) {
        ofAll.setText(say.text("held.of", say.number(total)));
        selection
                .getChildren()
                .filter(part -> part.getId().filter("mark-all"::equals).isPresent())
                .findFirst()
                .ifPresent(button ->
                        button.getElement().getChild(0).setText(say.text("held.mark.all", say.number(total))));
    }

    private void bulk(Decision.Kind kind, String classes, String key) {
        NativeButton button = Parts.button(say.text("act." + kind), classes, key, () -> decide(kind));
        bulk.add(button);
        selection.add(button);
    }

    private void toggle(CopyId id) {
        if (arrangement.toggle(id)) {
            rows.reload();
            rows.current(Optional.of(id), true);
        }
    }

    // ---- moving

    /** Shows a copy's letter and makes its row the current one. */
    protected void show(HeldCopy copy, boolean focus) {
        letter.show(copy);
        int place = rows.current(Optional.of(copy.id()), focus);
        letter.position(place + 1L, rows.total());
        turned(copy);
    }

    /** Goes to a row: its letter too, where one is open. */
    protected void go(HeldCopy copy, boolean focus) {
        if (open) {
            show(copy, focus);
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

    /** The row that stands for copies of one kind only, if there is one among those that a decision would be about. */
    private Optional<CopyId> ofOneKind() {
        List<CopyId> marks = rows.marks();
        return (marks.isEmpty() ? current().stream() : marks.stream())
                .filter(arrangement::unread)
                .findFirst();
    }

    @Override
    public void decide(Decision.Kind kind) {
        Optional<CopyId> unread = kind.releases() ? ofOneKind() : Optional.empty();
        if (unread.isPresent()) {
            // They need not be alike: whoever finds a good one among them releases that one.
            if (!arrangement.opened(unread.get())) {
                toggle(unread.get());
            }
            toast.tell(say.text("held.kind.release"));
            return;
        }
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
        var after = new ArrayList<HeldCopy>();
        String sentence = say.text("toast." + kind, 1);
        Instant due = desk.now();
        for (Ruling ruling : rulings) {
            switch (ruling) {
                case Ruling.Done decided -> {
                    done.add(decided.id());
                    due = decided.decision().due();
                    after.add(decided.copy());
                    if (ids.size() == 1) {
                        String name =
                                Inert.line(new RowWords(decided.copy(), Optional.empty(), say, desk.now()).name(), 40);
                        sentence += name.isEmpty() ? "" : ": " + name;
                    }
                }
                case Ruling.TakenBy taken -> after.add(taken.copy());
                case Ruling.NothingProven _, Ruling.Gone _, Ruling.NotYours _ -> {}
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
        // Where to go is found before the rows fold.
        Optional<HeldCopy> next = one && !after.isEmpty() ? rows.nextOpen(ids) : Optional.empty();
        after.forEach(copy -> drawn.put(copy.id(), copy.state()));
        boolean moved = arrangement.settle(after);
        if (!one) {
            rows.unmarkAll();
        }
        if (moved) {
            rows.reload();
        } else {
            after.stream().filter(copy -> rows.knows(copy.id())).forEach(rows::refresh);
        }
        if (!done.isEmpty() || moved) {
            next.ifPresent(copy -> go(copy, true));
        }
        refreshLetter();
        if (!after.isEmpty()) {
            settled();
        }
    }

    /** Takes the newest decisions back that can still be. */
    protected void undo() {
        Optional<Toast.Batch> batch = toast.takeBack();
        if (batch.isEmpty()) {
            toast.tell(say.text("toast.nothing"));
            return;
        }
        try {
            List<Undoing> undone = desk.quarantine().undo(person, batch.get().copies());
            toast.tell(outcomes.of(undone));
            var back = new ArrayList<HeldCopy>();
            for (Undoing outcome : undone) {
                if (outcome instanceof Undoing.Undone was) {
                    back.add(was.copy());
                    drawn.put(was.id(), was.copy().state());
                }
            }
            if (arrangement.settle(back)) {
                rows.reload();
            } else {
                back.stream().filter(copy -> rows.knows(copy.id())).forEach(rows::refresh);
            }
            batch.get().copies().stream()
                    .findFirst()
                    .flatMap(id -> desk.quarantine().find(person, id))
                    .ifPresent(copy -> go(copy, true));
            refreshLetter();
            settled();
        } catch (IOException | IllegalStateException e) {
            toast.tell(say.text("toast.unwritten", Trouble.log("an undo could not be saved", e)));
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
        // Whoever closes the window must not stop what a colleague does in that moment.
        SerializableRunnable later = ui.accessLater(this::draw, () -> drawing.set(false));
        listening = desk.quarantine().listen(copy -> {
            if (!desk.quarantine().maySee(person, copy)) {
                return;
            }
            changes.add(copy);
            // One drawing for all that comes while it waits for its turn.
            if (drawing.compareAndSet(false, true)) {
                later.run();
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
        if (news.isEmpty()) {
            return;
        }
        boolean arranged = arrangement != Arrangement.NONE;
        // What is arranged is a definite set: what comes in later is for the next time.
        news.removeIf(copy -> arranged && !arrangement.has(copy.id()));
        boolean moved = arrangement.settle(news);
        boolean whole =
                !arranged && (news.size() > MANY_CHANGES || news.stream().anyMatch(copy -> !rows.knows(copy.id())));
        if (whole) {
            rows.reload();
            changed();
        } else if (moved) {
            rows.reload();
        } else {
            news.stream().filter(copy -> rows.knows(copy.id())).forEach(rows::refresh);
        }
        letter.shown()
                .flatMap(shown -> news.stream()
                        .filter(copy -> copy.id().equals(shown.id()))
                        .reduce((_, last) -> last))
                .ifPresent(letter::refresh);
        if (moved) {
            settled();
        }
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
}
