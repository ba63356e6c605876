package org.postigo.desk.trace;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.NativeButton;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.UnorderedList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.postigo.desk.Desk;
import org.postigo.desk.preview.Inert;
import org.postigo.desk.shell.Icon;
import org.postigo.desk.shell.Parts;
import org.postigo.desk.words.Say;
import org.postigo.mail.MailId;
import org.postigo.mail.Recipient;
import org.postigo.mail.record.CopyOutcome;
import org.postigo.mail.record.JournalEntry;
import org.postigo.quarantine.trace.Tracing;
import org.postigo.store.held.HeldCopy;
import org.postigo.store.journal.Journal;

/** What was found, newest first: one line for each message or attempt, more of them on demand. */
final class Found extends Div {
    private static final long serialVersionUID = 1;

    private final transient Desk desk;
    private final transient Say say;
    private final transient Tracing tracing;
    private final transient Consumer<MailId> onOpen;
    private final UnorderedList rows = new UnorderedList();
    private final Div near = Parts.div("near");
    private final Paragraph sum = new Paragraph();
    private final NativeButton more;
    private final transient Map<MailId, NativeButton> buttons = new HashMap<>();
    private transient Optional<MailId> current = Optional.empty();

    Found(Desk desk, Say say, Tracing tracing, Consumer<MailId> onOpen, Runnable onMore) {
        this.desk = desk;
        this.say = say;
        this.tracing = tracing;
        this.onOpen = onOpen;
        addClassName("found");
        rows.getElement().setAttribute("aria-label", say.text("trace.found"));
        sum.addClassName("sum");
        sum.getElement().setAttribute("role", "status");
        more = Parts.button(say.text("trace.more"), "btn", "", onMore);
        add(rows, near, sum, more);
    }

    /** Rows of the first page or of one more. */
    void show(Tracing.Found found, boolean further, long millis, Consumer<Journal.Near> onNear) {
        if (!further) {
            rows.removeAll();
            buttons.clear();
            near(found.near(), onNear);
        }
        found.rows().forEach(entry -> rows.add(row(entry)));
        int shown = (int) rows.getChildren().count();
        sum.setText(say.text(
                found.total() == 0 ? "trace.none" : shown < found.total() ? "trace.some" : "trace.sum",
                found.total(),
                shown,
                millis));
        more.setVisible(shown < found.total());
        mark(current);
    }

    private void near(List<Journal.Near> offered, Consumer<Journal.Near> onNear) {
        near.removeAll();
        near.setVisible(!offered.isEmpty());
        if (!offered.isEmpty()) {
            near.add(Parts.span(say.text("trace.near"), "q2"));
        }
        for (Journal.Near each : offered) {
            NativeButton button = Parts.button("", "link", "", () -> onNear.accept(each));
            button.removeAll();
            button.add(
                    Parts.foreign(Inert.line(each.text(), 254), "mono"),
                    Parts.span(say.text("trace.near." + each.side(), each.entries()), "q"));
            near.add(button);
        }
    }

    private ListItem row(JournalEntry entry) {
        var button = new NativeButton();
        button.getElement().setAttribute("type", "button");
        MailId id = id(entry);
        button.addClickListener(_ -> onOpen.accept(id));
        button.getElement().setAttribute("data-entry", id.text());
        button.add(Parts.span(say.dayAndMinute(entry.at(), desk.now()), "q2", "when"));
        switch (entry) {
            case JournalEntry.Transaction message -> message(button, message);
            case JournalEntry.Refusal refusal -> {
                button.add(
                        Parts.foreign(Inert.line(refusal.reply().text(), 200), "m", "cut"),
                        status(Standing.TURNED_AWAY),
                        who(refusal.recipients(), say.text("trace.turned", Inert.line(refusal.stage(), 12))));
            }
        }
        buttons.put(id, button);
        return new ListItem(button);
    }

    private void message(NativeButton button, JournalEntry.Transaction message) {
        Map<Standing, Long> standings = new EnumMap<>(Standing.class);
        for (Recipient recipient : message.envelope().recipients()) {
            Optional<CopyOutcome> outcome =
                    Optional.ofNullable(message.outcomes().get(recipient.path()));
            Optional<HeldCopy> held =
                    outcome.filter(Found::mayBeHeld).flatMap(_ -> tracing.held(message, recipient.path()));
            standings.merge(outcome.isEmpty() ? Standing.DEFERRED : Standing.of(outcome, held), 1L, Long::sum);
        }
        String subject = message.assessment()
                .map(said -> said.digest().subject())
                .filter(text -> !text.isBlank())
                .map(text -> Inert.line(text, 200))
                .orElseGet(() -> say.text("trace.nosubject"));
        var all = Parts.div("statuses");
        standings.keySet().stream().limit(2).map(this::status).forEach(all::add);
        button.add(
                Parts.foreign(subject, "m", "cut"),
                all,
                who(
                        message.envelope().recipients().stream()
                                .map(recipient -> recipient.path().mailbox().toString())
                                .toList(),
                        standings.keySet().stream()
                                .filter(standing -> standing == Standing.RELEASED)
                                .map(_ -> say.text("trace.released"))
                                .findFirst()
                                .orElse("")));
    }

    private static boolean mayBeHeld(CopyOutcome outcome) {
        return outcome instanceof CopyOutcome.Held || outcome instanceof CopyOutcome.Queued;
    }

    private Div status(Standing standing) {
        return Parts.div(
                "status " + standing.look(),
                new Icon(standing.icon()),
                Parts.span(say.text("trace.standing." + standing)));
    }

    private Div who(List<String> recipients, String remark) {
        var who = Parts.div("q2 cut who2");
        String first = recipients.stream()
                .limit(2)
                .map(recipient -> Inert.line(recipient, 254))
                .collect(Collectors.joining(", "));
        who.add(Parts.foreign(first));
        if (recipients.size() > 2) {
            who.add(Parts.span(" " + say.text("trace.others", recipients.size() - 2)));
        }
        if (!remark.isEmpty()) {
            who.add(Parts.span((first.isEmpty() ? "" : ", ") + remark, "no-phone"));
        }
        return who;
    }

    /** Marks the row that is open. */
    void mark(Optional<MailId> id) {
        current = id;
        buttons.forEach((each, button) -> {
            if (id.filter(each::equals).isPresent()) {
                button.getElement().setAttribute("aria-current", "true");
            } else {
                button.getElement().removeAttribute("aria-current");
            }
        });
    }

    /** Rows that stand there. */
    int shown() {
        return buttons.size();
    }

    private static MailId id(JournalEntry entry) {
        return switch (entry) {
            case JournalEntry.Transaction transaction -> transaction.id();
            case JournalEntry.Refusal refusal -> refusal.id();
        };
    }
}
