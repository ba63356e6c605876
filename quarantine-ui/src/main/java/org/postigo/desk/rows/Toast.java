package org.postigo.desk.rows;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.postigo.desk.Desk;
import org.postigo.desk.shell.Parts;
import org.postigo.desk.words.Say;
import org.postigo.store.held.CopyId;
import org.postigo.store.held.Decision;

/**
 * The strip that says what was done and takes it back. In the flow of the page, so that it covers no row; says its
 * sentence once to a screen reader, while the seconds run silently.
 */
public final class Toast extends Div {
    private static final long serialVersionUID = 1;

    private final transient Desk desk;
    private final transient Say say;
    private final transient Runnable undo;
    private final transient Deque<Batch> batches = new ArrayDeque<>();

    /** Decisions that were made together. */
    record Batch(List<CopyId> copies, Decision.Kind kind, Instant due, String sentence) {
        Batch {
            copies = List.copyOf(copies);
        }
    }

    Toast(Desk desk, Say say, Runnable undo) {
        this.desk = desk;
        this.say = say;
        this.undo = undo;
        addClassName("toast");
        getElement().setAttribute("role", "status");
        setVisible(false);
    }

    /** Says what was decided and offers to take it back. */
    void decided(Batch batch, String remark) {
        prune();
        batches.push(batch);
        show(remark);
    }

    /** The newest decisions that may still be taken back, removed from here. */
    Optional<Batch> takeBack() {
        prune();
        return Optional.ofNullable(batches.poll());
    }

    private void prune() {
        Instant now = desk.now();
        batches.removeIf(batch -> !now.isBefore(batch.due()));
    }

    private void show(String remark) {
        Batch newest = batches.peek();
        if (newest == null) {
            tell(remark);
            return;
        }
        removeAll();
        setClassName("toast counting");
        getStyle().set("--undo", desk.quarantine().undoTime().toSeconds() + "s");
        getElement().setAttribute("data-until", Long.toString(newest.due().toEpochMilli()));
        var words = new Paragraph(Parts.span(newest.sentence(), "m"));
        if (batches.size() > 1) {
            words.add(Parts.span(" · " + say.text("toast.stack", batches.size()), "q3"));
        }
        var small = Parts.span("", "small", "tick");
        small.getElement().setAttribute("aria-hidden", "true");
        if (newest.kind() == Decision.Kind.NOT_SURE) {
            small.setText(say.text("toast.open"));
            small.removeClassName("tick");
        } else {
            small.getElement()
                    .setAttribute("data-due", Long.toString(newest.due().toEpochMilli()));
            small.getElement()
                    .setAttribute(
                            "data-words", say.text(newest.kind().releases() ? "toast.leaves" : "toast.learnt", "{0}"));
            small.getElement().setAttribute("data-now", say.text("state.now"));
        }
        words.add(small);
        if (!remark.isEmpty()) {
            words.add(Parts.span(remark, "small", "remark"));
        }
        add(words, Parts.button(say.text("act.undo"), "btn", "U", undo), Parts.div("run"));
        setVisible(true);
    }

    /** Says something that cannot be taken back. */
    public void tell(String sentence) {
        prune();
        Batch newest = batches.peek();
        if (newest != null) {
            show(sentence);
            return;
        }
        removeAll();
        setClassName("toast");
        getElement()
                .setAttribute(
                        "data-until", Long.toString(desk.now().plusSeconds(8).toEpochMilli()));
        add(new Paragraph(Parts.span(sentence, "m")));
        setVisible(!sentence.isEmpty());
    }

    /** What can be taken back now. */
    List<Batch> batches() {
        prune();
        return new ArrayList<>(batches);
    }
}
