package org.postigo.classifier.html;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.parser.Parser;
import org.jsoup.select.NodeVisitor;

/**
 * What a reader sees of HTML, and what is there beside it. One pass; nothing is loaded or run. What stands behind more tags
 * than any letter has is taken as it is written, tags and all, and links are sought in it as in plain text: a tree of a
 * quarter of a million elements costs more than all else.
 *
 * @param visibleText as shown, blocks on lines of their own
 * @param hiddenText that is in the letter but cannot be seen: not displayed, of no size, of its background's colour, or
 *     off the screen
 * @param links in order, at most 500
 * @param images shown, one-pixel ones left out
 * @param forms hosts that forms with input fields are sent to; empty text where a form names none
 * @param script whether anything in it would run
 */
public record HtmlReading(
        String visibleText, String hiddenText, List<Link> links, int images, List<String> forms, boolean script) {
    /** Of no HTML at all. */
    public static final HtmlReading NONE = new HtmlReading("", "", List.of(), 0, List.of(), false);

    private static final int MAX_DEPTH = 256;
    /** Tags of which a tree is made; the most in any of 3,100 letters of our corpora is 3,106. */
    static final int MAX_TAGS = 20_000;

    private static final int MAX_LINKS = 500;
    private static final int MAX_LINK_TEXT = 300;
    private static final int MAX_FORMS = 20;
    private static final Set<String> SILENT =
            Set.of("script", "style", "head", "title", "template", "textarea", "select", "svg");

    /** Copies the lists. */
    public HtmlReading {
        links = List.copyOf(links);
        forms = List.copyOf(forms);
    }

    /** Reads HTML, however broken. */
    public static HtmlReading of(String html) {
        if (html.isBlank()) {
            return NONE;
        }
        int end = behindTags(html);
        Document document = Parser.htmlParser().setMaxDepth(MAX_DEPTH).parseInput(html.substring(0, end), "");
        var reader = new Reader();
        document.traverse(reader);
        reader.unread(html.substring(end));
        return reader.reading();
    }

    /** Where the last tag that is read as one ends, or the text. */
    private static int behindTags(String html) {
        int tags = 0;
        for (int at = html.indexOf('<'); at >= 0; at = html.indexOf('<', at + 1)) {
            if (at + 1 < html.length() && opens(html.charAt(at + 1)) && ++tags > MAX_TAGS) {
                return at;
            }
        }
        return html.length();
    }

    /** Whether this behind {@code <} makes it a tag, a comment or the like (HTML Standard §13.2.5.6). */
    private static boolean opens(char next) {
        return next >= 'a' && next <= 'z' || next >= 'A' && next <= 'Z' || next == '/' || next == '!' || next == '?';
    }

    private static final class Reader implements NodeVisitor {
        private final StringBuilder visible = new StringBuilder();
        private final StringBuilder hidden = new StringBuilder();
        private final List<Link> links = new ArrayList<>();
        private final List<String> forms = new ArrayList<>();
        private final Deque<Look> looks = new ArrayDeque<>(List.of(Look.PLAIN));
        private final StringBuilder linkText = new StringBuilder();
        private Optional<UrlHost> linkHost = Optional.empty();
        private Optional<String> form = Optional.empty();
        private int images;
        private int silent;
        private boolean script;

        @Override
        public void head(Node node, int depth) {
            switch (node) {
                case Element element -> open(element);
                case TextNode text -> text(text.getWholeText());
                default -> {}
            }
        }

        @Override
        public void tail(Node node, int depth) {
            if (node instanceof Element element) {
                close(element);
            }
        }

        private void open(Element element) {
            Look look = looks.element().inside(element);
            looks.push(look);
            String name = element.normalName();
            if (SILENT.contains(name)) {
                silent++;
            }
            if (element.isBlock() || name.equals("br") || name.equals("td")) {
                (look.invisible() ? hidden : visible).append('\n');
            }
            script |= name.equals("script") || runs(element);
            switch (name) {
                case "a", "area" -> {
                    linkHost = UrlHost.of(element.attr("href"));
                    linkText.setLength(0);
                    if (name.equals("area")) {
                        endLink();
                    }
                }
                case "img", "image" -> images += look.invisible() || tiny(element) ? 0 : 1;
                case "form" ->
                    form = Optional.of(UrlHost.of(element.attr("action"))
                            .map(UrlHost::name)
                            .orElse(""));
                case "input", "textarea", "select" -> input(element);
                case "meta" -> refresh(element);
                default -> {}
            }
        }

        private void close(Element element) {
            looks.pop();
            switch (element.normalName()) {
                case String name when SILENT.contains(name) -> silent--;
                case "a" -> endLink();
                case "form" -> form = Optional.empty();
                default -> {}
            }
        }

        private void text(String text) {
            if (silent > 0) {
                return;
            }
            if (looks.element().invisible()) {
                hidden.append(text);
                return;
            }
            visible.append(text);
            if (linkHost.isPresent() && linkText.length() < MAX_LINK_TEXT) {
                linkText.append(text, 0, Math.min(text.length(), MAX_LINK_TEXT - linkText.length()));
            }
        }

        private void endLink() {
            if (links.size() < MAX_LINKS) {
                linkHost.ifPresent(
                        host -> links.add(new Link(host, linkText.toString().strip(), true)));
            }
            linkHost = Optional.empty();
        }

        private void input(Element element) {
            String type = element.attr("type").toLowerCase(Locale.ROOT);
            if (!type.equals("hidden") && forms.size() < MAX_FORMS) {
                form.ifPresent(forms::add);
                form = Optional.empty();
            }
        }

        /** {@code <meta http-equiv=refresh content="0; url=...">} */
        private void refresh(Element element) {
            String content = element.attr("content");
            int url = content.toLowerCase(Locale.ROOT).indexOf("url=");
            if (element.attr("http-equiv").equalsIgnoreCase("refresh") && url >= 0 && links.size() < MAX_LINKS) {
                UrlHost.of(content.substring(url + 4).replace("'", "").replace("\"", ""))
                        .ifPresent(host -> links.add(new Link(host, "", true)));
            }
        }

        private static boolean tiny(Element image) {
            return image.attr("width").equals("1")
                    || image.attr("height").equals("1")
                    || image.attr("width").equals("0")
                    || image.attr("height").equals("0");
        }

        private static boolean runs(Element element) {
            for (Attribute attribute : element.attributes()) {
                String key = attribute.getKey().toLowerCase(Locale.ROOT);
                if (key.startsWith("on") && key.length() > 3) {
                    return true;
                }
                if (key.equals("href") || key.equals("src") || key.equals("action")) {
                    String value = attribute.getValue();
                    var scheme = new StringBuilder();
                    for (int i = 0; i < value.length() && scheme.length() < 15; i++) {
                        if (value.charAt(i) > ' ') {
                            scheme.append(Character.toLowerCase(value.charAt(i)));
                        }
                    }
                    String start = scheme.toString();
                    if (start.startsWith("javascript:")
                            || start.startsWith("vbscript:")
                            || start.startsWith("data:text/html")) {
                        return true;
                    }
                }
            }
            return false;
        }

        void unread(String rest) {
            visible.append(rest);
            for (Link link : LinkFinder.inText(rest)) {
                if (links.size() < MAX_LINKS) {
                    links.add(link);
                }
            }
        }

        HtmlReading reading() {
            return new HtmlReading(visible.toString().strip(), hidden.toString().strip(), links, images, forms, script);
        }
    }
}
