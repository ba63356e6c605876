package org.postigo.classifier.check;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.postigo.classifier.html.HtmlReading;
import org.postigo.classifier.html.HtmlReadings;
import org.postigo.classifier.html.Link;
import org.postigo.classifier.html.LinkFinder;
import org.postigo.classifier.html.UrlHost;
import org.postigo.classifier.lookalike.Lookalikes;
import org.postigo.classifier.lookalike.Registrable;
import org.postigo.classifier.suffix.Names;
import org.postigo.mail.DomainName;
import org.postigo.mail.finding.Finding;
import org.postigo.mail.finding.Finding.Fact;
import org.postigo.mail.finding.FindingKey;
import org.postigo.mail.message.MessageDigests;
import org.postigo.mail.message.ParsedMessage;
import org.postigo.mail.message.Part;

/** Where a message leads its reader, and what its HTML hides or does. No address is ever fetched. */
public final class LinkCheck implements Check {
    /** More hosts than a letter or an ordinary newsletter links to, by registration. */
    static final int MANY_HOSTS = 12;
    /** Fewer words than a sentence has. */
    static final int FEW_WORDS = 6;
    /** More letters than a newsletter's hidden preview line has. */
    static final int MUCH_HIDDEN = 200;

    /** Distinct words that an alternative needs before it can be compared. */
    static final int ENOUGH_WORDS = 20;

    private static final int MAX_COMPARED = 20_000;
    private static final int MAX_NAMED = 5;
    /** Well-known services that hide where a link leads, by registration. */
    private static final Set<String> SHORTENERS = Set.of(
            "bit.ly",
            "bitly.com",
            "tinyurl.com",
            "t.co",
            "goo.gl",
            "ow.ly",
            "is.gd",
            "v.gd",
            "buff.ly",
            "cutt.ly",
            "rebrand.ly",
            "t.ly",
            "tiny.cc",
            "rb.gy",
            "shorturl.at",
            "s.id",
            "bl.ink",
            "adf.ly",
            "lnkd.in",
            "soo.gd",
            "x.co",
            "qrco.de",
            "l.ead.me",
            "acortar.link",
            "shorturl.asia",
            "urlz.fr",
            "clck.ru",
            "u.to",
            "tr.im",
            "dub.sh",
            "short.io",
            "me-qr.com");

    private final HtmlReadings readings;
    private final LinkFinder links;
    private final Lookalikes lookalikes;

    /** Shares the reading of HTML with others, and looks for imitations of the domains that {@code lookalikes} guards. */
    public LinkCheck(HtmlReadings readings, Lookalikes lookalikes) {
        this.readings = readings;
        this.links = new LinkFinder(readings);
        this.lookalikes = lookalikes;
    }

    @Override
    public String name() {
        return "links";
    }

    @Override
    public List<Finding> examine(Subject subject) {
        ParsedMessage message = subject.message();
        HtmlReading html = readings.of(message);
        List<Link> found = links.links(message);
        List<Finding> facts = new ArrayList<>();
        textDiffers(message, found, facts);
        hosts(found, facts);
        linkOnly(message, html, found, facts);
        html(message, html, facts);
        return facts;
    }

    /**
     * A link whose text is an address of another host than the one it leads to. Click counters of the sender's own house
     * or of the post office that he hired do that honestly.
     */
    private static void textDiffers(ParsedMessage message, List<Link> found, List<Finding> facts) {
        for (Link link : found) {
            Optional<UrlHost> shown = link.html() ? UrlHost.ofWord(link.text()) : Optional.empty();
            if (shown.isPresent() && !related(shown.get(), link.host()) && !counter(message, link.host())) {
                facts.add(Fact.of(FindingKey.LINK_TEXT_DIFFERS, display(shown.get()), display(link.host())));
                return;
            }
        }
    }

    private static boolean counter(ParsedMessage message, UrlHost host) {
        return host.domain()
                .filter(name -> Names.mailService(name)
                        || message.fromMailboxes().stream().anyMatch(from -> Registrable.related(from.domain(), name)))
                .isPresent();
    }

    private static boolean related(UrlHost one, UrlHost two) {
        return one.name().equals(two.name())
                || one.domain()
                        .flatMap(a -> two.domain().map(b -> Registrable.related(a, b)))
                        .orElse(false);
    }

    private void hosts(List<Link> found, List<Finding> facts) {
        List<UrlHost> hosts =
                found.stream().map(Link::host).distinct().limit(100).toList();
        fact(
                facts,
                FindingKey.LINK_ADDRESS,
                hosts.stream().filter(UrlHost::address).map(UrlHost::name));
        for (UrlHost host : hosts) {
            Optional<String> imitated = host.domain().flatMap(this::imitated);
            if (imitated.isPresent()) {
                facts.add(Fact.of(FindingKey.LINK_LOOKALIKE, display(host), imitated.get()));
                break;
            }
        }
        Set<String> registrations = new LinkedHashSet<>();
        hosts.forEach(host -> host.domain().map(Registrable::of).ifPresent(registrations::add));
        fact(facts, FindingKey.LINK_SHORTENER, registrations.stream().filter(SHORTENERS::contains));
        if (registrations.size() > MANY_HOSTS) {
            facts.add(new Fact(
                    FindingKey.LINK_MANY_HOSTS, registrations.size(), List.of(String.valueOf(registrations.size()))));
        }
    }

