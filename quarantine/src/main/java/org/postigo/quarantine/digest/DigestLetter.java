package org.postigo.quarantine.digest;

import java.text.MessageFormat;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ResourceBundle;
import org.postigo.mail.Mailbox;
import org.postigo.mail.finding.MessageDigest;
import org.postigo.quarantine.links.Ticket;
import org.postigo.quarantine.notice.Notice;
import org.postigo.store.digests.Request;
import org.postigo.store.held.Decision;
import org.postigo.store.held.HeldCopy;
import org.thymeleaf.TemplateEngine;
import org.thymeleaf.context.Context;
import org.thymeleaf.templatemode.TemplateMode;
import org.thymeleaf.templateresolver.ClassLoaderTemplateResolver;

/** Writes digests and links to sign in, in Spanish or English, plain and HTML. Nothing of a sender's is ever a link. */
public final class DigestLetter {
    private static final int LONGEST = 120;
    private static final int MOST_ROWS = 50;

    private final TemplateEngine engine = new TemplateEngine();
    private final String site;
    private final ZoneId zone;

    /**
     * For this site.
     *
     * @param site its name
     * @param zone that times are shown in
     */
    public DigestLetter(String site, ZoneId zone) {
        this.site = site;
        this.zone = zone;
        engine.addTemplateResolver(resolver(".html", TemplateMode.HTML));
        engine.addTemplateResolver(resolver(".txt", TemplateMode.TEXT));
    }

    private static ClassLoaderTemplateResolver resolver(String suffix, TemplateMode mode) {
        var resolver = new ClassLoaderTemplateResolver(DigestLetter.class.getClassLoader());
        resolver.setPrefix("org/postigo/quarantine/digest/");
        resolver.setResolvablePatterns(java.util.Set.of("*" + suffix));
        resolver.setTemplateMode(mode);
        resolver.setCharacterEncoding("UTF-8");
        return resolver;
    }

    /**
     * One held message, as text.
     *
     * @param from name and address, or the envelope's address
     * @param to recipient, shown to a domain's contact
     * @param subject of the message
     * @param when it came
     */
    public record Row(String from, String to, String subject, String when) {}

    /** Words of one language for the templates, which ask for them by key. */
    public static final class Words {
        private final ResourceBundle bundle;
        private final Locale locale;

        Words(String language) {
            locale = language.equals("es") ? Locale.forLanguageTag("es-MX") : Locale.US;
            bundle = ResourceBundle.getBundle(
                    "org.postigo.quarantine.digest.digest",
                    Locale.of(language),
                    ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
        }

        /** The text of a key that needs no more: the templates' language finds no variable arguments where there are none. */
        public String text(String key) {
            return text(key, new Object[0]);
        }

        /** The text of a key. */
        public String text(String key, Object... arguments) {
            return new MessageFormat(bundle.getString(key), locale).format(arguments);
        }
    }

    /**
     * A digest of newly held mail.
     *
     * @param scope whose mail
     * @param language of the domain
     * @param copies newly held, at least one
     * @param url of the page
     */
    public Notice digest(Ticket.Scope scope, String language, List<HeldCopy> copies, String url) {
        var words = new Words(language);
        boolean ofDomain = scope instanceof Ticket.OfDomain;
        String whose = switch (scope) {
            case Ticket.Own own -> own.holder().toString();
            case Ticket.OfDomain of -> of.domain().display();
        };
        DateTimeFormatter times =
                DateTimeFormatter.ofPattern("d MMM HH:mm", words.locale).withZone(zone);
        List<Row> rows =
                copies.stream().limit(MOST_ROWS).map(copy -> row(copy, times)).toList();
        var context = new Context(
                words.locale,
                Map.of(
                        "w", words,
                        "lang", language,
                        "site", site,
                        "whose", whose,
                        "ofDomain", ofDomain,
                        "count", copies.size(),
                        "more", copies.size() - rows.size(),
                        "rows", rows,
                        "url", url));
        return notice(scope.holder(), language, words.text("digest.subject", copies.size(), whose), "digest", context);
    }

    /** A link to one's own page, for somebody who asked for it. */
    public Notice link(Mailbox to, String language, String url) {
        var words = new Words(language);
        var context = new Context(
                words.locale, Map.of("w", words, "lang", language, "site", site, "whose", to.toString(), "url", url));
        return notice(to, language, words.text("link.subject"), "link", context);
    }

    /**
     * What came of something that was asked.
     *
     * @param request that is answered
     * @param copy that it is about
     * @param decision that took effect
     * @param language of the domain
     */
    public Notice answer(Request request, HeldCopy copy, Decision.Kind decision, String language) {
        var words = new Words(language);
        DateTimeFormatter times =
                DateTimeFormatter.ofPattern("d MMM HH:mm", words.locale).withZone(zone);
        String said = words.text("answer." + request.wish() + "." + outcome(request.wish(), decision));
        var context = new Context(
                words.locale,
                Map.of("w", words, "lang", language, "site", site, "said", said, "row", row(copy, times)));
        String subject = words.text("answer.subject", row(copy, times).subject());
        return new Notice(
                request.from(),
                language,
                subject,
                engine.process("answer.txt", context),
                Optional.of(engine.process("answer.html", context)),
                Notice.Origin.REPLIED);
    }

    /** What a decision means to whoever asked for something. */
    private static String outcome(Request.Wish wish, Decision.Kind decision) {
        return switch (decision) {
            case RELEASE, RESCUE -> "good";
            case RELEASE_AND_ALLOW -> wish == Request.Wish.ALLOW_SENDER ? "allowed" : "good";
            case SPAM -> "spam";
            case SPAM_AND_DENY -> wish == Request.Wish.REPORT_SPAM ? "denied" : "spam";
            case NOT_SURE -> throw new IllegalArgumentException("nothing is decided");
        };
    }

    private Notice notice(Mailbox to, String language, String subject, String template, Context context) {
        return new Notice(
                to,
                language,
                subject,
                engine.process(template + ".txt", context),
                Optional.of(engine.process(template + ".html", context)));
    }

    private static Row row(HeldCopy copy, DateTimeFormatter times) {
        MessageDigest digest = copy.message().assessment().digest();
        String address = digest.from()
                .map(Mailbox::toString)
                .orElseGet(() -> copy.message().envelope().reversePath().toString());
        String name = digest.fromName();
        Instant received = copy.message().received();
        return new Row(
                line(name.isBlank() ? address : name + " <" + address + ">"),
                line(copy.recipient().path().mailbox().toString()),
                line(digest.subject()),
                times.format(received).replace(".", ""));
    }

    /** On one line, without what could turn it around or hide, and short. */
    static String line(String hostile) {
        String clean = hostile.codePoints()
                .map(c -> Character.isISOControl(c) || Character.isWhitespace(c) ? ' ' : c)
                .filter(c -> Character.getType(c) != Character.FORMAT)
                .limit(LONGEST)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return clean.strip();
    }
}
