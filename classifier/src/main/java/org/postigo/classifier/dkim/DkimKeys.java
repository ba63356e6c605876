package org.postigo.classifier.dkim;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.postigo.classifier.dns.Answer;
import org.postigo.classifier.dns.Dns;
import org.postigo.classifier.dns.Kind;
import org.postigo.mail.DomainName;

/**
 * Finds public keys in the DNS (RFC 6376 §3.6) and remembers what it made of their texts. Keys of 1,024 to 4,096 bits
 * count (RFC 8301 §3.2).
 */
public final class DkimKeys {
    private static final int MIN_BITS = 1024;
    private static final int MAX_BITS = 4096;
    private static final int MAX_RECORDS = 10;
    private static final HexFormat HEX = HexFormat.of();
    /** SubjectPublicKeyInfo of Ed25519 up to the key's own 32 octets (RFC 8410 §4). */
    private static final byte[] ED25519_PREFIX = HEX.parseHex("302a300506032b6570032100");
    /** AlgorithmIdentifier of rsaEncryption (RFC 8017 appendix C). */
    private static final byte[] RSA_ALGORITHM = HEX.parseHex("300d06092a864886f70d0101010500");

    private final Cache<String, Lookup> known =
            Caffeine.newBuilder().maximumSize(10_000).build();

    /** What came of looking for a key. */
    public sealed interface Lookup {
        /**
         * A key.
         *
         * @param key RSA or Ed25519
         * @param type k=
         * @param exact whether the identity must be the signing domain itself (t=s)
         * @param testing whether the domain only tests DKIM (t=y)
         */
        record Key(PublicKey key, String type, boolean exact, boolean testing) implements Lookup {}

        /** None that can be used. */
        record Unusable(String why) implements Lookup {}

        /** The DNS did not answer. */
        record NoAnswer(String why) implements Lookup {}
    }

    /**
     * The key of a selector.
     *
     * @param dns that is asked, with the message's own budget
     */
    public Lookup find(Dns dns, DomainName domain, String selector, Algorithm algorithm, Instant deadline)
            throws InterruptedException {
        Answer<String> answer = dns.query(selector + "._domainkey." + domain, Kind.TXT, deadline);
        return switch (answer) {
            case Answer.Failed<String>(Answer.Cause cause) ->
                cause == Answer.Cause.BUDGET
                        ? new Lookup.Unusable("too many names for one message")
                        : new Lookup.NoAnswer("key: " + cause.name().toLowerCase(Locale.ROOT));
            case Answer.NoSuchName<String> _, Answer.NoData<String> _ -> new Lookup.Unusable("no key");
            case Answer.Found<String>(List<String> texts, var _) -> {
                Lookup last = new Lookup.Unusable("no key");
                // RFC 6376 §3.6.2.2: of several records any may be tried
                for (String text : texts.subList(0, Math.min(MAX_RECORDS, texts.size()))) {
                    Lookup one = known.get(text, DkimKeys::read);
                    if (one instanceof Lookup.Key key && key.type().equals(algorithm.keyType())) {
                        yield one;
                    }
                    last = one instanceof Lookup.Key ? new Lookup.Unusable("key of another algorithm") : one;
                }
                yield last;
            }
        };
    }

    /** RFC 6376 §3.6.1. */
    static Lookup read(String text) {
        Optional<TagList> tags = TagList.parse(text);
        if (tags.isEmpty()) {
            return new Lookup.Unusable("key record is not a list of tags");
        }
        TagList record = tags.get();
        Optional<String> version = record.get("v");
        boolean first =
                version.isEmpty() || record.tags().keySet().iterator().next().equals("v");
        if (!first || version.isPresent() && !version.get().equals("DKIM1")) {
            return new Lookup.Unusable("key record is of another version");
        }
        if (record.get("h").isPresent() && !record.items("h").contains("sha256")) {
            return new Lookup.Unusable("key does not allow sha256");
        }
        List<String> services = record.items("s");
        if (record.get("s").isPresent() && !services.contains("*") && !services.contains("email")) {
            return new Lookup.Unusable("key is not for mail");
        }
        if (record.get("p").isEmpty()) {
            return new Lookup.Unusable("no key in the record");
        }
        if (record.compact("p").orElse("").isEmpty()) {
            return new Lookup.Unusable("key revoked");
        }
        Optional<byte[]> octets = record.octets("p");
        if (octets.isEmpty()) {
            return new Lookup.Unusable("key is not base64");
        }
        String type = record.get("k").orElse("rsa").toLowerCase(Locale.ROOT);
        boolean exact = record.items("t").contains("s");
        boolean testing = record.items("t").contains("y");
        return switch (type) {
            case "rsa" -> rsa(octets.get(), exact, testing);
            case "ed25519" -> ed25519(octets.get(), exact, testing);
            default -> new Lookup.Unusable("key of unknown type");
        };
    }

    private static Lookup rsa(byte[] octets, boolean exact, boolean testing) {
        if (octets.length > MAX_BITS / 8 + 64) {
            return new Lookup.Unusable("key longer than " + MAX_BITS + " bits");
        }
        Optional<PublicKey> key = key("RSA", octets).or(() -> key("RSA", wrapped(octets)));
        if (key.isEmpty() || !(key.get() instanceof RSAPublicKey rsa)) {
            return new Lookup.Unusable("not an RSA key");
        }
        int bits = rsa.getModulus().bitLength();
        if (bits < MIN_BITS || bits > MAX_BITS) {
            return new Lookup.Unusable("key of " + bits + " bits");
        }
        // A huge exponent makes verifying slow; honest keys have 65537 or 3
        if (rsa.getPublicExponent().compareTo(BigInteger.ONE.shiftLeft(33)) > 0) {
            return new Lookup.Unusable("key with a huge exponent");
        }
        return new Lookup.Key(rsa, "rsa", exact, testing);
    }

    private static Lookup ed25519(byte[] octets, boolean exact, boolean testing) {
        if (octets.length != 32) {
            return new Lookup.Unusable("not an Ed25519 key");
        }
        byte[] encoded = concat(ED25519_PREFIX, octets);
        return key("Ed25519", encoded)
                .<Lookup>map(key -> new Lookup.Key(key, "ed25519", exact, testing))
                .orElse(new Lookup.Unusable("not an Ed25519 key"));
    }

    private static Optional<PublicKey> key(String algorithm, byte[] encoded) {
        try {
            return Optional.of(KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(encoded)));
        } catch (GeneralSecurityException malformed) {
            return Optional.empty();
        }
    }

    /** A bare RSAPublicKey (RFC 6376 §3.6.1 allows it) in a SubjectPublicKeyInfo. */
    private static byte[] wrapped(byte[] bare) {
        byte[] bits = der(0x03, concat(new byte[] {0}, bare));
        return der(0x30, concat(RSA_ALGORITHM, bits));
    }

    private static byte[] der(int tag, byte[] content) {
        byte[] length = content.length < 128
                ? new byte[] {(byte) content.length}
                : content.length < 256
                        ? new byte[] {(byte) 0x81, (byte) content.length}
                        : new byte[] {(byte) 0x82, (byte) (content.length >> 8), (byte) content.length};
        return concat(concat(new byte[] {(byte) tag}, length), content);
    }

    private static byte[] concat(byte[] one, byte[] other) {
        byte[] both = java.util.Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }
}
