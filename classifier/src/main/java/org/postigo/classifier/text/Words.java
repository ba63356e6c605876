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
            int c = kind(chars[i]);
            if (c <= 0) {
                i++;
                continue;
            }
            int start = i;
            long hash = seed;
            do {
                hash = Hash.step(hash, (char) c);
                c = ++i < n ? kind(chars[i]) : 0;
                if (c < 0) {
                    c = i + 1 < n && kind(chars[i + 1]) > 0 ? -c : 0;
                }
            } while (c > 0);
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
            word.append((char) Math.abs(kind(text.charAt(i))));
        }
        return word.toString();
    }

    /**
     * Of a character within words, itself in lower case; of one that joins two halves of a word (a dot in a host name, an
     * apostrophe, a hyphen), itself below 0; of any other, 0.
     */
    private static int kind(char c) {
        return c < 128 ? KINDS[c] : beyond(c);
    }

    private static int beyond(char c) {
        return Character.isLetterOrDigit(c) || Character.isSurrogate(c) || c == '€' ? Character.toLowerCase(c) : 0;
    }

    private static final byte[] KINDS = new byte[128];

    static {
        for (char c = 0; c < 128; c++) {
            if (c >= 'A' && c <= 'Z') {
                KINDS[c] = (byte) (c + 32);
            } else if (c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '$' || c == '!') {
                KINDS[c] = (byte) c;
            } else if (c == '.' || c == '-' || c == '\'' || c == '_' || c == '@') {
                KINDS[c] = (byte) -c;
            }
        }
    }
}
