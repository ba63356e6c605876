package org.postigo.desk.letter;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Aside;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H3;
import com.vaadin.flow.component.html.Input;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.NativeLabel;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Section;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.html.UnorderedList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.postigo.desk.Desk;
import org.postigo.desk.preview.Inert;
import org.postigo.desk.shell.Parts;
import org.postigo.desk.words.Say;
import org.postigo.mail.DomainName;
import org.postigo.mail.Mailbox;
import org.postigo.mail.auth.ProvenIdentity;
import org.postigo.mail.finding.Assessment;
import org.postigo.mail.finding.Explanation;
import org.postigo.mail.finding.Finding;
import org.postigo.mail.finding.FindingKey;
import org.postigo.mail.finding.Score;
import org.postigo.mail.finding.Verdict;
import org.postigo.mail.policy.ListEntry;
import org.postigo.mail.policy.OneOff;
import org.postigo.mail.policy.ProtectedDomain;
import org.postigo.quarantine.Offer;
import org.postigo.quarantine.report.Reported;
import org.postigo.store.acquaintances.Acquaintances.History;
import org.postigo.store.digests.Request;
import org.postigo.store.held.HeldCopy;

/**
 * Why a copy was held: the score against the domain's limit, each fact as a sentence with its share, what would have
 * changed the decision, the sender's history here, and what an allow entry could be tied to.
 *
 * <p>A share is the fact's part of all evidence, for and against, in hundredths: contributions are log-odds, and only
 * their proportion means something to a reader.
 */
final class Evidence extends Aside {
    private static final long serialVersionUID = 1;
    private static final int MOST_REASONS = 8;

    private final transient Desk desk;
    private final transient Say say;
    private transient Optional<Offer> chosen = Optional.empty();

    Evidence(Desk desk, Say say) {
        this.desk = desk;
        this.say = say;
        addClassName("evid");
    }

    /** The identity that an allow entry would be tied to, as chosen; empty if none can be. */
    Optional<Offer> chosen() {
        return chosen;
    }

    void show(HeldCopy copy) {
        removeAll();
        Assessment assessment = copy.message().assessment();
        double limit = limit(copy);
        wish(copy).ifPresent(this::add);
        add(verdict(copy, assessment.score(), limit));
        Explanation why = Explanation.of(assessment.score(), limit, List.of());
        add(reasons(copy, why));
        boolean byScore = copy.reason() == Verdict.Reason.SCORE_HIGH || copy.reason() == Verdict.Reason.SCORE_EXTREME;
        if (byScore && why.held()) {
            add(changes(why));
        }
        unknowns(assessment).ifPresent(this::add);
        history(copy).ifPresent(this::add);
        add(allow(copy));
    }

    private double limit(HeldCopy copy) {
        return desk.store()
                .domains()
                .find(copy.recipient().path().domain())
                .map(ProtectedDomain::thresholds)
                .orElse(ProtectedDomain.Thresholds.DEFAULT)
                .hold();
    }

    /** What the recipient asks, before all else: it is why a person is reading this. */
    private Optional<Section> wish(HeldCopy copy) {
        return desk.store().requests().about(copy.id()).map(request -> {
            var asks = new Section(
                    new H3(say.text("chip.asked." + request.wish())),
                    new Paragraph(say.text(
                            request.wish() == Request.Wish.REPORT_SPAM ? "evidence.reported" : "evidence.asked",
                            Inert.line(request.from().toString(), 80),
                            say.dayAndMinute(request.at(), desk.now()))));
            if (!request.comment().isBlank()) {
                asks.add(Parts.foreign(Inert.line(request.comment(), 500), "q2"));
            }
            Reported.of(copy.message()).ifPresent(reported -> {
                var form = new Paragraph(say.text("reported." + reported.form()));
                form.addClassName("q2");
                var story = new Anchor("trace/" + reported.original(), say.text("evidence.reported.story"));
                story.addClassName("link");
                asks.add(form, story);
            });
            return asks;
        });
    }

