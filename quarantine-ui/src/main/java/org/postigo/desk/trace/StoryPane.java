package org.postigo.desk.trace;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.AttachmentType;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.H3;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.NativeButton;
import com.vaadin.flow.component.html.OrderedList;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.server.streams.DownloadHandler;
import com.vaadin.flow.server.streams.DownloadResponse;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import java.util.stream.Collectors;
import org.postigo.desk.Desk;
import org.postigo.desk.preview.Inert;
import org.postigo.desk.shell.Icon;
import org.postigo.desk.shell.Parts;
import org.postigo.desk.words.Say;
import org.postigo.mail.finding.MessageDigest;
import org.postigo.mail.record.CopyOutcome;
import org.postigo.mail.record.JournalEntry;
import org.postigo.quarantine.trace.Step;
import org.postigo.quarantine.trace.Story;
import org.postigo.store.held.CopyEvent;

/** One message as it went: stations, then every step with the other side's words. */
final class StoryPane extends Div {
    private static final long serialVersionUID = 1;
    private static final Duration WORTH_A_GAP = Duration.ofMinutes(10);

    private final transient Desk desk;
    private final transient Say say;
    private final transient Runnable onBack;

    StoryPane(Desk desk, Say say, Runnable onBack) {
        this.desk = desk;
        this.say = say;
        this.onBack = onBack;
        addClassName("msgstory");
        getElement().setAttribute("role", "region");
        getElement().setAttribute("aria-label", say.text("trace.story"));
        getElement().setAttribute("tabindex", "0");
        nothing();
    }

    /** Nothing is open. */
    void nothing() {
        removeAll();
        addClassName("none");
        add(Parts.span(say.text("trace.choose"), "q2"));
    }

    /** Says one sentence in place of a story. */
    void trouble(String sentence) {
        removeAll();
        removeClassName("none");
        add(back(), Parts.span(sentence, "q2"));
    }

    private NativeButton back() {
        NativeButton back = Parts.button(say.text("trace.back"), "link only-phone tback", "", onBack);
        back.addComponentAsFirst(new Icon("left"));
        return back;
    }

    void show(Story story) {
        removeAll();
        removeClassName("none");
        add(back(), head(story));
        boolean several = story.copies().size() > 1;
        for (Story.Copy copy : story.copies()) {
            if (several) {
                var title = new H3();
                title.add(Parts.foreign(Inert.line(copy.recipient(), 254)));
                add(title);
            }
            stations(copy).ifPresent(this::add);
            add(timeline(copy));
        }
        facts(story).ifPresent(this::add);
        add(note());
    }

    private Div head(Story story) {
        var titles = Parts.div("titles");
        var title = new H2();
        titles.add(title);
        String to = story.copies().stream()
                .map(copy -> Inert.line(copy.recipient(), 254))
                .filter(recipient -> !recipient.isEmpty())
                .collect(Collectors.joining(", "));
        switch (story.entry()) {
            case JournalEntry.Transaction message -> {
                title.add(Parts.foreign(message.assessment()
                        .map(said -> Inert.line(said.digest().subject(), 300))
                        .filter(subject -> !subject.isBlank())
                        .orElseGet(() -> say.text("trace.nosubject"))));
                titles.add(Parts.foreign(say.text("trace.fromto", from(message), to), "q2", "route"));
            }
            case JournalEntry.Refusal refusal -> {
                title.add(say.text("trace.turned", Inert.line(refusal.stage(), 12)));
                titles.add(Parts.foreign(
                        say.text(
                                "trace.fromto",
                                refusal.reversePath()
                                        .map(path -> Inert.line(path.toString(), 254))
                                        .orElseGet(() -> say.text("trace.unsaid")),
                                to.isEmpty() ? say.text("trace.unsaid") : to),
                        "q2",
                        "route"));
            }
        }
        return Parts.div("storyhead", titles, proof(story));
    }

    private static String from(JournalEntry.Transaction message) {
        String path = Inert.line(message.envelope().reversePath().toString(), 254);
        return message.assessment()
                .flatMap(said -> said.digest().from())
                .map(from -> Inert.line(from.toString(), 254))
                .filter(from -> !path.equals('<' + from + '>'))
                .map(from -> from + " " + path)
                .orElse(path);
    }

    private Anchor proof(Story story) {
        String name = switch (story.entry()) {
            case JournalEntry.Transaction message -> message.id().text();
            case JournalEntry.Refusal refusal -> refusal.id().text();
        };
        // Made when it is asked for, so that it says how things stand then.
        var handler = DownloadHandler.fromInputStream(_ -> {
            byte[] text = Proof.of(story, desk, say).getBytes(StandardCharsets.UTF_8);
            return new DownloadResponse(
                    new ByteArrayInputStream(text),
                    "postigo-" + name + ".txt",
                    "text/plain; charset=utf-8",
                    text.length);
        });
        var link = new Anchor(handler, AttachmentType.DOWNLOAD, "");
        link.addClassNames("btn", "acc");
        link.add(new Icon("proof"), new Span(say.text("trace.proof")));
        return link;
    }

    /** A station that was reached. */
    private record Station(String words, Instant at, boolean good) {}

