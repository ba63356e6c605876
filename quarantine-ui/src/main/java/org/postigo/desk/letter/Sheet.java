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

    private final transient ParsedMessage message;
    private final transient Content content;
    private final transient Say say;
    private final Div paper = Parts.div("sheet");
    private final List<NativeButton> tabs = new ArrayList<>();
    private final IFrame frame = new IFrame();

    Sheet(HeldCopy copy, ParseOutcome outcome, Content content, Say say, SafeView.Scheme scheme) {
        this.content = content;
        this.say = say;
        addClassName("paper");
        List<Component> cautions = new ArrayList<>();
        this.message = switch (outcome) {
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
        // No token at all in the sandbox: no scripts, no forms, no navigation, no origin.
        frame.getElement().setAttribute("sandbox", "");
        frame.getElement().setAttribute("referrerpolicy", "no-referrer");
        frame.getElement().setAttribute("title", say.text("letter.frame"));
        frame.setSrcdoc(view.document());
        frame.getStyle().set("--lines", Integer.toString(Math.clamp(view.lines(), 8, 200)));

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
        var images = new Paragraph(say.text("letter.images", view.remoteImages()));
        images.addClassName("no-phone");
        add(Parts.div("sheet-head", strip, images));
        cautions.forEach(this::add);
        paper.getElement().setAttribute("role", "tabpanel");
        add(paper);
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
        paper.removeAll();
        paper.setClassName("framed", index == 0);
        switch (index) {
            case 0 -> paper.add(frame);
            case 1 -> paper.add(plain(message.text().isBlank() ? textOfHtml() : message.text()));
            case 2 -> paper.add(fields());
            default -> source();
        }
    }

    private String textOfHtml() {
        return message.html().isBlank() ? say.text("letter.nothing") : Preview.textOf(message.html());
    }

    private static Pre plain(String text) {
        var plain = new Pre(Inert.text(text, LONGEST_SOURCE));
        plain.getElement().setAttribute("dir", "auto");
        plain.addClassName("plain");
        return plain;
    }

    private Div fields() {
        var table = Parts.div("fields");
        for (HeaderField field :
                message.header().fields().stream().limit(MOST_FIELDS).toList()) {
            table.add(
                    Parts.span(Inert.line(field.name(), 80), "name"),
                    Parts.foreign(Inert.line(field.decoded(), 4_000), "value"));
        }
        return table;
    }

    private void source() {
        try {
            byte[] head = content.head(LONGEST_SOURCE);
            if (content.size() > head.length) {
                var cut = new Paragraph(say.text("letter.cut", say.size(head.length), say.size(content.size())));
                cut.addClassName("q");
                paper.add(cut);
            }
            var source = new Pre(Inert.text(new String(head, StandardCharsets.UTF_8), LONGEST_SOURCE));
            source.addClassNames("plain", "mono");
            paper.add(source);
        } catch (IOException e) {
            paper.add(
                    caution(say.text("letter.error", org.postigo.desk.shell.Trouble.log("source cannot be read", e))));
        }
    }

    /** The frame, for tests. */
    IFrame frame() {
        return frame;
    }
}