    private Section verdict(HeldCopy copy, Score score, double limit) {
        long points = Math.round(score.probability() * 100);
        long at = Math.round(limit * 100);
        var line = Parts.div("verdict", Parts.span(Long.toString(points), "figure"));
        String held = switch (copy.reason()) {
            case SCORE_HIGH, SCORE_EXTREME, AUDIT -> say.text("evidence.held", Math.max(0, points - at));
            case SCORE_LOW,
                    SAMPLED,
                    REPORTED,
                    REPORT,
                    OBSERVED,
                    ALLOWED,
                    DENIED,
                    RULE,
                    DANGEROUS_ATTACHMENT,
                    UNREADABLE,
                    CLASSIFIER_DOWN,
                    SERVER_REFUSED,
                    SERVER_DEFERRED -> points < at ? say.text("evidence.notscore") : "";
        };
        line.add(Parts.span((say.text("evidence.of") + " " + held).strip(), "q2"));
        var needle = Parts.div("needle");
        needle.getStyle().set("left", Math.clamp(points, 0, 100) + "%");
        var scale = Parts.div("scale", needle);
        scale.getElement().setAttribute("aria-hidden", "true");
        var legend = Parts.div(
                "scale-t",
                new Span(say.text("evidence.good")),
                new Span(say.text("evidence.limit", at)),
                new Span(say.text("evidence.spam")));
        legend.getElement().setAttribute("aria-hidden", "true");
        var section = new Section(line, scale, legend);
        section.getStyle().set("--lim", at + "%");
        if (copy.reason() != Verdict.Reason.SCORE_HIGH) {
            var why = new Paragraph(say.text("why." + copy.reason()));
            why.addClassName("because");
            section.add(why);
        }
        entry(copy).ifPresent(id -> {
            var by = new Paragraph(by(id));
            by.addClassNames("q2", "entry");
            section.add(by);
        });
        return section;
    }

    /** Which allow or deny entry decided about this copy, if one did. */
    private static Optional<String> entry(HeldCopy copy) {
        return Optional.ofNullable(copy.message()
                        .assessment()
                        .verdicts()
                        .get(copy.recipient().path()))
                .flatMap(Verdict::entry);
    }

    /** Who wrote an entry, when and why, as far as it is still there. */
    private String by(String id) {
        return desk.store()
                .lists()
                .find(id)
                .map(entry -> {
                    String who = Inert.line(desk.name(entry.note().author()), 80);
                    String when = say.dayAndMinute(entry.note().created(), desk.now());
                    String reason = Inert.line(entry.note().reason(), 200);
                    return reason.isBlank()
                            ? say.text("evidence.entry", subject(entry.subject()), who, when)
                            : say.text("evidence.entry.reason", subject(entry.subject()), who, when, reason);
                })
                .orElseGet(() -> say.text("evidence.entry.gone", Inert.line(id, 60)));
    }

    private Section reasons(HeldCopy copy, Explanation why) {
        List<Explanation.Share> weighty = weighty(why);
        var axis = Parts.div("axis", new Span(say.text("evidence.good")), new Span(say.text("evidence.spam")));
        axis.getElement().setAttribute("aria-hidden", "true");
        var head = Parts.div("share-key", new H3(say.text("evidence.why")), axis, new Span());
        if (weighty.isEmpty()) {
            return new Section(head, new Paragraph(say.text("evidence.noreasons")));
        }
        double strongest = weighty.stream()
                .mapToDouble(share -> Math.abs(share.logOdds()))
                .max()
                .orElse(1);
        var list = new UnorderedList();
        list.addClassName("reasons");
        for (Explanation.Share share : weighty) {
            boolean spam = share.logOdds() > 0;
            var words = Parts.div("words", new Span(say.sentence(share.key())));
            if (share.key() == FindingKey.TEXT_WORDS) {
                words.add(new WordShares(desk, say, copy, share.arguments()));
            } else {
                arguments(share.arguments()).ifPresent(words::add);
            }
            var bar = Parts.div(spam ? "tobad" : "togood");
            // Drawn from the axis: six tenths of the room to the right of it, four to the left.
            double width = Math.abs(share.logOdds()) / strongest * (spam ? 58 : 39);
            bar.getStyle().set("width", String.format(java.util.Locale.ROOT, "%.1f%%", width));
            var room = Parts.div("share", bar);
            room.getElement().setAttribute("aria-hidden", "true");
            list.add(new ListItem(
                    words,
                    room,
                    Parts.span((spam ? "+" : "−") + Math.round(100 * share.part()), "num", spam ? "spam" : "good")));
        }
        return new Section(head, list);
    }

