package org.postigo.classifier.text;

import java.text.Normalizer;

/**
 * Undoes what is done to text so that machines read it otherwise than people: characters without width are left out,
 * wide and styled letters become plain, and in a word that has a Latin letter those of other scripts become the Latin ones they
 * look like. Words wholly in another script stay as they are.
 */
final class Fold {
    /** Cyrillic and Greek letters, and behind each, in {@link #LATIN}, the Latin one it looks like. */
    private static final String ALIKE = "авекмнорстухіјѕԁһԛԝαβεικνορτυχ";

    private static final String LATIN = "abekmhopctyxijsdhqwabeikvoptux";

    private Fold() {}

    /** The text as a reader's eye takes it in; the same object where nothing is to be done. */
    static String text(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0xad || c > 0x2ff) {
                return folded(text, i);
            }
        }
        return text;
    }

    private static String folded(String text, int from) {
        var out = new StringBuilder(text.length()).append(text, 0, from);
        int word = from;
        while (word > 0 && Character.isLetter(out.charAt(word - 1))) {
            word--;
        }
        for (int i = from; i < text.length(); ) {
            int point = text.codePointAt(i);
            i += Character.charCount(point);
            if (widthless(point)) {
                continue;
            }
            boolean letter = Character.isLetter(point);
            if (!letter) {
                unmask(out, word);
            }
            if (styled(point)) {
                out.append(Normalizer.normalize(Character.toString(point), Normalizer.Form.NFKC));
            } else {
                out.appendCodePoint(point);
            }
            if (!letter) {
                word = out.length();
            }
        }
        unmask(out, word);
        return out.toString();
    }

    /** Makes the end of the text, one word, Latin where it has a Latin letter. */
    private static void unmask(StringBuilder out, int word) {
        boolean latin = false;
        boolean alike = false;
        for (int i = word; i < out.length(); i++) {
            char c = out.charAt(i);
            latin |= latin(c);
            alike |= c >= 0x370 && c <= 0x52f;
        }
        for (int i = word; latin && alike && i < out.length(); i++) {
            int at = ALIKE.indexOf(Character.toLowerCase(out.charAt(i)));
            if (at >= 0) {
                out.setCharAt(i, LATIN.charAt(at));
            }
        }
    }

    private static boolean latin(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }

    /** Mathematical letters and digits, full width. */
    private static boolean styled(int point) {
        return point >= 0x1d400 && point <= 0x1d7ff || point >= 0xff01 && point <= 0xff5e;
    }

    /** Soft hyphens, joiners, direction marks, variation selectors, tags. */
    private static boolean widthless(int point) {
        return point == 0xad
                || point == 0x34f
                || point == 0x61c
                || point == 0x180e
                || point >= 0x200b && point <= 0x200f
                || point >= 0x202a && point <= 0x202e
                || point >= 0x2060 && point <= 0x206f
                || point >= 0xfe00 && point <= 0xfe0f
                || point == 0xfeff
                || point >= 0xe0000 && point <= 0xe01ef;
    }
}
