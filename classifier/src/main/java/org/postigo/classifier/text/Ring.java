package org.postigo.classifier.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Lessons that the models found hard, to be learnt again now and then; the oldest leave when there are too many. Known
 * to the single writer only.
 */
final class Ring {
    /** Lessons kept at most. */
    static final int MOST = 500;
    /** Places of all kept lessons together at most: 4 MB. */
    static final int MOST_PLACES = 1 << 20;

    /**
     * A lesson.
     *
     * @param lesson that was hard
     * @param added what its steps added to the weights of its places so far, by view, in parts; changes
     */
    record Entry(Lesson lesson, int[] added) {
        int places() {
            Features features = lesson.features();
            return features.raw().length + features.shown().length + features.words().length;
        }
    }

    private final List<Entry> entries = new ArrayList<>(MOST);
    private int places;

    /** Adds the youngest. */
    void add(Entry entry) {
        while (entries.size() == MOST || !entries.isEmpty() && places + entry.places() > MOST_PLACES) {
            remove(entries.getFirst());
        }
        entries.add(entry);
        places += entry.places();
    }

    void remove(Entry entry) {
        entries.remove(entry);
        places -= entry.places();
    }

    /** The youngest lesson that said this of such a message. */
    Optional<Entry> find(Features features, Label label) {
        for (Entry entry : entries.reversed()) {
            Lesson lesson = entry.lesson();
            if (lesson.label() == label
                    && Arrays.equals(lesson.features().words(), features.words())
                    && Arrays.equals(lesson.features().raw(), features.raw())
                    && Arrays.equals(lesson.features().shown(), features.shown())) {
                return Optional.of(entry);
            }
        }
        return Optional.empty();
    }

    int size() {
        return entries.size();
    }

    /** The entry at a place from 0, the oldest, to {@link #size} − 1. */
    Entry at(int index) {
        return entries.get(index);
    }
}