    private static List<Explanation.Share> weighty(Explanation why) {
        return why.shares().stream()
                .filter(share -> Math.abs(share.logOdds()) >= 0.05)
                .limit(MOST_REASONS)
                .toList();
    }

    /** What the facts name, beside their sentence and apart from it: it may be the sender's own words. */
    private static Optional<Div> arguments(List<String> arguments) {
        List<String> named = arguments.stream()
                .filter(argument -> !argument.isBlank())
                .limit(6)
                .map(argument -> Inert.line(argument, 80))
                .toList();
        if (named.isEmpty()) {
            return Optional.empty();
        }
        var line = Parts.div("named");
        named.forEach(name -> line.add(Parts.foreign(name)));
        return Optional.of(line);
    }

    private Section changes(Explanation why) {
        var list = new UnorderedList();
        list.addClassName("cf");
        boolean alone = why.changes().stream().anyMatch(change -> change.keys().size() == 1);
        if (!alone) {
            why.shares().stream()
                    .filter(share -> share.logOdds() > 0)
                    .limit(1)
                    .map(share -> why.without(share.key()))
                    .forEach(change -> list.add(change("evidence.stillheld", change)));
        }
        why.changes().stream()
                .limit(3)
                .forEach(change -> list.add(change(alone ? "evidence.without" : "evidence.withoutall", change)));
        if (why.changes().isEmpty()) {
            list.add(new ListItem(new Span(say.text("evidence.nofacts")), new Span()));
        }
        return new Section(new H3(say.text("evidence.change")), list);
    }

    private ListItem change(String key, Explanation.Without change) {
        String briefs = change.keys().stream().map(say::brief).collect(Collectors.joining(", "));
        return new ListItem(
                new Span(say.text(key, briefs)),
                Parts.span(
                        Long.toString(Math.round(change.probability() * 100)),
                        "num",
                        "b",
                        change.held() ? "spam" : "good"));
    }

    private Optional<Section> unknowns(Assessment assessment) {
        var list = new UnorderedList();
        list.addClassName("plain");
        for (Finding finding : assessment.findings()) {
            if (finding instanceof Finding.Unknown unknown && list.getComponentCount() < 6) {
                list.add(new ListItem(say.text("evidence.cause." + unknown.cause(), Inert.line(unknown.check(), 40))));
            }
        }
        return list.getComponentCount() == 0
                ? Optional.empty()
                : Optional.of(new Section(new H3(say.text("evidence.unknown")), list));
    }

    private Optional<Section> history(HeldCopy copy) {
        Assessment assessment = copy.message().assessment();
        Optional<Mailbox> from = assessment.digest().from();
        if (from.isEmpty()) {
            return Optional.empty();
        }
        Optional<DomainName> signer = assessment.proven().stream()
                .flatMap(identity -> switch (identity) {
                    case ProvenIdentity.SignedDomain(DomainName domain) -> java.util.stream.Stream.of(domain);
                    case ProvenIdentity.AuthorisedDomain(DomainName domain) -> java.util.stream.Stream.of(domain);
                    case ProvenIdentity.SignedList list -> java.util.stream.Stream.of(list.domain());
                    case ProvenIdentity.ClientAddress _ -> java.util.stream.Stream.<DomainName>empty();
                })
                .findFirst();
        DomainName here = copy.recipient().path().domain();
        History history = desk.store().acquaintances().of(from.get(), signer, here);
        var section = new Section(new H3(say.text("evidence.history", here.display())));
        boolean never = history.delivered() + history.held() + history.rescued() + history.spam() == 0;
        var sentence = new Paragraph(
                never
                        ? say.text("evidence.history.none")
                        : say.text(
                                "evidence.history.some",
                                history.delivered(),
                                history.held(),
                                history.rescued(),
                                history.spam()));
        sentence.addClassName("q2");
        section.add(sentence);
        if (!never) {
            history.last().ifPresent(last -> {
                var when = new Paragraph(say.text("evidence.history.last", say.dayAndMinute(last, desk.now())));
                when.addClassName("q");
                section.add(when);
            });
        }
        return Optional.of(section);
    }

