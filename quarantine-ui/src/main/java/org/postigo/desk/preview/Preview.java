package org.postigo.desk.preview;

import java.net.IDN;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.safety.Cleaner;
import org.jsoup.safety.Safelist;

/**
 * Renders a message's body for a frame that may do nothing. Three walls, each enough alone: only harmless elements
 * without their attributes get through; the document forbids every load by its own policy; the frame around it has an
 * empty {@code sandbox}.
 *
 * <p>Links become dotted text with the real host beside it. Colours, sizes and positions of the sender are dropped, so
 * hidden text shows and both themes stay legible.
 */
public final class Preview {
    /** Characters of HTML that are looked at. */
    private static final int LONGEST_HTML = 400_000;

    /** Characters of text that are shown. */
    private static final int LONGEST_TEXT = 200_000;

    private static final int DEEPEST = 200;

    private static final Safelist HARMLESS = new Safelist()
            .addTags(
                    "p",
                    "br",
                    "b",
                    "strong",
                    "i",
                    "em",
                    "u",
                    "s",
                    "sub",
                    "sup",
                    "small",
                    "h1",
                    "h2",
                    "h3",
                    "h4",
                    "h5",
                    "h6",
                    "ul",
                    "ol",
                    "li",
                    "dl",
                    "dt",
                    "dd",
                    "blockquote",
                    "pre",
                    "code",
                    "hr",
                    "div",
                    "span",
                    "center",
                    "table",
                    "thead",
                    "tbody",
                    "tfoot",
                    "tr",
                    "td",
                    "th",
                    "caption",
                    "font")
            .addAttributes("td", "colspan", "rowspan")
            .addAttributes("th", "colspan", "rowspan");

    private Preview() {}

    /** The document of a message that has HTML. */
    public static SafeView ofHtml(String html, SafeView.Scheme scheme, String language) {
        Document dirty = Jsoup.parse(html.length() > LONGEST_HTML ? html.substring(0, LONGEST_HTML) : html);
        flatten(dirty.body());
        int remote = 0;
        for (Element image :
                dirty.select("img, image, input[type=image], video, audio, source, embed, object, iframe")) {
            String source = image.attr("src") + image.attr("href") + image.attr("data");
            if (source.regionMatches(true, 0, "http", 0, 4) || source.startsWith("//")) {
                remote++;
            }
            String alternative = image.attr("alt");
            if (alternative.isBlank()) {
                image.remove();
            } else {
                image.replaceWith(new TextNode("[" + alternative + "]"));
            }
        }
        for (Element background : dirty.select("[background]")) {
            remote += background.attr("background").regionMatches(true, 0, "http", 0, 4) ? 1 : 0;
        }
        // Before cleaning, since cleaning drops where a link leads; what is put in carries no attribute of the sender.
        for (Element link : dirty.select("a[href], area[href]")) {
            String address = link.attr("href");
            var shown = new Element("u");
            for (Node child : link.childNodesCopy()) {
                shown.appendChild(child);
            }
            link.before(shown);
            host(address).ifPresent(host -> link.before(new Element("code").text(host)));
            link.remove();
        }
        Document clean = new Cleaner(HARMLESS).clean(dirty);
        // Only now do classes of ours come in: none of the sender's has survived.
        clean.select("u").addClass("inert");
        clean.select("u + code").addClass("host");
        clean.body().traverse((node, _) -> {
            if (node instanceof TextNode text) {
                text.text(Inert.text(text.getWholeText(), LONGEST_TEXT));
            }
        });
        clean.outputSettings().prettyPrint(false);
        return new SafeView(frame(clean.body().html(), scheme, language), remote, lines(textOf(html)));
    }

    /** The words of a message that has only HTML, for those who would rather read text. */
    public static String textOf(String html) {
        Document dirty = Jsoup.parse(html.length() > LONGEST_HTML ? html.substring(0, LONGEST_HTML) : html);
        flatten(dirty.body());
        dirty.select("script, style, head, title").remove();
        dirty.select("br, p, div, tr, li, h1, h2, h3, h4").before(new TextNode("\n"));
        return dirty.body()
                .wholeText()
                .replaceAll("[ \\t]+", " ")
                .replaceAll("\\s*\\n\\s*", "\n")
                .strip();
    }

    /** The document of a message that has only text. */
    public static SafeView ofText(String text, SafeView.Scheme scheme, String language) {
        String inert = Inert.text(text, LONGEST_TEXT);
        return new SafeView(
                frame("<pre class=\"plain\" dir=\"auto\">" + escape(inert) + "</pre>", scheme, language),
                0,
                lines(inert));
    }

