package org.postigo.classifier.starter;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.postigo.classifier.html.HtmlReadings;
import org.postigo.mail.message.ParsedMessage;

/**
 * What the starter model looks at: the text that a reader sees, and the subject above it. No field that a relay or a
 * list wrote, no address and no host: they tell where a corpus was collected.
 *
 * @param words places of single words
 * @param pairs places of words and of neighbouring pairs together
 * @param grams places of runs of five letters
 */
record StarterFeatures(int[] words, int[] pairs, int[] grams) {
    private static final int MAX_WORDS = 1_500;
    private static final int MAX_LETTERS = 6_000;
    private static final int MAX_WORD = 24;
    private static final int GRAM = 5;

    static StarterFeatures of(ParsedMessage message, HtmlReadings readings) {
        String shown = readings.of(message).visibleText();
        String body = shown.isBlank() ? message.text() : shown;
        return of(message.header().value("Subject") + "\n" + body);
    }

    static StarterFeatures of(String text) {
        List<String> words = words(text);
        var single = new int[words.size()];
        var both = new int[2 * words.size()];
        for (int i = 0; i < words.size(); i++) {
            single[i] = place(words.get(i));
            both[2 * i] = single[i];
            both[2 * i + 1] = i == 0 ? single[i] : place(words.get(i - 1) + " " + words.get(i));
        }
        String joined = " " + String.join(" ", words) + " ";
        int end = Math.min(joined.length(), MAX_LETTERS) - GRAM + 1;
        var grams = new int[Math.max(0, end)];
        for (int i = 0; i < grams.length; i++) {
            grams[i] = place(joined.substring(i, i + GRAM));
        }
        return new StarterFeatures(distinct(single), distinct(both), distinct(grams));
    }

    /** Words of letters in lower case; addresses of mail and web are left out, and so is what is quoted of others. */
    private static List<String> words(String text) {
        var words = new ArrayList<String>();
        for (String line : text.split("\n")) {
            if (line.startsWith(">")) {
                continue;
            }
            for (String run : line.split("\\s+")) {
                if (run.indexOf('@') >= 0 || run.contains("://") || run.startsWith("www.") || run.indexOf('/') > 0) {
                    continue;
                }
                var word = new StringBuilder();
                for (int i = 0; i <= run.length(); i++) {
                    char c = i < run.length() ? Character.toLowerCase(run.charAt(i)) : ' ';
                    if (Character.isLetter(c) && word.length() < MAX_WORD) {
                        word.append(c);
                    } else if (!word.isEmpty()) {
                        if (words.size() >= MAX_WORDS) {
                            return words;
                        }
                        words.add(word.toString());
                        word.setLength(0);
                    }
                }
            }
        }
        return words;
    }

    /** FNV-1a, 64 bits, folded: no word can be read back from a place. */
    private static int place(String text) {
        long hash = 0xCBF29CE484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001B3L;
        }
        hash ^= hash >>> 32;
        hash *= 0x9E3779B97F4A7C15L;
        return (int) (hash >>> 64 - StarterModel.BITS);
    }

    private static int[] distinct(int[] places) {
        return Arrays.stream(places).sorted().distinct().toArray();
    }
}
