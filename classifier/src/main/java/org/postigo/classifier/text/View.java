package org.postigo.classifier.text;

/** What a regression looks at. */
enum View {
    /** Octets of the header section as they came: habits of programs and relays. */
    HEADER(18, 0.5),
    /** The first octets as they came, header section and body. */
    RAW(18, 0.5),
    /** Octets of a few fields and the text as a mail program shows them. */
    SHOWN(18, 2),
    /** Single words, those of fields with the field's name. Words are shown to people, so few may share a place. */
    WORDS(20, 1);

    private static final View[] ALL = values();
    static final int COUNT = ALL.length;

    private final int bits;
    private final double trust;

    View(int bits, double trust) {
        this.bits = bits;
        this.trust = trust;
    }

    /** The views in order; not to be changed. */
    static View[] all() {
        return ALL;
    }

    /** A table for it has 2^{@code bits} places. More of them have not made octets tell more on any corpus. */
    int bits() {
        return bits;
    }

    /** How much it counts where labels are doubted: what is shown changes least from sender to sender. */
    double trust() {
        return trust;
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
            case WORDS -> features.words().length;
        };
    }
}
