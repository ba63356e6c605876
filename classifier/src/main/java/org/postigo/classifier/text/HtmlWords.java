package org.postigo.classifier.text;

import java.util.List;
import java.util.Locale;

/**
 * Takes the text and the link targets out of HTML in one pass, linear in its length, for the models' eyes: no tree, no
 * style sheet, nothing that a crafted page could make slow. Text in an element whose style hides it stands apart. What a
 * person sees to the last detail is another matter and belongs to the checks.
 */
final class HtmlWords {
    /** Declarations that hide, without white space. */
    private static final List<String> HIDING =
            List.of("display:none", "visibility:hidden", "font-size:0", "mso-hide:all", "opacity:0;", "max-height:0");

    private final StringBuilder visible = new StringBuilder();
    private final StringBuilder links = new StringBuilder();
    private final StringBuilder hidden = new StringBuilder();

    /** Where text goes now. */
    private StringBuilder text = visible;

    /** Name of the element that hides what is in it; empty outside. */
    private String hiding = "";

    /** How many elements of that name are open. */
    private int depth;

    /** Text that a reader sees. */
    String text() {
        return visible.toString();
    }

    /** Each target of href or src, with a space behind it. */
    String links() {
        return links.toString();
    }

    /** Text that no reader sees. */
    String hidden() {
        return hidden.toString();
    }

    void read(String html) {
        int i = 0;
        int n = html.length();
        while (i < n) {
            char c = html.charAt(i);
            if (c == '<') {
                i = tag(html, i);
            } else if (c == '&') {
                i = entity(html, i);
            } else {
                int start = i++;
                while (i < n && html.charAt(i) != '<' && html.charAt(i) != '&') {
                    i++;
                }
                text.append(html, start, i);
            }
        }
    }

    private int tag(String html, int open) {
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
        targets(html, nameEnd, close);
        if (!inline(name)) {
            text.append(' ');
        }
        hide(html, name, closing, nameEnd, close);
        if (!closing && (name.equals("script") || name.equals("style"))) {
            int end = indexOfClosing(html, name, close + 1);
            return end < 0 ? html.length() : end;
        }
        return Math.min(close + 1, html.length());
    }

    /** Notes where an element begins that hides its content, and where it ends. */
    private void hide(String html, String name, boolean closing, int from, int to) {
        if (hiding.isEmpty()) {
            if (!closing && !empty(name) && hides(html, from, to)) {
                hiding = name;
                depth = 1;
                text = hidden.append(' ');
            }
        } else if (name.equals(hiding)) {
            depth += closing ? -1 : 1;
            if (depth == 0) {
                hiding = "";
                text = visible;
            }
        }
    }

    private static boolean hides(String html, int from, int to) {
        int style = html.indexOf("style", from, to);
        style = style < 0 ? html.indexOf("STYLE", from, to) : style;
        if (style < 0) {
            return false;
        }
        var squeezed = new StringBuilder(to - style + 1);
        for (int i = style; i < to; i++) {
            char c = html.charAt(i);
            if (c > ' ') {
                squeezed.append(c == '"' || c == '\'' ? ';' : Character.toLowerCase(c));
            }
        }
        squeezed.append(';');
        for (String way : HIDING) {
            for (int at = squeezed.indexOf(way); at >= 0; at = squeezed.indexOf(way, at + 1)) {
                char next = squeezed.charAt(Math.min(at + way.length(), squeezed.length() - 1));
                boolean fraction = next == '.' || next >= '1' && next <= '9';
                boolean name =
                        at > 0 && (squeezed.charAt(at - 1) == '-' || Character.isLetter(squeezed.charAt(at - 1)));
                if (!fraction && !name) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Elements without content: they cannot hide any. */
    private static boolean empty(String name) {
        return switch (name) {
            case "img", "br", "hr", "input", "meta", "link", "area", "base", "col", "wbr" -> true;
            default -> false;
        };
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

    private void targets(String html, int from, int to) {
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

    private int entity(String html, int amp) {
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