    private Section allow(HeldCopy copy) {
        List<Offer> offers = desk.quarantine().offers(copy);
        chosen = offers.stream().findFirst();
        var section = new Section(new H3(say.text("evidence.allow")));
        var choices = Parts.div("ids");
        if (offers.isEmpty()) {
            choices.add(Parts.span(say.text("evidence.allow.none"), "q"));
        } else {
            choices.getElement().setAttribute("role", "radiogroup");
            choices.getElement().setAttribute("aria-label", say.text("evidence.allow"));
        }
        for (int i = 0; i < offers.size(); i++) {
            Offer offer = offers.get(i);
            var radio = new Input();
            radio.setType("radio");
            radio.getElement().setAttribute("name", "offer");
            radio.getElement().setAttribute("value", Integer.toString(i));
            radio.getElement().setProperty("checked", i == 0);
            radio.getElement().addEventListener("change", _ -> chosen = Optional.of(offer));
            var label = new NativeLabel();
            label.add(radio, named(offer.subject()), Parts.span(proof(offer, i == 0), "q"));
            choices.add(label);
        }
        section.add(choices);
        if (!offers.isEmpty()) {
            section.add(note(say.text(
                    "evidence.allow.after", copy.recipient().path().domain().display())));
        }
        Optional<ListEntry.Subject> denial = desk.quarantine().denial(copy);
        gone(copy)
                .filter(mailbox -> denial.isEmpty() || !offers.isEmpty())
                .ifPresent(mailbox -> section.add(note(say.text(
                        offers.isEmpty() ? "evidence.oneoff" : "evidence.oneoff.instead",
                        Inert.line(mailbox.toString(), 120),
                        mailbox.domain().display()))));
        if (denial.isPresent() || gone(copy).isEmpty()) {
            section.add(note(denial.map(subject -> say.text("evidence.deny", subject(subject)))
                    .orElseGet(() -> say.text("evidence.deny.none"))));
        }
        return section;
    }

    /** The sender's address, if it was made for this message and will not come again. */
    private static Optional<Mailbox> gone(HeldCopy copy) {
        return copy.message().assessment().digest().from().filter(OneOff::gone);
    }

    private static Paragraph note(String text) {
        var note = new Paragraph(text);
        note.addClassNames("q2", "note");
        return note;
    }

    /** An address gives way at its local part, anything else at its end. */
    private static Component named(ListEntry.Subject subject) {
        String text = subject(subject);
        int at = text.lastIndexOf('@');
        return at > 0 ? Parts.address(text.substring(0, at), text.substring(at + 1)) : Parts.foreign(text, "cut");
    }

    private static String subject(ListEntry.Subject subject) {
        return switch (subject) {
            case ListEntry.Subject.Address(Mailbox mailbox) -> Inert.line(mailbox.toString(), 120);
            case ListEntry.Subject.Domain domain ->
                (domain.andBelow() ? "*." : "") + domain.name().text();
            case ListEntry.Subject.MailingList(String listId) -> Inert.line(listId, 120);
            case ListEntry.Subject.Network network -> network.cidr().toString();
        };
    }

    private String proof(Offer offer, boolean first) {
        return switch (offer.proof()) {
            case ListEntry.Proof.SignedBy(DomainName domain) ->
                first
                        ? say.text("proof.signed.strongest")
                        : offer.subject() instanceof ListEntry.Subject.Address
                                ? say.text("proof.withsigned")
                                : say.text("proof.signedby", domain.text());
            case ListEntry.Proof.AuthorisedBy _ -> say.text("proof.authorised");
            case ListEntry.Proof.ListSignedBy(DomainName domain) -> say.text("proof.list", domain.text());
            case ListEntry.Proof.FromNetwork _ -> say.text("proof.network");
            case ListEntry.Proof.Nothing() -> say.text("domains.proof.none");
        };
    }
}
