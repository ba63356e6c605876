package org.postigo.classifier.text;

/** What a regression looks at. */
enum View {
    /** Octets of the header section as they came: habits of programs and relays. */
    HEADER,
    /** The first octets as they came, header section and body. */
    RAW,
    /** Octets of a few fields and the text as a mail program shows them. */
    SHOWN,
    /** Single words, those of fields with the field's name. */
    WORDS;

    private static final View[] ALL = values();
    static final int COUNT = ALL.length;

    /** The views in order; not to be changed. */
    static View[] all() {
        return ALL;
    }

    /** Places of a message, of which the first {@link #size} are this view's. */
    int[] places(Features features) {
        return switch (this) {
            case HEADER, RAW -> features.raw();
            case SHOWN -> features.shown();
            case WORDS -> features.words();
        };
    }

    int size(Features features) {
        return switch (this) {
            case HEADER -> features.header();
            case RAW -> features.raw().length;
            case SHOWN -> features.shown().length;
            case WORDS -> features.single();
        };
    }
}
