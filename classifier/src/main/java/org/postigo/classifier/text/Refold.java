package org.postigo.classifier.text;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/**
 * Folds a log of lessons as if what was taken back had never been learnt. The same log and start give the same models,
 * bit by bit, as do a log that never held what another one takes back.
 */
final class Refold {
    private Refold() {}

    /** What a lesson is known by when it is taken back. */
    private record Said(Label label, Source source, long message) {
        static Said of(Lesson lesson) {
            Features features = lesson.features();
            long message = Arrays.hashCode(features.raw());
            message = Hash.pair(message, Arrays.hashCode(features.shown()), 1);
            return new Said(lesson.label(), lesson.source(), Hash.pair(message, Arrays.hashCode(features.words()), 2));
        }
    }

    /**
     * Folds every entry of numbers above {@code after} up to {@code upTo} that still counts.
     *
     * @param onto models that hold all lessons up to {@code after} and nothing else
     */
    static void fold(LessonLog log, long after, long upTo, TextModels onto) throws IOException {
        BitSet gone = settled(log, after, upTo);
        var index = new int[1];
        log.read(entry -> {
            Lesson lesson = entry.lesson();
            if (gone.get(index[0]++) || lesson.number() <= after || lesson.number() > upTo) {
                return;
            }
            switch (entry.kind()) {
                case LEARN -> onto.learn(lesson);
                // Of a lesson that the start holds already.
                case TAKE_BACK -> onto.unlearn(lesson);
                case FORGET -> {}
            }
        });
    }

    /** Which entries, by their place in the log, cancel each other or are forgotten. */
    private static BitSet settled(LessonLog log, long after, long upTo) throws IOException {
        var gone = new BitSet();
        Map<Said, Deque<Integer>> standing = new HashMap<>();
        Map<Source, BitSet> bySource = new EnumMap<>(Source.class);
        var index = new int[1];
        log.read(entry -> {
            int at = index[0]++;
            Lesson lesson = entry.lesson();
            if (lesson.number() <= after || lesson.number() > upTo) {
                return;
            }
            switch (entry.kind()) {
                case LEARN -> {
                    standing.computeIfAbsent(Said.of(lesson), said -> new ArrayDeque<>())
                            .push(at);
                    bySource.computeIfAbsent(lesson.source(), source -> new BitSet())
                            .set(at);
                }
                case TAKE_BACK -> {
                    Deque<Integer> learnt = standing.getOrDefault(Said.of(lesson), new ArrayDeque<>());
                    if (!learnt.isEmpty()) {
                        gone.set(learnt.pop());
                        gone.set(at);
                    }
                }
                case FORGET -> gone.or(bySource.getOrDefault(lesson.source(), new BitSet()));
            }
        });
        return gone;
    }
}
