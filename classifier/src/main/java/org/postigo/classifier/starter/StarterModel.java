package org.postigo.classifier.starter;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;
import org.postigo.classifier.html.HtmlReadings;
import org.postigo.mail.message.ParsedMessage;

/**
 * A frozen text model from public corpora: two logistic regressions, on words with their pairs and on runs of five
 * letters, over hashed places, weights in one octet each, and a note of which words it has ever met. Immutable.
 *
 * <p>It was trained on other people's mail of other years, so its opinion is worth something only where it knows the
 * words and both views agree, and is bounded unevenly: {@value #MOST_SPAM} towards spam, so that it can never hold a
 * message by itself, and {@value #MOST_HAM} towards ham.
 */
public final class StarterModel {
    static final int BITS = 20;
    static final int SIZE = 1 << BITS;
    /** Bounds of its opinion in log-odds. */
    public static final double MOST_SPAM = 0.4;

    public static final double MOST_HAM = 1.8;

    private static final byte[] MAGIC = "postigo-starter 1\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    private static final int DIGEST = 32;
    /** Share of known words below which it says nothing, and above which it says all that it thinks. */
    private static final double IGNORANT = 0.5;

    private static final double AT_HOME = 0.9;
    private static final double DISAGREEING = 0.25;
    /** With fewer words there is little to go by. */
    private static final double FEW_WORDS = 20;

    private final byte[] pairs;
    private final byte[] grams;
    private final long[] known;
    private final float pairUnit;
    private final float gramUnit;

    StarterModel(byte[] pairs, float pairUnit, byte[] grams, float gramUnit, long[] known) {
        if (pairs.length != SIZE || grams.length != SIZE || known.length != SIZE / 64) {
            throw new IllegalArgumentException("not a starter model's size");
        }
        this.pairs = pairs;
        this.pairUnit = pairUnit;
        this.grams = grams;
        this.gramUnit = gramUnit;
        this.known = known;
    }

    /**
     * What it says of a message.
     *
     * @param logOdds of spam, within its bounds
     * @param familiar share of the text that it can judge, 0 to 1
     */
    public record Opinion(double logOdds, double familiar) {}

    /** The model that comes with this version. */
    public static StarterModel shipped() {
        return Shipped.MODEL;
    }

    private static final class Shipped {
        static final StarterModel MODEL = load();

        private static StarterModel load() {
            try (InputStream in = StarterModel.class.getResourceAsStream("starter.bin")) {
                if (in == null) {
                    throw new IllegalStateException("starter.bin is missing in the archive");
                }
                return read(in.readAllBytes())
                        .orElseThrow(() -> new IllegalStateException("starter.bin in the archive is damaged"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** What it says of a message. */
    public Opinion opinion(ParsedMessage message, HtmlReadings readings) {
        return opinion(StarterFeatures.of(message, readings));
    }

    Opinion opinion(StarterFeatures features) {
        double familiar = familiar(features.words());
        double byPairs = pairUnit * sum(pairs, features.pairs());
        double byGrams = gramUnit * sum(grams, features.grams());
        double agreement = byPairs * byGrams > 0 ? 1 : DISAGREEING;
        double logOdds = familiar * agreement * (byPairs + byGrams) / 2;
        return new Opinion(Math.clamp(logOdds, -MOST_HAM, MOST_SPAM), familiar);
    }

    private double familiar(int[] words) {
        long met = Arrays.stream(words)
                .filter(place -> (known[place >> 6] >>> place & 1) != 0)
                .count();
        double share = words.length == 0 ? 0 : (double) met / words.length;
        return Math.clamp((share - IGNORANT) / (AT_HOME - IGNORANT), 0, 1) * Math.min(1, words.length / FEW_WORDS);
    }

    private static double sum(byte[] weights, int[] places) {
        long sum = 0;
        for (int place : places) {
            sum += weights[place];
        }
        return places.length == 0 ? 0 : sum / Math.sqrt(places.length);
    }

    /** Its octets: a title, two units, the weights, what it has met, and a SHA-256 of all that. */
    public byte[] toBytes() {
        var octets = new ByteArrayOutputStream(2 * SIZE + SIZE / 8 + 100);
        try (var out = new DataOutputStream(octets)) {
            out.write(MAGIC);
            out.writeFloat(pairUnit);
            out.writeFloat(gramUnit);
            out.write(pairs);
            out.write(grams);
            for (long word : known) {
                out.writeLong(word);
            }
            out.write(sha256(octets.toByteArray()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return octets.toByteArray();
    }

    /** Reads such octets; empty if they are damaged or of another form. */
    public static Optional<StarterModel> read(byte[] octets) {
        int length = MAGIC.length + 8 + 2 * SIZE + SIZE / 8;
        if (octets.length != length + DIGEST
                || !Arrays.equals(MAGIC, Arrays.copyOf(octets, MAGIC.length))
                || !Arrays.equals(
                        sha256(Arrays.copyOf(octets, length)), Arrays.copyOfRange(octets, length, octets.length))) {
            return Optional.empty();
        }
        try (var in = new DataInputStream(new java.io.ByteArrayInputStream(octets))) {
            in.skipNBytes(MAGIC.length);
            float pairUnit = in.readFloat();
            float gramUnit = in.readFloat();
            byte[] pairs = in.readNBytes(SIZE);
            byte[] grams = in.readNBytes(SIZE);
            var known = new long[SIZE / 64];
            for (int i = 0; i < known.length; i++) {
                known[i] = in.readLong();
            }
            return Optional.of(new StarterModel(pairs, pairUnit, grams, gramUnit, known));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] sha256(byte[] octets) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(octets);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
