package org.postigo.desk.rows;

import java.util.ArrayList;
import java.util.List;
import org.postigo.desk.Desk;
import org.postigo.desk.words.Say;
import org.postigo.quarantine.Ruling;
import org.postigo.quarantine.Undoing;

/** What decisions and undos came to, in sentences. */
record Outcomes(Desk desk, Say say) {
    /** What could not be decided and why; empty if everything was. */
    String remarks(List<Ruling> rulings) {
        var sentences = new ArrayList<String>();
        List<Ruling.TakenBy> taken = only(rulings, Ruling.TakenBy.class);
        if (taken.size() == 1) {
            sentences.add(takenBy(taken.getFirst()));
        } else if (!taken.isEmpty()) {
            sentences.add(say.text("toast.taken.many", taken.size()));
        }
        int unproven = only(rulings, Ruling.NothingProven.class).size();
        if (unproven > 0) {
            sentences.add(say.text("toast.nothingproven", unproven));
        }
        int gone = only(rulings, Ruling.Gone.class).size();
        if (gone > 0) {
            sentences.add(say.text("toast.gone", gone));
        }
        int foreign = only(rulings, Ruling.NotYours.class).size();
        if (foreign > 0) {
            sentences.add(say.text("toast.notyours", foreign));
        }
        return String.join(" ", sentences);
    }

    private String takenBy(Ruling.TakenBy taken) {
        return taken.copy()
                .decision()
                .map(decision -> say.text(
                        "toast.taken." + decision.kind(), desk.name(decision.by()), say.ago(decision.at(), desk.now())))
                .orElseGet(() -> say.text("toast.taken.queue"));
    }

    /** What came of taking back. */
    String of(List<Undoing> outcomes) {
        var sentences = new ArrayList<String>();
        int undone = only(outcomes, Undoing.Undone.class).size();
        if (undone > 0) {
            sentences.add(say.text("toast.undone", undone));
        }
        if (!only(outcomes, Undoing.TooLate.class).isEmpty()) {
            sentences.add(say.text("toast.toolate"));
        }
        if (!only(outcomes, Undoing.OfAnother.class).isEmpty()) {
            sentences.add(say.text("toast.another"));
        }
        return sentences.isEmpty() ? say.text("toast.nothing") : String.join(" ", sentences);
    }

    private static <T> List<T> only(List<? super T> all, Class<T> kind) {
        return all.stream().filter(kind::isInstance).map(kind::cast).toList();
    }
}
