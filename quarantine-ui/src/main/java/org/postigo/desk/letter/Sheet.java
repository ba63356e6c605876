package org.postigo.desk.letter;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.IFrame;
import com.vaadin.flow.component.html.NativeButton;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Pre;
import com.vaadin.flow.component.html.Span;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postigo.desk.preview.Inert;
import org.postigo.desk.preview.Preview;
import org.postigo.desk.preview.SafeView;
import org.postigo.desk.shell.Icon;
import org.postigo.desk.shell.Parts;
import org.postigo.desk.words.Say;
import org.postigo.mail.Content;
import org.postigo.mail.finding.Finding;
import org.postigo.mail.finding.FindingKey;
import org.postigo.mail.message.HeaderField;
import org.postigo.mail.message.ParseOutcome;
import org.postigo.mail.message.ParsedMessage;
import org.postigo.store.held.HeldCopy;

/**
 * The letter itself in four ways: safe view, text, header fields, source. The frame is a promise: inside it speaks the
 * sender, outside it the desk; warnings stand outside, where a sender could not imitate them.
 */
final class Sheet extends Div {
    private static final long serialVersionUID = 1;
    private static final int MOST_FIELDS = 300;
    private static final int LONGEST_SOURCE = 100_000;

    private final transient Say say;
    private final transient SafeView.Scheme scheme;
    private final Paragraph images = new Paragraph();
    private final Div cautioning = Parts.div("cautions");
    private final Div beside = new Div();
    private final Div paper = Parts.div("sheet");
    private final List<NativeButton> tabs = new ArrayList<>();
    private transient IFrame frame;
    private transient Optional<IFrame> last = Optional.empty();
    private transient Optional<Shown> shown = Optional.empty();

    private record Shown(ParsedMessage message, Content content) {}

    /** An empty sheet, for one letter after another. */
    Sheet(Say say, SafeView.Scheme scheme) {
        this.say = say;
        this.scheme = scheme;
        addClassName("paper");
        frame = blank();

        var strip = Parts.div("tabs");
        strip.getElement().setAttribute("role", "tablist");
        for (String key : List.of("letter.tab.safe", "letter.tab.text", "letter.tab.fields", "letter.tab.source")) {
            int index = tabs.size();
            var tab = new NativeButton(say.text(key), _ -> turnTo(index));
            tab.getElement().setAttribute("type", "button");
            tab.getElement().setAttribute("role", "tab");
            tab.getElement().setAttribute("aria-keyshortcuts", Integer.toString(index + 1));
            tabs.add(tab);
            strip.add(tab);
        }
        images.addClassName("no-phone");
        paper.getElement().setAttribute("role", "tabpanel");
        paper.add(frame, beside);
        add(Parts.div("sheet-head", strip, images), cautioning, paper);
    }

    private IFrame blank() {
        var blank = new IFrame();
        // No token at all in the sandbox: no scripts, no forms, no navigation, no origin.
        blank.getElement().setAttribute("sandbox", "");
        blank.getElement().setAttribute("referrerpolicy", "no-referrer");
        blank.getElement().setAttribute("title", say.text("letter.frame"));
        return blank;
    }

    /**
     * A frame of its own for each letter: one whose content is exchanged leaves an entry in the browser's history, and
     * going back would show one letter's words below another's sender. The frame before stays, unseen, until the next
     * but one comes, since a browser that gives sandboxes a process of their own would start that anew each time.
     */
    private void nextFrame() {
        last.ifPresent(paper::remove);
        frame.setVisible(false);
        last = Optional.of(frame);
        frame = blank();
        paper.addComponentAsFirst(frame);
    }

