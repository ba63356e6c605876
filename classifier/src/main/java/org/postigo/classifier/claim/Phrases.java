package org.postigo.classifier.claim;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Phrases that are looked for together: a text is gone through once, and only where two letters stand that one of them
 * begins with is it compared. Immutable.
 */
final class Phrases {
    private static final int SLOTS = 4096;

    private static final String[] NONE = {};

    /** Never written to once made; an array, since each pair of letters of every message asks. */
    private final String[][] slots;

    /** @param phrases of two characters or more */
    Phrases(Collection<String> phrases) {
        var byBeginning = new ArrayList<List<String>>();
        for (int i = 0; i < SLOTS; i++) {
            byBeginning.add(List.of());
        }
        for (String phrase : phrases) {
            int slot = slot(phrase.charAt(0), phrase.charAt(1));
            var more = new ArrayList<>(byBeginning.get(slot));
            more.add(phrase);
            byBeginning.set(slot, List.copyOf(more));
        }
        this.slots = byBeginning.stream()
                .map(some -> some.isEmpty() ? NONE : some.toArray(NONE))
                .toArray(String[][]::new);
    }

    /** Whether any of them stands anywhere in the text. */
    boolean anyIn(String text) {
        for (int at = 0; at + 1 < text.length(); at++) {
            for (String phrase : slots[slot(text.charAt(at), text.charAt(at + 1))]) {
                if (text.startsWith(phrase, at)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Those that stand in the text as whole words. */
    Set<String> asWordsIn(String text) {
        Set<String> found = new HashSet<>();
        for (int at = 0; at + 1 < text.length(); at++) {
            String[] some = slots[slot(text.charAt(at), text.charAt(at + 1))];
            if (some.length > 0 && (at == 0 || !Character.isLetterOrDigit(text.charAt(at - 1)))) {
                for (String phrase : some) {
                    int end = at + phrase.length();
                    if (text.startsWith(phrase, at)
                            && (end == text.length() || !Character.isLetterOrDigit(text.charAt(end)))) {
                        found.add(phrase);
                    }
                }
            }
        }
        return found;
    }

    private static int slot(char one, char two) {
        return (one * 67 + two) & SLOTS - 1;
    }
}