    private Optional<String> imitated(DomainName name) {
        return lookalikes.imitated(name).map(DomainName::display).or(() -> Lookalikes.readAsLatin(name));
    }

    /** A link with hardly a word around it. */
    private static void linkOnly(ParsedMessage message, HtmlReading html, List<Link> found, List<Finding> facts) {
        if (found.isEmpty() || message.leaves().stream().anyMatch(Part::attachment)) {
            return;
        }
        String shown = html.visibleText().isEmpty() ? message.text() : html.visibleText();
        if (words(shown) < FEW_WORDS) {
            facts.add(Fact.of(FindingKey.LINK_ONLY, display(found.getFirst().host())));
        }
    }

    /** Words of letters, web addresses left out; counts no further than needed. */
    private static int words(String text) {
        int words = 0;
        int at = 0;
        while (at < text.length() && words < FEW_WORDS) {
            while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
                at++;
            }
            int end = at;
            boolean letters = false;
            boolean address = false;
            for (; end < text.length() && !Character.isWhitespace(text.charAt(end)); end++) {
                letters |= Character.isLetter(text.charAt(end));
                address |= text.charAt(end) == '/' || text.startsWith("www.", end);
            }
            words += letters && !address && end - at > 1 ? 1 : 0;
            at = end;
        }
        return words;
    }

    private static void html(ParsedMessage message, HtmlReading html, List<Finding> facts) {
        long hidden = html.hiddenText()
                .codePoints()
                .filter(Character::isLetter)
                .limit(10_000)
                .count();
        if (hidden >= MUCH_HIDDEN && strange(html.hiddenText(), html.visibleText())) {
            facts.add(Fact.of(
                    FindingKey.HTML_HIDDEN_TEXT,
                    String.valueOf(hidden),
                    MessageDigests.inert(
                            html.hiddenText()
                                    .substring(
                                            0, Math.min(400, html.hiddenText().length())),
                            80)));
        }
        if (!html.forms().isEmpty()) {
            facts.add(Fact.of(
                    FindingKey.HTML_FORM, MessageDigests.inert(html.forms().getFirst(), 255)));
        }
        if (html.script()) {
            facts.add(Fact.of(FindingKey.HTML_SCRIPT));
        }
        if (!message.html().isBlank() && message.text().isBlank()) {
            facts.add(Fact.of(FindingKey.HTML_ONLY));
        }
        if (differs(message.text(), html.visibleText())) {
            facts.add(Fact.of(FindingKey.HTML_TEXT_DIFFERS));
        }
        if (html.images() > 0 && words(html.visibleText()) < FEW_WORDS) {
            facts.add(Fact.of(FindingKey.HTML_IMAGE_ONLY));
        }
    }

    /**
     * Whether most of what is hidden stands nowhere in what is shown. Newsletters hide a variant for small screens, which
     * says the same again; what is meant for filters talks of something else.
     */
    private static boolean strange(String hidden, String shown) {
        Set<String> one = wordSet(hidden);
        Set<String> two = wordSet(shown);
        long shared = one.stream().filter(two::contains).count();
        return 2 * shared <= one.size();
    }

    /** Whether hardly a word of the plain alternative stands in the HTML, though there are enough to tell. */
    private static boolean differs(String plain, String shown) {
        Set<String> one = wordSet(plain);
        Set<String> two = wordSet(shown);
        if (one.size() < ENOUGH_WORDS || two.size() < ENOUGH_WORDS) {
            return false;
        }
        long shared = one.stream().filter(two::contains).count();
        return 5 * shared < Math.min(one.size(), two.size());
    }

    private static Set<String> wordSet(String text) {
        Set<String> words = new LinkedHashSet<>();
        String lower = text.substring(0, Math.min(MAX_COMPARED, text.length())).toLowerCase(java.util.Locale.ROOT);
        int from = 0;
        for (int at = 0; at <= lower.length(); ) {
            int letter = at < lower.length() ? lower.codePointAt(at) : ' ';
            if (!Character.isLetter(letter)) {
                if (at - from > 3) {
                    words.add(lower.substring(from, at));
                }
                from = at + Character.charCount(letter);
            }
            at += Character.charCount(letter);
        }
        return words;
    }

    private static void fact(List<Finding> facts, FindingKey key, Stream<String> arguments) {
        List<String> some = arguments.distinct().limit(MAX_NAMED).toList();
        if (!some.isEmpty()) {
            facts.add(new Fact(key, 1, some));
        }
    }

    /** In the reader's letters. */
    private static String display(UrlHost host) {
        return host.domain()
                .map(DomainName::display)
                .map(text -> MessageDigests.inert(text, 255))
                .orElse(host.name());
    }
}
