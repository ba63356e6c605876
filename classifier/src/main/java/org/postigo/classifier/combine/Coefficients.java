package org.postigo.classifier.combine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.postigo.mail.finding.FindingKey;

/**
 * The coefficients of a combiner as plain numbers.
 *
 * @param version for the journal: that of a price list, or {@code combiner-N}
 * @param bias log-odds before any fact
 * @param weights log-odds for each unit of a fact's counted value; a key that is not there weighs nothing
 */
public record Coefficients(String version, double bias, Map<FindingKey, Double> weights) {
    private static final String TITLE = "postigo-coefficients 1";

    /** Checks the numbers. */
    public Coefficients {
        weights = Map.copyOf(weights);
        if (version.isBlank() || version.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw new IllegalArgumentException("a version is one printable word");
        }
        if (!Double.isFinite(bias) || weights.values().stream().anyMatch(w -> !Double.isFinite(w))) {
            throw new IllegalArgumentException("coefficients are finite numbers");
        }
    }

    /** Those of a price list. */
    public static Coefficients of(PriceList prices) {
        var weights = new EnumMap<FindingKey, Double>(FindingKey.class);
        prices.prices().forEach((key, price) -> weights.put(key, price.weight()));
        return new Coefficients(prices.version(), prices.bias(), weights);
    }

    double weight(FindingKey key) {
        return weights.getOrDefault(key, 0.0);
    }

    /** What came of reading a file. */
    public sealed interface Loading {
        /** Read, whole and sound. */
        record Loaded(Coefficients coefficients) implements Loading {}

        /** There is no such file. */
        record Absent() implements Loading {}

        /**
         * There is one, but it is of no use: the prices serve.
         *
         * @param cause in words for the operator
         */
        record Damaged(String cause) implements Loading {}
    }

    /** Writes a text of one number a line with a CRC-32C in the last. Replaced as a whole. */
    public void write(Path file) throws IOException {
        var text = new StringBuilder(TITLE + "\n");
        text.append("version ").append(version).append('\n');
        text.append("bias ").append(bias).append('\n');
        new TreeMap<>(weights)
                .forEach((key, weight) ->
                        text.append(key.wire()).append(' ').append(weight).append('\n'));
        String body = text.toString();
        text.append("crc32c ").append(checksum(body)).append('\n');
        WholeFile.write(file, text.toString());
    }

    /** The same numbers under another name. */
    public Coefficients named(String name) {
        return new Coefficients(name, bias, weights);
    }

    /** Reads such a text; never throws for what is in it. */
    public static Loading read(Path file) throws IOException {
        String text;
        try {
            text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            return new Loading.Absent();
        }
        int last = text.lastIndexOf("crc32c ");
        if (!text.startsWith(TITLE + "\n") || last < 0) {
            return new Loading.Damaged("not a list of coefficients");
        }
        if (!text.substring(last).strip().equals("crc32c " + checksum(text.substring(0, last)))) {
            return new Loading.Damaged("its checksum does not fit its content");
        }
        return parse(text.substring(0, last).lines().skip(1).toList());
    }

    private static Loading parse(List<String> lines) {
        String version = "";
        double bias = Double.NaN;
        var weights = new EnumMap<FindingKey, Double>(FindingKey.class);
        try {
            for (String line : lines) {
                String[] words = line.split(" ", 2);
                if (words.length < 2) {
                    return new Loading.Damaged("a line without a number");
                }
                switch (words[0]) {
                    case "version" -> version = words[1];
                    case "bias" -> bias = Double.parseDouble(words[1]);
                    // A key of a later version is passed over: its fact does not occur here either.
                    default -> {
                        double weight = Double.parseDouble(words[1]);
                        FindingKey.ofWire(words[0]).ifPresent(key -> weights.put(key, weight));
                    }
                }
            }
            return new Loading.Loaded(new Coefficients(version, bias, weights));
        } catch (IllegalArgumentException e) {
            return new Loading.Damaged(String.valueOf(e.getMessage()));
        }
    }

    private static String checksum(String text) {
        return WholeFile.checksum(text);
    }
}
