package org.postigo.desk.letter;

import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.NativeDetails;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.html.UnorderedList;
import java.io.IOException;
import java.text.NumberFormat;
import java.util.List;
import java.util.Optional;
import org.postigo.desk.Desk;
import org.postigo.desk.preview.Inert;
import org.postigo.desk.shell.Parts;
import org.postigo.desk.words.Say;
import org.postigo.mail.finding.Explanation;
import org.postigo.mail.finding.FindingKey;
import org.postigo.mail.policy.ProtectedDomain;
import org.postigo.store.held.HeldCopy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The words behind the share of the word model: those that the journal kept at a glance, and each with its share in
 * hundredths of all evidence once the reader opens them. They are worked out then, by what the models know then.
 */
final class WordShares extends NativeDetails {
    private static final long serialVersionUID = 1;
    private static final Logger LOG = LoggerFactory.getLogger(WordShares.class);
    private static final int GLANCE = 6;

    private final transient Desk desk;
    private final transient Say say;
    private final transient HeldCopy copy;
    private boolean filled;

    WordShares(Desk desk, Say say, HeldCopy copy, List<String> kept) {
        this.desk = desk;
        this.say = say;
        this.copy = copy;
        addClassName("wordshares");
        var glance = new Span();
        glance.addClassName("named");
        kept.stream()
                .filter(word -> !word.isBlank())
                .limit(GLANCE)
                .forEach(word -> glance.add(Parts.foreign(Inert.line(word, 40))));
        setSummary(glance, Parts.span(say.text("evidence.words"), "more"));
        addToggleListener(toggled -> {
            if (toggled.isOpened() && !filled) {
                filled = true;
                fill();
            }
        });
    }

    private void fill() {
        var room = new Div();
        setContent(room);
        List<Explanation.Word> words;
        try {
            words = desk.telling().of(copy, desk.store().held().content(copy.message()));
        } catch (IOException unreadable) {
            LOG.warn("the words of {} cannot be told", copy.id(), unreadable);
            room.add(new Paragraph(say.text("evidence.words.unreadable")));
            return;
        }
        double hold = desk.store()
                .domains()
                .find(copy.recipient().path().domain())
                .map(ProtectedDomain::thresholds)
                .orElse(ProtectedDomain.Thresholds.DEFAULT)
                .hold();
        Optional<Explanation.Share> text =
                Explanation.of(copy.message().assessment().score(), hold, words).shares().stream()
                        .filter(share -> share.key() == FindingKey.TEXT_WORDS)
                        .findFirst();
        if (text.isEmpty() || text.get().words().isEmpty()) {
            room.add(new Paragraph(say.text("evidence.words.none")));
            return;
        }
        var list = new UnorderedList();
        list.addClassName("wordlist");
        double perOdds = 100 * text.get().part() / Math.abs(text.get().logOdds());
        double rest = text.get().logOdds();
        for (Explanation.Word word : text.get().words()) {
            list.add(row(Parts.foreign(Inert.line(word.word(), 60)), perOdds * word.logOdds()));
            rest -= word.logOdds();
        }
        list.add(row(Parts.span(say.text("evidence.words.rest"), "q"), perOdds * rest));
        room.add(list);
        var note = new Paragraph(say.text("evidence.words.note"));
        note.addClassNames("q2", "note");
        room.add(note);
    }

    private ListItem row(com.vaadin.flow.component.Component word, double hundredths) {
        NumberFormat form = NumberFormat.getNumberInstance(say.locale());
        form.setMinimumFractionDigits(1);
        form.setMaximumFractionDigits(1);
        String number = (hundredths < 0 ? "−" : "+") + form.format(Math.abs(hundredths));
        return new ListItem(word, Parts.span(number, "num", hundredths < 0 ? "good" : "spam"));
    }
}
