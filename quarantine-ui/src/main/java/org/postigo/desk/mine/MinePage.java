package org.postigo.desk.mine;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.postigo.desk.preview.Inert;
import org.postigo.desk.words.Say;
import org.postigo.mail.Mailbox;
import org.postigo.mail.finding.MessageDigest;
import org.postigo.mail.finding.Verdict;
import org.postigo.quarantine.links.Ticket;
import org.postigo.store.digests.Request;
import org.postigo.store.held.CopyState;
import org.postigo.store.held.HeldCopy;
import org.springframework.security.web.csrf.CsrfToken;
import org.thymeleaf.TemplateEngine;
import org.thymeleaf.context.Context;
import org.thymeleaf.templatemode.TemplateMode;
import org.thymeleaf.templateresolver.ClassLoaderTemplateResolver;

/** Draws the pages of one's own held mail. No script, and nothing of a sender's but text. */
final class MinePage {
    private static final int LONGEST = 160;

    private final TemplateEngine engine = new TemplateEngine();
    private final String site;

    MinePage(String site) {
        this.site = site;
        var resolver = new ClassLoaderTemplateResolver(MinePage.class.getClassLoader());
        resolver.setPrefix("org/postigo/desk/mine/");
        resolver.setSuffix(".html");
        resolver.setTemplateMode(TemplateMode.HTML);
        resolver.setCharacterEncoding("UTF-8");
        engine.setTemplateResolver(resolver);
    }

    /**
     * A held message in words.
     *
     * @param id of the copy
     * @param from who sent it
     * @param to whose copy it is
     * @param subject of it
     * @param when it came
     * @param why it was held
     * @param state where it stands, where it is not simply held; may be empty
     * @param open whether something can still be asked
     * @param releases whether the button releases rather than asks
     * @param allowAsked whether allowing the sender was asked already
     */
    public record Row(
            String id,
            String from,
            String to,
            String subject,
            String when,
            String why,
            String state,
            boolean open,
            boolean releases,
            boolean allowAsked) {
        static Row of(HeldCopy copy, boolean releases, Optional<Request.Wish> asked, Say say, Instant now) {
            MessageDigest digest = copy.message().assessment().digest();
            String address = digest.from()
                    .map(Mailbox::toString)
                    .orElseGet(() -> copy.message().envelope().reversePath().toString());
            String name = digest.fromName().isBlank() ? address : digest.fromName() + " <" + address + ">";
            String state = switch (copy.state()) {
                case CopyState.Decided _, CopyState.Leaving _, CopyState.Waiting _ -> say.text("mine.leaving");
                case CopyState.Unread _, CopyState.NotSure _, CopyState.Rejected _, CopyState.InDoubt _ ->
                    asked.map(wish -> say.text("mine.asked." + wish)).orElse("");
                case CopyState.Spam _, CopyState.Delivered _, CopyState.Removed _ -> "";
            };
            return new Row(
                    copy.id().toString(),
                    Inert.line(name, LONGEST),
                    Inert.line(copy.recipient().path().mailbox().toString(), LONGEST),
                    digest.subject().isBlank() ? say.text("mine.nosubject") : Inert.line(digest.subject(), LONGEST),
                    say.dayAndMinute(copy.message().received(), now),
                    reason(copy, say),
                    state,
                    copy.state().open(),
                    releases,
                    asked.filter(wish -> wish == Request.Wish.ALLOW_SENDER).isPresent());
        }
    }

    /** A score says nothing to whom it is not their work. */
    private static String reason(HeldCopy copy, Say say) {
        return copy.reason() == Verdict.Reason.SCORE_HIGH
                ? say.text("mine.why.score")
                : say.text("reason." + copy.reason());
    }

    /** The list. */
    String list(
            Say say,
            Optional<CsrfToken> csrf,
            Ticket.Scope scope,
            String key,
            List<Row> rows,
            String done,
            boolean signedIn) {
        String whose = switch (scope) {
            case Ticket.Own own -> own.holder().toString();
            case Ticket.OfDomain of -> of.domain().display();
        };
        Map<String, Object> model = model(say, csrf, done);
        model.put("whose", whose);
        model.put("ofDomain", scope instanceof Ticket.OfDomain);
        model.put("key", key);
        model.put("rows", rows);
        model.put("signedIn", signedIn);
        return engine.process("mine", new Context(say.locale(), model));
    }

    /** The form that asks for a link; says so if one was over. */
    String door(Say say, Optional<CsrfToken> csrf, boolean over, String done) {
        Map<String, Object> model = model(say, csrf, done);
        model.put("over", over);
        return engine.process("door", new Context(say.locale(), model));
    }

    private Map<String, Object> model(Say say, Optional<CsrfToken> csrf, String done) {
        Map<String, Object> model = new TreeMap<>();
        model.put("say", new Words(say));
        model.put("lang", say.locale().toLanguageTag());
        model.put("site", site);
        model.put("csrfName", csrf.map(CsrfToken::getParameterName).orElse("_csrf"));
        model.put("csrfValue", csrf.map(CsrfToken::getToken).orElse(""));
        model.put(
                "done",
                done.matches("ASKED|RELEASED|DECIDED_BEFORE|NOT_THERE|LINK") ? say.text("mine.done." + done) : "");
        return model;
    }

    /** The texts, as the templates ask for them. */
    public static final class Words {
        private final Say say;

        Words(Say say) {
            this.say = say;
        }

        /** The text of a key that needs no more: the templates' language finds no variable arguments where there are none. */
        public String text(String key) {
            return say.text(key);
        }

        /** The text of a key. */
        public String text(String key, Object... arguments) {
            return say.text(key, arguments);
        }
    }
}
