package org.postigo.classifier.text;

/** Cuts text into words: letters, digits and what stands between them in addresses, prices and names. */
final class Words {
    private static final int MIN = 2;
    /** Longer ones are no words but codes, and tell nothing twice. */
    private static final int MAX = 32;

    private Words() {}

    /** Told of each word. */
    interface Reader {
        /**
         * A word of a text.
         *
         * @param hash of the field's name, a colon and the word in lower case; of the word alone outside fields
         * @param text it stands in, between {@code start} and {@code end}
         * @return whether more words are wanted
         */
        boolean word(long hash, CharSequence text, int start, int end);
    }

    /**
     * Reads the words of a text, look-alike letters folded.
     *
     * @param seed {@link #seed} of the field it stands in
     * @return whether more words are wanted
     */
    static boolean read(String text, long seed, Reader reader) {
        char[] chars = text.toCharArray();
        int n = chars.length;
        int i = 0;
        while (i < n) {
            while (i < n && !within(chars[i])) {
                i++;
            }
            int start = i;
            long hash = seed;
            while (i < n && (within(chars[i]) || joins(chars, i))) {
                hash = Hash.step(hash, lower(chars[i]));
                i++;
            }
            int length = i - start;
            if (length >= MIN && length <= MAX && !reader.word(Hash.mix(hash), text, start, i)) {
                return false;
            }
        }
        return true;
    }

    /** What hashes of words in a field begin with. */
    static long seed(String field) {
        long hash = Hash.START;
        for (int i = 0; i < field.length(); i++) {
            hash = Hash.step(hash, field.charAt(i));
        }
        return field.isEmpty() ? hash : Hash.step(hash, ':');
    }

    /** Hash of a word as {@link Views#words} shows it. */
    static long hash(String word) {
        return Hash.of(word);
    }

    /** A word as a person may read it. */
    static String shown(String field, CharSequence text, int start, int end) {
        var word = new StringBuilder(field.length() + 1 + end - start);
        if (!field.isEmpty()) {
            word.append(field).append(':');
        }
        for (int i = start; i < end; i++) {
            word.append(lower(text.charAt(i)));
        }
        return word.toString();
    }

    private static char lower(char c) {
        return c < 128 ? LOWER[c] : Character.toLowerCase(c);
    }

    private static final char[] LOWER = new char[128];
    private static final boolean[] WITHIN = new boolean[128];

    static {
        for (char c = 0; c < 128; c++) {
            boolean capital = c >= 'A' && c <= 'Z';
            LOWER[c] = capital ? (char) (c + 32) : c;
            WITHIN[c] = c >= 'a' && c <= 'z' || capital || c >= '0' && c <= '9' || c == '$' || c == '!';
        }
    }

    private static boolean within(char c) {
        return c < 128 ? WITHIN[c] : Character.isLetterOrDigit(c) || Character.isSurrogate(c) || c == '€';
    }

    /** Whether this character joins two halves of one word: a dot in a host name, an apostrophe, a hyphen. */
    private static boolean joins(char[] text, int i) {
        char c = text[i];
        return (c == '.' || c == '-' || c == '\'' || c == '_' || c == '@')
                && i + 1 < text.length
                && within(text[i + 1]);
    }
}
