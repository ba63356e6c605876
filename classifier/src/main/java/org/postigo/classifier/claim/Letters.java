package org.postigo.classifier.claim;

import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;
import org.postigo.classifier.suffix.OrganisationalDomain;
import org.postigo.mail.DomainName;

/** Letters as a reader sees them, and how far they are from what a keyboard writes. */
final class Letters {
    private static final Pattern MARKS = Pattern.compile("\\p{M}+");

    private Letters() {}

    /** In lower case, styled letters (Unicode compatibility forms) made plain, signs that cannot be seen left out. */
    static String plain(String text) {
        if (ascii7(text)) {
            return text.toLowerCase(Locale.ROOT);
        }
        String seen = anyInvisible(text) ? withoutInvisible(text) : text;
        // Nearly all text is in this form, and looking is cheaper than making it so.
        return (Normalizer.isNormalized(seen, Normalizer.Form.NFKC)
                        ? seen
                        : Normalizer.normalize(seen, Normalizer.Form.NFKC))
                .toLowerCase(Locale.ROOT);
    }

    private static boolean anyInvisible(String text) {
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            if (invisible(text.codePointAt(i))) {
                return true;
            }
        }
        return false;
    }

    private static String withoutInvisible(String text) {
        var seen = new StringBuilder(text.length());
        text.codePoints().filter(c -> !invisible(c)).forEach(seen::appendCodePoint);
        return seen.toString();
    }

    /** As {@link #plain}, and accents taken off. */
    static String ascii(String text) {
        String plain = plain(text);
        return ascii7(plain)
                ? plain
                : MARKS.matcher(Normalizer.normalize(plain, Normalizer.Form.NFD))
                        .replaceAll("");
    }

    /** Most text is, and has nothing that could be made plainer. */
    private static boolean ascii7(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 127) {
                return false;
            }
        }
        return true;
    }

    /** Digits and letters that stand in for one another made one: {@code C0STC0} and {@code WaImart}. */
    static String skeleton(String text) {
        return text.replace('0', 'o')
                .replace('1', 'l')
                .replace('i', 'l')
                .replace('|', 'l')
                .replace('5', 's');
    }

    /** Whether a display name and the registered label of a domain have a word in common, or its initials. */
    static boolean names(String displayName, DomainName domain) {
        String house = OrganisationalDomain.of(domain).text();
        String label = house.replaceFirst("\\..*", "").replaceAll("[^a-z0-9]", "");
        String joined = String.join("", words(displayName));
        var initials = new StringBuilder();
        for (String word : words(displayName)) {
            if (word.length() >= 4 && label.contains(word)) {
                return true;
            }
            initials.append(word, 0, Math.min(1, word.length()));
        }
        return label.length() >= 3
                        && (joined.contains(label) || initials.toString().contains(label))
                || initials.length() >= 3 && label.startsWith(initials.toString());
    }

    /** Words of letters and digits, as {@link #ascii}. */
    static String[] words(String text) {
        return ascii(text).strip().split("[^\\p{L}\\p{N}]+");
    }

    /** Zero-width signs and soft hyphens. */
    static boolean invisible(int c) {
        return c == 0xAD || c >= 0x200B && c <= 0x200D || c == 0x2060 || c == 0xFEFF || c == 0x180E;
    }

    /** Latin letters of mathematics, in circles or of double width: made for filters, not for readers. */
    static boolean styled(int c) {
        return c >= 0x1D400 && c <= 0x1D7FF
                || c >= 0xFF21 && c <= 0xFF5A && Character.isLetter(c)
                || c >= 0x24B6 && c <= 0x24E9
                || c >= 0x1F110 && c <= 0x1F189;
    }

    /**
     * How many disguises a text has: styled letters, signs that cannot be seen between two letters, and letters of
     * another script that look like Latin ones beside a Latin letter.
     */
    static int disguises(String text) {
        int[] letters = text.codePoints().toArray();
        int count = 0;
        for (int i = 0; i < letters.length; i++) {
            boolean before = i > 0 && latin(letters[i - 1]);
            boolean behind = i + 1 < letters.length && latin(letters[i + 1]);
            if (styled(letters[i])
                    || before && behind && invisible(letters[i])
                    || (before || behind) && alike(letters[i])) {
                count++;
            }
        }
        return count;
    }

    private static boolean latin(int c) {
        return Character.isLetter(c) && UnicodeScript.of(c) == UnicodeScript.LATIN;
    }

    /** Greek and Cyrillic, and the letters of the phonetic alphabet, none of which stands inside Latin words. */
    private static boolean alike(int c) {
        UnicodeScript script = UnicodeScript.of(c);
        return script == UnicodeScript.GREEK && c != 'µ'
                || script == UnicodeScript.CYRILLIC
                || c >= 0x250 && c <= 0x2AF;
    }

    /** Whether a word looks drawn by lot: no person chose it to be read. */
    static boolean random(String word) {
        int consonants = 0;
        int most = 0;
        int turns = 0;
        int letters = 0;
        for (int i = 0; i < word.length(); i++) {
            char c = Character.toLowerCase(word.charAt(i));
            boolean letter = c >= 'a' && c <= 'z';
            letters += letter ? 1 : 0;
            consonants = letter && "aeiouy".indexOf(c) < 0 ? consonants + 1 : 0;
            most = Math.max(most, consonants);
            if (i > 0 && Character.isDigit(c) != Character.isDigit(word.charAt(i - 1))) {
                turns++;
            }
        }
        return most >= 6 || letters >= 5 && turns >= 4 || turnsOfCase(word) >= 5;
    }

    private static int turnsOfCase(String word) {
        int turns = 0;
        for (int i = 1; i < word.length(); i++) {
            char a = word.charAt(i - 1);
            char b = word.charAt(i);
            if (Character.isLetter(a)
                    && Character.isLetter(b)
                    && Character.isUpperCase(a) != Character.isUpperCase(b)) {
                turns++;
            }
        }
        return turns;
    }
}
