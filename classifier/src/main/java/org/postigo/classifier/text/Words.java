package org.postigo.classifier.text;

import java.util.List;

/** Cuts text into words: letters, digits and what stands between them in addresses, prices and names. */
final class Words {
    private static final int MIN = 2;
    private static final int MAX = 32;

    private Words() {}

    /**
     * Appends the words of a text, lower case, until {@code out} holds {@code max}.
     *
     * @param field put before each word with a colon; none if empty
     */
    static void read(String text, String field, List<String> out, int max) {
        var word = new StringBuilder(MAX + 16);
        int n = text.length();
        int i = 0;
        while (i < n && out.size() < max) {
            while (i < n && !within(text.charAt(i))) {
                i++;
            }
            int start = i;
            while (i < n && (within(text.charAt(i)) || joins(text, i))) {
                i++;
            }
            int length = i - start;
            if (length >= MIN && length <= MAX) {
                word.setLength(0);
                if (!field.isEmpty()) {
                    word.append(field).append(':');
                }
                for (int j = start; j < i; j++) {
                    word.append(Character.toLowerCase(text.charAt(j)));
                }
                out.add(word.toString());
            }
        }
    }

    private static boolean within(char c) {
        return c >= 'a' && c <= 'z'
                || c >= 'A' && c <= 'Z'
                || c >= '0' && c <= '9'
                || c == '$'
                || c == '!'
                || c > 127 && (Character.isLetterOrDigit(c) || Character.isSurrogate(c) || c == '€');
    }

    /** Whether this character joins two halves of one word: a dot in a host name, an apostrophe, a hyphen. */
    private static boolean joins(String text, int i) {
        char c = text.charAt(i);
        return (c == '.' || c == '-' || c == '\'' || c == '_' || c == '@')
                && i + 1 < text.length()
                && within(text.charAt(i + 1));
    }
}
