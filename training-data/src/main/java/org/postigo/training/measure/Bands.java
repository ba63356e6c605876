package org.postigo.training.measure;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.postigo.classifier.text.Label;

/**
 * What share of a run each band gets under the shipped thresholds: how much people would have to read, and how much
 * nobody would ever see.
 *
 * @param spam messages of each band
 * @param ham messages of each band
 */
public record Bands(Map<Band, Integer> spam, Map<Band, Integer> ham) {
    /** What becomes of a message. */
    public enum Band {
        /** It goes on. */
        DELIVER,
        /** It waits for a reviewer. */
        HOLD,
        /** Refused after the data. */
        REFUSE,
        /** It would be refused, but was drawn for the audit and waits for a reviewer. */
        AUDIT
    }

    /** Copies the maps. */
    public Bands {
        spam = Map.copyOf(spam);
        ham = Map.copyOf(ham);
    }

    /** Counts a run. */
    public static Bands of(List<Scored> run) {
        Map<Band, Integer> spam = new EnumMap<>(Band.class);
        Map<Band, Integer> ham = new EnumMap<>(Band.class);
        run.forEach(scored -> (scored.label() == Label.SPAM ? spam : ham).merge(scored.band(), 1, Integer::sum));
        return new Bands(spam, ham);
    }

    /** One line for people. */
    public String line() {
        return "spam " + shares(spam) + "; ham " + shares(ham);
    }

    private static String shares(Map<Band, Integer> counts) {
        int all =
                Math.max(1, counts.values().stream().mapToInt(Integer::intValue).sum());
        var text = new StringBuilder();
        for (Band band : Band.values()) {
            int count = counts.getOrDefault(band, 0);
            text.append(text.isEmpty() ? "" : ", ")
                    .append(
                            switch (band) {
                                case DELIVER -> "delivered";
                                case HOLD -> "held";
                                case REFUSE -> "refused";
                                case AUDIT -> "held for audit";
                            })
                    .append(String.format(Locale.ROOT, " %.2f%% (%d)", 100.0 * count / all, count));
        }
        return text.toString();
    }
}
