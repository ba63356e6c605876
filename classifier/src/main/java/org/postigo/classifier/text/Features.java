package org.postigo.classifier.text;

import java.util.Arrays;

/**
 * A message as the models know it: places in tables only, of which no word can be read back. What is kept for a refold.
 * Places lie below 2^{@value #BITS}; none stands twice in a view.
 *
 * @param raw of the octets as they came, 4-grams
 * @param header how many of {@code raw}, from the first, are of the header section
 * @param shown of the octets of the text shown, 5-grams
 * @param words of words, then of pairs of neighbours
 * @param single how many of {@code words}, from the first, are of single words
 */
record Features(int[] raw, int header, int[] shown, int[] words, int single) {
    static final int BITS = 22;

    /** Of nothing. */
    static final Features NONE = new Features(new int[0], 0, new int[0], new int[0], 0);

    private static final int RAW_GRAM = 4;
    private static final int SHOWN_GRAM = 5;

    static Features of(Views views) {
        var raw = new Grams(views.raw().length);
        raw.add(views.raw(), 0, views.head(), RAW_GRAM);
        int header = raw.size();
        raw.add(views.raw(), views.head(), views.raw().length, RAW_GRAM);
        var shown = new Grams(views.shown().length);
        shown.add(views.shown(), 0, views.shown().length, SHOWN_GRAM);
        var words = new WordPlaces();
        for (Views.Passage passage : views.passages()) {
            if (!Words.read(passage.text(), Words.seed(passage.field()), words)) {
                break;
            }
        }
        return words.features(raw.toArray(), header, shown.toArray());
    }

    /** Collects places of words and pairs. */
    private static final class WordPlaces implements Words.Reader {
        private long[] hashes = new long[1_024];
        private int size;

        @Override
        public boolean word(long hash, CharSequence text, int start, int end) {
            if (size == hashes.length) {
                hashes = Arrays.copyOf(hashes, 2 * size);
            }
            hashes[size++] = hash;
            return size < Views.MAX_WORDS;
        }

        Features features(int[] raw, int header, int[] shown) {
            var distinct = new Distinct(2 * size);
            for (int i = 0; i < size; i++) {
                distinct.add(place(hashes[i]));
            }
            int single = distinct.size();
            for (int i = 1; i < size; i++) {
                distinct.add(place(Hash.pair(hashes[i - 1], hashes[i], 1)));
            }
            return new Features(raw, header, shown, distinct.toArray(), single);
        }
    }

    /** The place of a word or pair. */
    static int place(long hash) {
        return (int) (hash >>> 64 - BITS);
    }
}
