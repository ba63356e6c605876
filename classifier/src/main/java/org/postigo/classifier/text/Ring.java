package org.postigo.classifier.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Lessons to be learnt again now and then: those that the models found hard, and all while labels are doubted. The oldest
 * leave when there are too many. Known to the single writer only.
 */
final class Ring {
    /** Lessons kept at most. */
    static final int MOST = 500;
    /** Places of all kept lessons together at most: 4 MB. */
    static final int MOST_PLACES = 1 << 20;

    /** A lesson, and what became of it. */
    static final class Entry {
        private final Lesson lesson;
        private final long number;
        private final int[] added;
        private double believed;
        private boolean contradicted;

        /** @param number of the lesson among all that were learnt */
        Entry(Lesson lesson, long number) {
            this(lesson, number, new int[View.COUNT], said(lesson), false);
        }

        /** Goes on with these. */
        Entry(Lesson lesson, long number, int[] added, double believed, boolean contradicted) {
            this.lesson = lesson;
            this.number = number;
            this.added = added;
            this.believed = believed;
            this.contradicted = contradicted;
        }

        private static double said(Lesson lesson) {
            return lesson.label() == Label.SPAM ? 1 : 0;
        }

        Lesson lesson() {
            return lesson;
        }

        long number() {
            return number;
        }

        /** What its steps added to the weights of its places so far, by view, in parts; changes. */
        int[] added() {
            return added;
        }

        /** Probability of spam as it was believed when it was last learnt. */
        double believed() {
            return believed;
        }

        void believe(double probability) {
            believed = probability;
        }

        /** Whether all others firmly contradicted it when it was last looked at. */
        boolean contradicted() {
            return contradicted;
        }

        void contradict(boolean byOthers) {
            contradicted = byOthers;
        }

        private int places() {
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

    /** How many are contradicted by all others. */
    int contradicted() {
        int contradicted = 0;
        for (Entry entry : entries) {
            contradicted += entry.contradicted ? 1 : 0;
        }
        return contradicted;
    }

    /** How many labels are believed wrong. */
    double flipped() {
        double flipped = 0;
        for (Entry entry : entries) {
            if (entry.lesson.source().said()) {
                flipped += Math.abs(Entry.said(entry.lesson) - entry.believed);
            }
        }
        return flipped;
    }

    /** Believes every label. */
    void believeLabels() {
        for (Entry entry : entries) {
            entry.believed = Entry.said(entry.lesson);
        }
    }

    int size() {
        return entries.size();
    }

    /** The entry at a place from 0, the oldest, to {@link #size} − 1. */
    Entry at(int index) {
        return entries.get(index);
    }
}