    /** Takes another letter, safe view first. */
    void show(HeldCopy copy, ParseOutcome outcome, Content content) {
        List<Component> cautions = new ArrayList<>();
        ParsedMessage message = switch (outcome) {
            case ParseOutcome.Parsed(ParsedMessage parsed) -> parsed;
            case ParseOutcome.TooComplex(String budget, ParsedMessage soFar) -> {
                cautions.add(caution(say.text("letter.caution.incomplete", Inert.line(budget, 60))));
                yield soFar;
            }
        };
        cautions.addAll(cautions(copy));

        String language = say.locale().getLanguage();
        boolean empty = message.html().isBlank() && message.text().isBlank();
        SafeView view = message.html().isBlank()
                ? Preview.ofText(empty ? say.text("letter.nothing") : message.text(), scheme, language)
                : Preview.ofHtml(message.html(), scheme, language);
        shown = Optional.of(new Shown(message, content));
        nextFrame();
        frame.setSrcdoc(view.document());
        frame.getStyle().set("--lines", Integer.toString(Math.clamp(view.lines(), 8, 200)));
        images.setText(say.text("letter.images", view.remoteImages()));
        cautioning.removeAll();
        cautions.forEach(cautioning::add);
        turnTo(0);
    }

    private List<Component> cautions(HeldCopy copy) {
        var cautions = new ArrayList<Component>();
        boolean imitates = false;
        boolean differs = false;
        boolean dangerous = false;
        for (Finding finding : copy.message().assessment().findings()) {
            if (finding instanceof Finding.Fact fact) {
                imitates |= fact.key() == FindingKey.LINK_LOOKALIKE || fact.key() == FindingKey.FROM_LOOKALIKE;
                differs |= fact.key() == FindingKey.LINK_TEXT_DIFFERS;
                dangerous |= fact.key() == FindingKey.ATTACHMENT_EXECUTABLE;
            }
        }
        if (imitates) {
            cautions.add(caution(say.text("letter.caution.lookalike")));
        }
        if (differs) {
            cautions.add(caution(say.text("letter.caution.differs")));
        }
        if (dangerous) {
            cautions.add(caution(say.text("letter.caution.dangerous")));
        }
        return cautions;
    }

    private static Component caution(String sentence) {
        var caution = new Paragraph(new Icon("warn"), new Span(sentence));
        caution.addClassName("caution");
        return caution;
    }

    void turnTo(int index) {
        for (int i = 0; i < tabs.size(); i++) {
            tabs.get(i).getElement().setAttribute("aria-selected", String.valueOf(i == index));
        }
        beside.removeAll();
        paper.setClassName("framed", index == 0);
        // Hidden, not taken out: a frame that is put in anew loads anew.
        frame.setVisible(index == 0);
        beside.setVisible(index != 0);
        shown.ifPresent(letter -> {
            switch (index) {
                case 0 -> {}
                case 1 -> beside.add(plain(text(letter.message())));
                case 2 -> beside.add(fields(letter.message()));
                default -> source(letter.content());
            }
        });
    }

    private String text(ParsedMessage message) {
        if (!message.text().isBlank()) {
            return message.text();
        }
        return message.html().isBlank() ? say.text("letter.nothing") : Preview.textOf(message.html());
    }

    private static Pre plain(String text) {
        var plain = new Pre(Inert.text(text, LONGEST_SOURCE));
        plain.getElement().setAttribute("dir", "auto");
        plain.addClassName("plain");
        return plain;
    }

    private Div fields(ParsedMessage message) {
        var table = Parts.div("fields");
        for (HeaderField field :
                message.header().fields().stream().limit(MOST_FIELDS).toList()) {
            table.add(
                    Parts.span(Inert.line(field.name(), 80), "name"),
                    Parts.foreign(Inert.line(field.decoded(), 4_000), "value"));
        }
        return table;
    }

    private void source(Content content) {
        try {
            byte[] head = content.head(LONGEST_SOURCE);
            if (content.size() > head.length) {
                var cut = new Paragraph(say.text("letter.cut", say.size(head.length), say.size(content.size())));
                cut.addClassName("q");
                beside.add(cut);
            }
            var source = new Pre(Inert.text(new String(head, StandardCharsets.UTF_8), LONGEST_SOURCE));
            source.addClassNames("plain", "mono");
            beside.add(source);
        } catch (IOException e) {
            beside.add(
                    caution(say.text("letter.error", org.postigo.desk.shell.Trouble.log("source cannot be read", e))));
        }
    }

    /** The frame, for tests. */
    IFrame frame() {
        return frame;
    }
}
