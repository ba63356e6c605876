package org.postigo.classifier.text;

import java.util.Locale;

/**
 * Takes the text and the link targets out of HTML in one pass, linear in its length, for the models' eyes: no tree, no
 * style, nothing that a crafted page could make slow. What a person sees is another matter and belongs to the checks.
 */
final class HtmlWords {
    private HtmlWords() {}

    /** Appends the text to {@code text} and each target of href or src, with a space behind it, to {@code links}. */
    static void read(String html, StringBuilder text, StringBuilder links) {
        int i = 0;
        int n = html.length();
        while (i < n) {
            char c = html.charAt(i);
            if (c == '<') {
                i = tag(html, i, text, links);
            } else if (c == '&') {
                i = entity(html, i, text);
            } else {
                text.append(c);
                i++;
            }
        }
    }

    private static int tag(String html, int open, StringBuilder text, StringBuilder links) {
        if (html.startsWith("<!--", open)) {
            int end = html.indexOf("-->", open + 4);
            return end < 0 ? html.length() : end + 3;
        }
        boolean closing = html.startsWith("/", open + 1);
        int nameStart = open + (closing ? 2 : 1);
        int nameEnd = nameStart;
        while (nameEnd < html.length() && Character.isLetterOrDigit(html.charAt(nameEnd))) {
            nameEnd++;
        }
        if (nameEnd == nameStart && !closing && !html.startsWith("!", nameEnd)) {
            text.append('<');
            return open + 1;
        }
        int close = html.indexOf('>', open);
        if (close < 0) {
            close = html.length();
        }
        String name = html.substring(nameStart, nameEnd).toLowerCase(Locale.ROOT);
        targets(html, nameEnd, close, links);
        if (!inline(name)) {
            text.append(' ');
        }
        if (!closing && (name.equals("script") || name.equals("style"))) {
            int end = indexOfClosing(html, name, close + 1);
            return end < 0 ? html.length() : end;
        }
        return Math.min(close + 1, html.length());
    }

    /** Tags that do not end a word: those by which spammers cut words in two, and which a reader does not see. */
    private static boolean inline(String name) {
        return switch (name) {
            case "b", "i", "u", "em", "strong", "font", "span", "a", "big", "small", "s", "tt" -> true;
            default -> false;
        };
    }

    private static int indexOfClosing(String html, String name, int from) {
        for (int at = html.indexOf("</", from); at >= 0; at = html.indexOf("</", at + 2)) {
            if (html.regionMatches(true, at + 2, name, 0, name.length())) {
                return at;
            }
        }
        return -1;
    }

    private static void targets(String html, int from, int to, StringBuilder links) {
        for (int eq = html.indexOf('=', from, to); eq >= 0; eq = html.indexOf('=', eq + 1, to)) {
            boolean href = eq - 4 >= from && html.regionMatches(true, eq - 4, "href", 0, 4);
            boolean src = eq - 3 >= from && html.regionMatches(true, eq - 3, "src", 0, 3);
            if (href || src) {
                int start = eq + 1;
                char quote = start < to ? html.charAt(start) : ' ';
                boolean quoted = quote == '"' || quote == '\'';
                int end = quoted ? html.indexOf(quote, Math.min(start + 1, to), to) : html.indexOf(' ', start, to);
                end = end < 0 ? to : end;
                links.append(html, quoted ? Math.min(start + 1, end) : start, end)
                        .append(' ');
            }
        }
    }

    private static int entity(String html, int amp, StringBuilder text) {
        int semicolon = html.indexOf(';', amp, Math.min(amp + 11, html.length()));
        if (semicolon < 0 || semicolon == amp + 1) {
            text.append('&');
            return amp + 1;
        }
        String name = html.substring(amp + 1, semicolon);
        int code = name.charAt(0) == '#' ? number(name) : named(name);
        if (code < 0) {
            text.append('&');
            return amp + 1;
        }
        text.appendCodePoint(code);
        return semicolon + 1;
    }

    private static int number(String name) {
        try {
            boolean hex = name.length() > 1 && (name.charAt(1) == 'x' || name.charAt(1) == 'X');
            int code =
                    hex ? Integer.parseInt(name, 2, name.length(), 16) : Integer.parseInt(name, 1, name.length(), 10);
            return Character.isValidCodePoint(code) ? code : -1;
        } catch (NumberFormatException notOne) {
            return -1;
        }
    }

    private static int named(String name) {
        return switch (name) {
            case "nbsp" -> ' ';
            case "amp" -> '&';
            case "lt" -> '<';
            case "gt" -> '>';
            case "quot" -> '"';
            case "apos" -> '\'';
            case "aacute" -> 'á';
            case "eacute" -> 'é';
            case "iacute" -> 'í';
            case "oacute" -> 'ó';
            case "uacute" -> 'ú';
            case "ntilde" -> 'ñ';
            case "uuml" -> 'ü';
            case "iexcl" -> '¡';
            case "iquest" -> '¿';
            case "euro" -> '€';
            case "copy" -> '©';
            default -> -1;
        };
    }
}
