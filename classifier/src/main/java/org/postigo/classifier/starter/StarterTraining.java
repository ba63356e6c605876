package org.postigo.classifier.starter;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.postigo.classifier.html.HtmlReadings;
import org.postigo.mail.message.ParsedMessage;

/**
 * Makes a {@link StarterModel} of labelled messages: averaged stochastic gradient descent on the log-loss towards soft
 * targets, both classes weighing the same. The same messages in the same order give the same octets on every machine.
 */
public final class StarterTraining {
    private static final int EPOCHS = 6;
    private static final double RATE = 4;
    private static final double SOFT = 0.03;
    /** Messages that must have had a word before it counts as known. */
    private static final int MET = 3;
    /** Messages that must have had a feature before it bears a weight: what fewer had might be read as somebody's. */
    private static final int BORNE = 3;

    private final HtmlReadings readings = new HtmlReadings();
    private final List<Lesson> lessons = new ArrayList<>();

    private record Lesson(StarterFeatures features, boolean spam) {}

    /** Takes a message in. */
    public void add(ParsedMessage message, boolean spam) {
        lessons.add(new Lesson(StarterFeatures.of(message, readings), spam));
    }

    /** The model of all messages so far. */
    public StarterModel model() {
        long spam = lessons.stream().filter(Lesson::spam).count();
        double spamWeight = lessons.size() / Math.max(1.0, 2.0 * spam);
        double hamWeight = lessons.size() / Math.max(1.0, 2.0 * (lessons.size() - spam));
        int[] pairCounts = new int[StarterModel.SIZE];
        int[] gramCounts = new int[StarterModel.SIZE];
        int[] wordCounts = new int[StarterModel.SIZE];
        for (Lesson lesson : lessons) {
            count(lesson.features().pairs(), pairCounts);
            count(lesson.features().grams(), gramCounts);
            count(lesson.features().words(), wordCounts);
        }
        var known = new long[StarterModel.SIZE / 64];
        for (int place = 0; place < wordCounts.length; place++) {
            if (wordCounts[place] >= MET) {
                known[place >> 6] |= 1L << place;
            }
        }
        float[] pairs = fit(false, spamWeight, hamWeight, pairCounts);
        float[] grams = fit(true, spamWeight, hamWeight, gramCounts);
        float pairUnit = unit(pairs);
        float gramUnit = unit(grams);
        return new StarterModel(octets(pairs, pairUnit), pairUnit, octets(grams, gramUnit), gramUnit, known);
    }

    private static void count(int[] places, int[] counts) {
        for (int place : places) {
            counts[place]++;
        }
    }

    private float[] fit(boolean grams, double spamWeight, double hamWeight, int[] counts) {
        var weights = new float[StarterModel.SIZE];
        var order = new ArrayList<>(lessons);
        var random = new Random(20_261_123);
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            Collections.shuffle(order, random);
            double rate = RATE / (1 + epoch);
            for (Lesson lesson : order) {
                int[] places =
                        grams ? lesson.features().grams() : lesson.features().pairs();
                double score = 0;
                for (int place : places) {
                    score += weights[place];
                }
                double length = Math.sqrt(Math.max(1, places.length));
                double target = lesson.spam() ? 1 - SOFT : SOFT;
                double probability = 1 / (1 + StrictMath.exp(-score / length));
                float step = (float)
                        (rate * Math.min(3, lesson.spam() ? spamWeight : hamWeight) * (target - probability) / length);
                for (int place : places) {
                    if (counts[place] >= BORNE) {
                        weights[place] += step;
                    }
                }
            }
        }
        return weights;
    }

    private static float unit(float[] weights) {
        float most = 0;
        for (float weight : weights) {
            most = Math.max(most, Math.abs(weight));
        }
        return most == 0 ? 1 : most / Byte.MAX_VALUE;
    }

    private static byte[] octets(float[] weights, float unit) {
        var octets = new byte[weights.length];
        for (int i = 0; i < weights.length; i++) {
            octets[i] = (byte) Math.round(weights[i] / unit);
        }
        return octets;
    }
}
