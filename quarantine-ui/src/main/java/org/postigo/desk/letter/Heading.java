package org.postigo.desk.letter;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.DescriptionList;
import com.vaadin.flow.component.html.Span;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.postigo.desk.ClientCountry;
import org.postigo.desk.preview.Inert;
import org.postigo.desk.shell.Icon;
import org.postigo.desk.shell.Parts;
import org.postigo.desk.words.Say;
import org.postigo.mail.Client;
import org.postigo.mail.DomainName;
import org.postigo.mail.Mailbox;
import org.postigo.mail.ReversePath;
import org.postigo.mail.auth.AuthenticationResults;
import org.postigo.mail.auth.AuthenticationResults.Dkim;
import org.postigo.mail.auth.AuthenticationResults.Outcome;
import org.postigo.mail.finding.MessageDigest;
import org.postigo.store.held.HeldCopy;

/** Who sent a letter, as it says and as the connection proved. */
final class Heading {
    private Heading() {}

    static String subject(HeldCopy copy, Say say) {
        String subject = Inert.line(copy.message().assessment().digest().subject(), 300);
        return subject.isEmpty() ? say.text("held.nosubject") : subject;
    }

    static DescriptionList of(HeldCopy copy, Say say, ClientCountry country, Instant now) {
        MessageDigest digest = copy.message().assessment().digest();
        var list = new DescriptionList();
        list.addClassName("meta");
        row(list, say.text("letter.from"), from(digest, say));
        row(list, say.text("letter.envelope"), envelope(copy, say));
        row(list, say.text("letter.client"), client(copy.message().client(), say, country));
        row(list, say.text("letter.to"), to(copy, say, now));
        row(list, say.text("letter.proof"), proof(copy.message().assessment().authentication(), digest, say));
        return list;
    }

    private static void row(DescriptionList list, String term, Component... parts) {
        list.add(new DescriptionList.Term(term), new DescriptionList.Description(parts));
    }

    private static Component[] from(MessageDigest digest, Say say) {
        String name = Inert.line(digest.fromName(), 120);
        Component address = digest.from()
                .map(mailbox -> Parts.foreign(mailbox(mailbox), "q2", "mailaddr"))
                .orElseGet(() -> Parts.span(say.text("held.nofrom"), "warn", "mailaddr"));
        return new Component[] {
            name.isEmpty() ? Parts.div("who-from", address) : Parts.div("who-from", Parts.foreign(name, "b"), address)
        };
    }

    private static Component[] envelope(HeldCopy copy, Say say) {
        ReversePath path = copy.message().envelope().reversePath();
        Optional<Mailbox> envelope = path.toMailbox();
        if (envelope.isEmpty()) {
            return new Component[] {new Span(say.text("letter.null"))};
        }
        Optional<DomainName> from = copy.message().assessment().digest().from().map(Mailbox::domain);
        boolean same = from.filter(domain -> domain.within(envelope.get().domain())
                        || envelope.get().domain().within(domain))
                .isPresent();
        return new Component[] {
            Parts.foreign(mailbox(envelope.get())),
            new Span(" "),
            same ? Parts.span(say.text("letter.same"), "q", "no-phone") : Parts.span(say.text("letter.other"), "warn")
        };
    }

    private static Component[] client(Client client, Say say, ClientCountry country) {
        String helo = Inert.line(client.helo(), 100);
        String tls =
                client.tls().map(t -> t.protocol().replace("TLSv", "TLS ")).orElseGet(() -> say.text("letter.notls"));
        return new Component[] {
            new Span(client.address().getHostAddress()),
            new Span(" "),
            Parts.span(
                    country.of(client.address())
                            .map(code -> Locale.of("", code).getDisplayCountry(say.locale()) + ", ")
                            .orElse(""),
                    "country"),
            Parts.span(helo.isEmpty() ? "" : say.text("letter.helo", helo) + ", ", "q2", "no-phone"),
            Parts.span(Inert.line(tls, 40), "q2")
        };
    }

    private static Component[] to(HeldCopy copy, Say say, Instant now) {
        int others = copy.message().envelope().recipients().size() - 1;
        return new Component[] {
            Parts.foreign(mailbox(copy.recipient().path().mailbox())),
            new Span(" "),
            Parts.span(others > 0 ? say.text("letter.others", others) + " " : "", "q2"),
            Parts.span(say.second(copy.message().received(), now), "q", "no-phone")
        };
    }

    private static Component proof(AuthenticationResults results, MessageDigest digest, Say say) {
        Optional<DomainName> from = digest.from().map(Mailbox::domain);
        boolean spfForeign = results.spf().outcome() == Outcome.PASS
                && results.spf()
                        .domain()
                        .filter(domain -> from.filter(f -> f.within(domain) || domain.within(f))
                                .isEmpty())
                        .isPresent();
        Optional<Dkim> best = Stream.<java.util.function.Predicate<Dkim>>of(
                        d -> d.outcome() == Outcome.PASS && d.aligned(), d -> d.outcome() == Outcome.PASS, _ -> true)
                .flatMap(wanted -> results.dkim().stream().filter(wanted).limit(1))
                .findFirst();
        boolean dkimForeign =
                best.filter(d -> d.outcome() == Outcome.PASS && !d.aligned()).isPresent();
        return Parts.div(
                "auth",
                one("SPF", results.spf().outcome(), spfForeign, say),
                one("DKIM", best.map(Dkim::outcome).orElse(Outcome.NONE), dkimForeign, say),
                one("DMARC", results.dmarc().outcome(), false, say),
                one("ARC", results.arc().outcome(), false, say));
    }

    private static Component one(String standard, Outcome outcome, boolean foreign, Say say) {
        String look = switch (outcome) {
            case PASS -> foreign ? "q" : "good";
            case FAIL, PERMERROR -> "bad";
            case SOFTFAIL, TEMPERROR, POLICY -> "warn";
            case NEUTRAL, NONE -> "q";
        };
        String icon = switch (outcome) {
            case PASS -> "ok";
            case FAIL, PERMERROR, SOFTFAIL, POLICY -> "no";
            case TEMPERROR -> "doubt";
            case NEUTRAL, NONE -> "none";
        };
        String word = foreign ? say.text("auth.foreign") : say.text("auth." + outcome);
        var mark = new Icon(icon);
        mark.addClassName(look);
        var span = Parts.span(new Component[] {mark, new Span(standard), Parts.span(word, "q2", "word")}, "authone");
        span.setTitle(standard + " " + word);
        return span;
    }

    private static String mailbox(Mailbox mailbox) {
        return Inert.line(mailbox.toString(), 320);
    }
}
