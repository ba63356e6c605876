package org.postigo.classifier.text;

import java.text.Normalizer;

/**
 * Undoes what is done to text so that machines read it otherwise than people: characters without width are left out,
 * wide and styled letters become plain, and letters of other scripts that stand next to Latin ones become the Latin
 * letters they look like. Text that is wholly in another script stays as it is.
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
        boolean latinBefore = from > 0 && latin(text.charAt(from - 1));
        for (int i = from; i < text.length(); ) {
            int point = text.codePointAt(i);
            i += Character.charCount(point);
            if (widthless(point)) {
                continue;
            }
            int lower = Character.toLowerCase(point);
            int alike = lower < 0x370 || lower > 0x52f ? -1 : ALIKE.indexOf(lower);
            if (alike >= 0 && (latinBefore || i < text.length() && latin(text.charAt(i)))) {
                out.append(LATIN.charAt(alike));
                latinBefore = true;
            } else if (point >= 0x1d400 && point <= 0x1d7ff || point >= 0xff01 && point <= 0xff5e) {
                out.append(Normalizer.normalize(Character.toString(point), Normalizer.Form.NFKC));
                latinBefore = true;
            } else {
                out.appendCodePoint(point);
                latinBefore = point < 0x250 && Character.isLetter(point);
            }
        }
        return out.toString();
    }

    private static boolean latin(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
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
