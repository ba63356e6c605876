package org.postigo.classifier.text;

import java.util.Arrays;

/** Collects different features: an open-addressing set that lives for one message. */
final class Distinct {
    /** Feature + 1, or 0 for a free place. */
    private final int[] places;

    private final int[] features;
    private int size;

    /** For at most {@code max} features. */
    Distinct(int max) {
        places = new int[Integer.highestOneBit(Math.max(16, max * 2 - 1)) << 1];
        features = new int[max];
    }

    void add(int feature) {
        int mask = places.length - 1;
        int at = feature * 0x9e3779b1 >>> 5 & mask;
        while (places[at] != 0) {
            if (places[at] == feature + 1) {
                return;
            }
            at = at + 1 & mask;
        }
        places[at] = feature + 1;
        features[size++] = feature;
    }

    int size() {
        return size;
    }

    /** The features in the order they were first seen. */
    int[] toArray() {
        return Arrays.copyOf(features, size);
    }
}
