package org.postigo.classifier.combine;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postigo.mail.finding.FindingKey;

/**
 * What each fact adds to the log-odds of spam, set by hand with a reason: the coefficients until there is training, and
 * the signs that training must keep.
 *
 * @param version for the journal, for example {@code prices-1}
 * @param bias log-odds before any fact
 * @param prices one for each key
 */
public record PriceList(String version, double bias, Map<FindingKey, Price> prices) {
    /** Checks that no key is left out. */
    public PriceList {
        prices = Map.copyOf(prices);
        for (FindingKey key : FindingKey.values()) {
            if (!prices.containsKey(key)) {
                throw new IllegalArgumentException("no price for " + key.wire());
            }
        }
    }

    /**
     * One price.
     *
     * @param weight log-odds for each unit of the fact's value
     * @param most of the values of one key in a message that are counted, up or down
     * @param reason in a sentence
     */
    public record Price(double weight, double most, String reason) {
        /** Checks the numbers. */
        public Price {
            if (!Double.isFinite(weight) || !(most > 0) || reason.isBlank()) {
                throw new IllegalArgumentException("a price needs a weight, a bound above 0 and a reason");
            }
        }
    }

    /** A price list that cannot be used, with its line. */
    public static final class Malformed extends Exception {
        private static final long serialVersionUID = 1;

        Malformed(String message) {
            super(message);
        }
    }

    /** The list that comes with this version. */
    public static PriceList standard() {
        try (InputStream in = PriceList.class.getResourceAsStream("prices.txt")) {
            if (in == null) {
                throw new IllegalStateException("prices.txt is missing in the archive");
            }
            return read(new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException | Malformed e) {
            throw new IllegalStateException("prices.txt in the archive cannot be read", e);
        }
    }

    /** Reads a list in the form that the standard one explains at its top. */
    public static PriceList read(Reader reader) throws IOException, Malformed {
        Map<FindingKey, Price> prices = new EnumMap<>(FindingKey.class);
        Set<String> seen = new HashSet<>();
        String version = "";
        double bias = Double.NaN;
        var lines = new BufferedReader(reader);
        int number = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            number++;
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            String[] words = line.strip().split("\\s+", 4);
            if (!seen.add(words[0])) {
                throw new Malformed("line " + number + ": " + words[0] + " stands there twice");
            }
            switch (words[0]) {
                case "version" -> version = word(words, 1, number);
                case "bias" -> bias = number(words, 1, number);
                default -> {
                    FindingKey key = key(words[0], number);
                    double weight = number(words, 1, number);
                    double most = number(words, 2, number);
                    try {
                        prices.put(key, new Price(weight, most, word(words, 3, number)));
                    } catch (IllegalArgumentException e) {
                        throw new Malformed("line " + number + ": " + e.getMessage());
                    }
                }
            }
        }
        if (version.isEmpty() || !Double.isFinite(bias)) {
            throw new Malformed("a price list needs a version and a bias");
        }
        try {
            return new PriceList(version, bias, prices);
        } catch (IllegalArgumentException e) {
            throw new Malformed(String.valueOf(e.getMessage()));
        }
    }

    private static FindingKey key(String wire, int line) throws Malformed {
        Optional<FindingKey> key = FindingKey.ofWire(wire);
        if (key.isEmpty()) {
            throw new Malformed("line " + line + ": there is no fact " + wire);
        }
        return key.get();
    }

    private static String word(String[] words, int at, int line) throws Malformed {
        if (words.length <= at) {
            throw new Malformed("line " + line + ": too short");
        }
        return words[at];
    }

    private static double number(String[] words, int at, int line) throws Malformed {
        String word = word(words, at, line);
        try {
            double value = Double.parseDouble(word);
            if (Double.isFinite(value)) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw new Malformed("line " + line + ": " + word + " is no number");
        }
        throw new Malformed("line " + line + ": " + word + " is no finite number");
    }

    /** The price of a key. */
    public Price of(FindingKey key) {
        Price price = prices.get(key);
        if (price == null) {
            throw new IllegalStateException("checked when made");
        }
        return price;
    }
}
