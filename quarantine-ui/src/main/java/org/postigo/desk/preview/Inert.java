package org.postigo.desk.preview;

import java.util.regex.Pattern;

/**
 * Hostile text made plain: control, direction and invisible characters are shown, not obeyed, and length is bounded.
 * The outcome is still text, to be set as text; it is not HTML.
 */
public final class Inert {
    private static final Pattern SPACE = Pattern.compile("\\s+");

    private Inert() {}

    /** One line of at most so many characters; line ends and tabs become spaces. */
    public static String line(String hostile, int longest) {
        return SPACE.matcher(shown(cut(hostile, longest), false))
                .replaceAll(" ")
                .strip();
    }

    /** Text with its lines, at most so many characters. */
    public static String text(String hostile, int longest) {
        return shown(cut(hostile, longest).replace("\r\n", "\n").replace('\r', '\n'), true);
    }

    private static String cut(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(longest - 1)) ? longest - 1 : longest;
        return text.substring(0, end) + "…";
    }

    private static String shown(String text, boolean lines) {
        var shown = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (c == '\n' || c == '\t' || c == '\r') {
                shown.appendCodePoint(lines ? c : ' ');
            } else if (obeyed(c)) {
                shown.append('‹').append(String.format("U+%04X", c)).append('›');
            } else {
                shown.appendCodePoint(c);
            }
        });
        return shown.toString();
    }

    /** What changes how other characters look or where they stand, or cannot be seen at all. */
    private static boolean obeyed(int c) {
        return switch (Character.getType(c)) {
            // Zero-width joiners belong to scripts and emoji; between Latin letters they only hide.
            case Character.FORMAT -> c != 0x200d && c != 0x00ad;
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            case Character.PRIVATE_USE, Character.UNASSIGNED, Character.SURROGATE -> true;
            default -> false;
        };
    }
}
