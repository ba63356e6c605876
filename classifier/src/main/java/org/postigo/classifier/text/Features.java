package org.postigo.classifier.text;

/**
 * A message as the models know it: places in tables only, of which no word can be read back. What is kept for a refold.
 * Places lie below 2^{@value #BITS}; none stands twice in a view.
 *
 * @param raw of the octets as they came, 4-grams
 * @param header how many of {@code raw}, from the first, are of the header section
 * @param shown of the octets of the text shown, 5-grams
 * @param words of words, those of fields with the field's name
 */
record Features(int[] raw, int header, int[] shown, int[] words) {
    static final int BITS = 22;

    /** Of nothing. */
    static final Features NONE = new Features(new int[0], 0, new int[0], new int[0]);

    private static final int RAW_GRAM = 4;
    private static final int SHOWN_GRAM = 5;

    static Features of(Views views) {
        var grams = new Grams(Math.max(views.raw().length, views.shown().length));
        grams.add(views.raw(), 0, views.head(), RAW_GRAM);
        int header = grams.size();
        grams.add(views.raw(), views.head(), views.raw().length, RAW_GRAM);
        int[] raw = grams.take();
        grams.add(views.shown(), 0, views.shown().length, SHOWN_GRAM);
        var words = new WordPlaces();
        for (Views.Passage passage : views.passages()) {
            if (!Words.read(passage.text(), Words.seed(passage.field()), words)) {
                break;
            }
        }
        return new Features(raw, header, grams.take(), words.distinct.toArray());
    }

    /** Collects places of words. */
    private static final class WordPlaces implements Words.Reader {
        private final Distinct distinct = new Distinct();
        private int size;

        @Override
        public boolean word(long hash, CharSequence text, int start, int end) {
            distinct.add(place(hash));
            return ++size < Views.MAX_WORDS;
        }
    }

    /** The place of a word. */
    static int place(long hash) {
        return (int) (hash >>> 64 - BITS);
    }
}