    /** The host a link leads to, as its letters are on the wire; empty if it leads nowhere a browser would go. */
    static Optional<String> host(String address) {
        String trimmed = address.strip();
        if (trimmed.regionMatches(true, 0, "mailto:", 0, 7)) {
            return Optional.of(Inert.line(trimmed.substring(7).replaceFirst("\\?.*", ""), 100));
        }
        String absolute = trimmed.startsWith("//") ? "http:" + trimmed : trimmed;
        if (!absolute.regionMatches(true, 0, "http:", 0, 5) && !absolute.regionMatches(true, 0, "https:", 0, 6)) {
            // Another scheme (javascript, data, file): the scheme itself is what a reviewer should see.
            int colon = absolute.indexOf(':');
            return colon > 0 && colon < 20
                    ? Optional.of(Inert.line(absolute.substring(0, colon + 1), 20))
                    : Optional.empty();
        }
        try {
            // Browsers take \ for / and forgive spaces; what they would open is what must be shown.
            URI uri = new URI(absolute.replace('\\', '/').replaceAll("\\s", "").replaceAll("[?#].*", ""));
            String authority = Optional.ofNullable(uri.getRawAuthority()).orElse("");
            String host = authority.substring(authority.lastIndexOf('@') + 1).replaceFirst(":\\d*$", "");
            return host.isEmpty() ? Optional.empty() : Optional.of(Inert.line(wire(host), 253));
        } catch (URISyntaxException malformed) {
            String rest = absolute.substring(absolute.indexOf(':') + 1).replaceFirst("^/+", "");
            return Optional.of(Inert.line(rest.replaceFirst("[/?#].*", ""), 253))
                    .filter(host -> !host.isEmpty());
        }
    }

    private static String wire(String host) {
        try {
            return IDN.toASCII(host.toLowerCase(Locale.ROOT), IDN.ALLOW_UNASSIGNED);
        } catch (IllegalArgumentException notAName) {
            return host;
        }
    }

    /** Cuts off what is nested deeper than any letter is: a recursive reader behind us must not run out of stack. */
    private static void flatten(Element body) {
        for (Element deep : body.select("*")) {
            if (deep.parents().size() > DEEPEST && deep.parent() != null) {
                deep.remove();
            }
        }
    }

    private static String frame(String body, SafeView.Scheme scheme, String language) {
        return """
                <!DOCTYPE html><html lang="%s"><head><meta charset="utf-8">\
                <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'">\
                <meta name="referrer" content="no-referrer"><style>%s</style></head><body dir="auto">%s</body></html>""".formatted(language, STYLE.formatted(scheme.css()), body);
    }

    private static final String STYLE = """
            :root{color-scheme:%s}
            html{background:light-dark(#FFFFFF,#13181B)}
            body{margin:0;padding:16px 20px;font:400 14px/21px system-ui,sans-serif;color:light-dark(#13191C,#E6ECEE);\
            overflow-wrap:anywhere;unicode-bidi:plaintext}
            p{margin:0 0 10px}h1,h2,h3,h4,h5,h6{font-size:16px;line-height:22px;margin:12px 0 6px;font-weight:600}
            pre{font:inherit;white-space:pre-wrap;margin:0}table{border-collapse:collapse;max-width:100%%}
            td,th{padding:1px 8px 1px 0;text-align:start;vertical-align:top;font-weight:inherit}
            ul,ol{margin:0 0 10px;padding-inline-start:22px}hr{border:0;border-top:1px solid light-dark(#DEE4E6,#262E32)}
            blockquote{margin:0 0 10px;padding-inline-start:12px;border-inline-start:2px solid light-dark(#DEE4E6,#262E32);\
            color:light-dark(#465258,#ADB9BE)}
            .inert{text-decoration:none;border-bottom:1px dotted light-dark(#7A878E,#6C7A81)}
            .host{display:inline-block;margin:0 4px;padding:0 6px;border-radius:4px;font:400 12px/19px ui-monospace,monospace;\
            background:light-dark(#F8FAFA,#171D20);box-shadow:inset 0 0 0 1px light-dark(#DEE4E6,#262E32);\
            color:light-dark(#13191C,#E6ECEE)}
            @media (max-width:400px){body{font-size:16px;line-height:24px;padding:16px}}
            """;

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    private static int lines(String text) {
        return text.lines().mapToInt(line -> 1 + line.length() / 38).sum();
    }
}