    private Optional<OrderedList> stations(Story.Copy copy) {
        var reached = new ArrayList<Station>();
        for (Step step : copy.steps()) {
            station(step).ifPresent(station -> {
                // Of the same station the last counts: the delivery that succeeded, not the one before.
                reached.removeIf(other -> other.words().equals(station.words()));
                reached.add(station);
            });
        }
        if (reached.size() < 2) {
            return Optional.empty();
        }
        var track = new OrderedList();
        track.addClassName("track");
        track.getElement().setAttribute("aria-label", say.text("trace.stations"));
        Instant before = reached.getFirst().at();
        for (Station station : reached) {
            var item = new ListItem();
            item.setClassName(station.good() ? "m good" : "m");
            item.add(new Span(station.words()));
            item.add(Parts.span(say.second(station.at(), before), "small"));
            before = station.at();
            track.add(item);
        }
        return Optional.of(track);
    }

    private Optional<Station> station(Step step) {
        return switch (step) {
            case Step.Received received -> station("received", received.at(), false);
            case Step.CameTo(Instant at, CopyOutcome outcome) ->
                switch (outcome) {
                    case CopyOutcome.Delivered _ -> station("delivered", at, true);
                    case CopyOutcome.Held _ -> station("held", at, false);
                    case CopyOutcome.Queued _ -> station("waiting", at, false);
                    case CopyOutcome.HeldInvisibly _, CopyOutcome.Deferred _ -> station("deferred", at, false);
                    case CopyOutcome.Refused _ -> station("refused", at, false);
                };
            case Step.Happened(CopyEvent event) ->
                switch (event) {
                    case CopyEvent.Decided(var _, Instant at, var decision) ->
                        station(decision.kind().releases() ? "released" : "reviewed", at, false);
                    case CopyEvent.Delivered(var _, Instant at, var _, var _) -> station("delivered", at, true);
                    case CopyEvent.Postponed(var _, Instant at, var _, var _, var _) -> station("waiting", at, false);
                    case CopyEvent.Rejected(var _, Instant at, var _, var _) -> station("refused", at, false);
                    case CopyEvent.FellInDoubt(var _, Instant at, var _) -> station("doubt", at, false);
                    case CopyEvent.Undone _, CopyEvent.TookEffect _, CopyEvent.ReleaseStarted _, CopyEvent.Removed _ ->
                        Optional.empty();
                };
            case Step.TurnedAway _, Step.Judged _, Step.Replied _ -> Optional.empty();
        };
    }

    private Optional<Station> station(String key, Instant at, boolean good) {
        return Optional.of(new Station(say.text("trace.station." + key), at, good));
    }

    private OrderedList timeline(Story.Copy copy) {
        var list = new OrderedList();
        list.addClassName("tl");
        Instant last = copy.steps().getFirst().at();
        for (Step step : copy.steps()) {
            Optional<String> between = between(last, step.at());
            between.ifPresent(text -> {
                var gap = new ListItem(Parts.span(text));
                gap.addClassName("gap");
                list.add(gap);
            });
            list.add(item(step));
            last = step.at();
        }
        return list;
    }

    /** What is said between two steps: how long nothing happened, and the day where it is another. */
    private Optional<String> between(Instant last, Instant next) {
        Duration passed = Duration.between(last, next);
        String day = say.day(next, desk.now());
        boolean another = !day.equals(say.day(last, desk.now()));
        if (passed.compareTo(WORTH_A_GAP) > 0) {
            String gap = say.text("trace.gap", passed(passed));
            return Optional.of(another ? gap + " · " + day : gap);
        }
        return another ? Optional.of(day) : Optional.empty();
    }

    private String passed(Duration time) {
        if (time.toHours() >= 48) {
            return say.text("trace.days", time.toDays(), time.toHoursPart());
        }
        return time.toHours() > 0 ? say.text("trace.hours", time.toHours(), time.toMinutesPart()) : say.wait(time);
    }

    private ListItem item(Step step) {
        StepWords words = StepWords.of(step, desk, say);
        var time = Parts.span(say.milli(step.at()), "at");
        var dot = Parts.span("", "dot");
        if (!words.look().isEmpty()) {
            dot.addClassName(words.look());
        }
        dot.getElement().setAttribute("aria-hidden", "true");
        return new ListItem(time, dot, Parts.foreign(words.sentence(), "what"), Parts.foreign(words.said(), "mono"));
    }

    private Optional<Component> facts(Story story) {
        if (!(story.entry() instanceof JournalEntry.Transaction message)) {
            return Optional.empty();
        }
        var facts = Parts.div("fields");
        fact(facts, "trace.proof.id", message.id().text());
        message.assessment().ifPresent(said -> {
            MessageDigest digest = said.digest();
            fact(facts, "trace.proof.messageid", digest.messageId());
            fact(
                    facts,
                    "trace.attachments",
                    digest.attachments().stream()
                            .map(MessageDigest.Attachment::name)
                            .collect(Collectors.joining(", ")));
        });
        story.copies().stream()
                .flatMap(copy -> copy.held().stream())
                .findFirst()
                .ifPresent(
                        held -> fact(facts, "trace.proof.sha256", held.message().sha256()));
        return Optional.of(facts);
    }

    private void fact(Div facts, String key, String value) {
        if (!value.isBlank()) {
            facts.add(Parts.span(say.text(key), "name"), Parts.foreign(Inert.line(value, 500), "value", "mono"));
        }
    }

    private Paragraph note() {
        var note = new Paragraph(say.text("trace.note"));
        note.addClassNames("q", "proofnote");
        return note;
    }
}
