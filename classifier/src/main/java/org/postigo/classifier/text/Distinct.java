package org.postigo.classifier.text;

import java.util.Arrays;

/** Collects different features: an open-addressing set that lives for one message and grows with it. */
final class Distinct {
    /** What most messages need no more than. */
    private static final int USUAL = 512;

    /** Feature + 1, or 0 for a free place; at most half full. */
    private int[] places = new int[2 * USUAL];

    private int[] features = new int[USUAL];
    private int size;

    void add(int feature) {
        int at = place(feature);
        if (places[at] == 0) {
            if (size == features.length) {
                grow();
                at = place(feature);
            }
            places[at] = feature + 1;
            features[size++] = feature;
        }
    }

    /** Where a feature is, or would be. */
    private int place(int feature) {
        int mask = places.length - 1;
        int at = feature * 0x9e3779b1 >>> 5 & mask;
        while (places[at] != 0 && places[at] != feature + 1) {
            at = at + 1 & mask;
        }
        return at;
    }

    private void grow() {
        features = Arrays.copyOf(features, 2 * size);
        places = new int[2 * features.length];
        for (int i = 0; i < size; i++) {
            places[place(features[i])] = features[i] + 1;
        }
    }

    /** The features in the order they were first seen. */
    int[] toArray() {
        return Arrays.copyOf(features, size);
    }
}
