package org.postigo.classifier.html;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.postigo.mail.message.ParsedMessage;

/** Finds the links of a message, in its text and in its HTML. */
public final class LinkFinder {
    private static final int MAX_LINKS = 500;
    private static final int MAX_HOSTS = 50;
    private static final int MAX_SHOWN = 300;
    private static final List<String> SCHEMES = List.of("https", "http");

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
        int scheme = scheme(lower, 0);
        int host = host(lower, 0);
        while (Math.min(scheme, host) < lower.length() && links.size() < MAX_LINKS) {
            int at = Math.min(scheme, host);
            int end = end(text, at);
            String url = text.substring(at, end);
            (at == host ? UrlHost.of("//" + url) : UrlHost.of(url))
                    .map(of -> new Link(of, url.substring(0, Math.min(url.length(), MAX_SHOWN)), false))
                    .ifPresent(links::add);
            // Each is sought on from where it was met last, so that a text is gone through once.
            int next = Math.max(end, at + 1);
            scheme = scheme < next ? scheme(lower, next) : scheme;
            host = host < next ? host(lower, next) : host;
        }
        return links;
    }

    private static int host(String lower, int from) {
        for (int at = lower.indexOf("www.", from); at >= 0; at = lower.indexOf("www.", at + 1)) {
            if (at == 0 || !Character.isLetterOrDigit(lower.charAt(at - 1))) {
                return at;
            }
        }
        return lower.length();
    }

    private static int scheme(String lower, int from) {
        for (int mark = lower.indexOf("://", from); mark >= 0; mark = lower.indexOf("://", mark + 1)) {
            for (String scheme : SCHEMES) {
                int at = mark - scheme.length();
                if (at >= from && lower.startsWith(scheme, at)) {
                    return at;
                }
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
