package org.postigo.classifier.html;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.postigo.mail.message.ParsedMessage;

/** Finds the links of a message, in its text and in its HTML. */
public final class LinkFinder {
    private static final int MAX_LINKS = 500;
    private static final int MAX_HOSTS = 50;
    private static final int MAX_SHOWN = 300;

    private final HtmlReadings readings;

    /** Shares its reading of HTML with others. */
    public LinkFinder(HtmlReadings readings) {
        this.readings = readings;
    }

    /** Links of HTML first, then those of text; at most 500 of each. Looked for once for all who ask. */
    public List<Link> links(ParsedMessage message) {
        return readings.links(message, this::find);
    }

    private List<Link> find(ParsedMessage message) {
        List<Link> links = new ArrayList<>(readings.of(message).links());
        links.addAll(inText(message.text()));
        return List.copyOf(links);
    }

    /** The distinct hosts in order, names and addresses, at most 50: what DNS lists are asked about. */
    public List<String> hosts(ParsedMessage message) {
        return links(message).stream()
                .map(link -> link.host().name())
                .distinct()
                .limit(MAX_HOSTS)
                .toList();
    }

    /** Web addresses in plain text: what begins with {@code http://}, {@code https://} or {@code www.} */
    static List<Link> inText(String text) {
        List<Link> links = new ArrayList<>();
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.length() != text.length()) {
            // A few letters change their number of characters with their case.
            lower = text;
        }
        int at = next(lower, 0);
        while (at < lower.length() && links.size() < MAX_LINKS) {
            int end = end(text, at);
            String url = text.substring(at, end);
            Optional<UrlHost> host = lower.startsWith("www.", at) ? UrlHost.of("//" + url) : UrlHost.of(url);
            if (host.isPresent()) {
                links.add(new Link(host.get(), url.substring(0, Math.min(url.length(), MAX_SHOWN)), false));
            }
            at = next(lower, Math.max(end, at + 1));
        }
        return links;
    }

    private static int next(String lower, int from) {
        for (int i = from; i < lower.length(); i++) {
            char c = lower.charAt(i);
            if (c == 'h' && (lower.startsWith("http://", i) || lower.startsWith("https://", i))) {
                return i;
            }
            if (c == 'w'
                    && lower.startsWith("www.", i)
                    && (i == 0 || !Character.isLetterOrDigit(lower.charAt(i - 1)))) {
                return i;
            }
        }
        return lower.length();
    }

    private static int end(String text, int from) {
        int end = from;
        while (end < text.length() && text.charAt(end) > ' ' && "<>\"`".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        while (end > from && ".,;:!?)]}'*_".indexOf(text.charAt(end - 1)) >= 0) {
            end--;
        }
        return end;
    }
}
