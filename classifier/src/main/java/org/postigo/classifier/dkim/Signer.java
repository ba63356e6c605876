package org.postigo.classifier.dkim;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.postigo.mail.Content;
import org.postigo.mail.DomainName;

/**
 * Signs messages with DKIM: for the demo's sample senders and for tests. The appliance itself never signs.
 */
public final class Signer {
    private static final int RSA_BITS = 2048;
    private static final int LINE = 72;

    private final DomainName domain;
    private final String selector;
    private final KeyPair keys;
    private final Algorithm algorithm;

    /**
     * Signs as a domain.
     *
     * @param selector under which {@link #keyRecord} stands in the DNS
     * @param keys RSA or Ed25519
     */
    public Signer(DomainName domain, String selector, KeyPair keys) {
        if (!DkimParser.isSelector(selector)) {
            throw new IllegalArgumentException("not a selector: " + selector);
        }
        this.domain = domain;
        this.selector = selector;
        this.keys = keys;
        this.algorithm = keys.getPublic() instanceof RSAPublicKey ? Algorithm.RSA_SHA256 : Algorithm.ED25519_SHA256;
    }

    /** A new pair of keys for an algorithm, RSA of 2,048 bits. */
    public static KeyPair newKeys(Algorithm algorithm, SecureRandom random) {
        try {
            KeyPairGenerator generator =
                    KeyPairGenerator.getInstance(algorithm == Algorithm.RSA_SHA256 ? "RSA" : "Ed25519");
            if (algorithm == Algorithm.RSA_SHA256) {
                generator.initialize(RSA_BITS, random);
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * How to sign.
     *
     * @param header form of the header
     * @param body form of the body
     * @param fields names to sign, in lower case; one that is not there keeps such a field from being added
     * @param length of the body that is signed, if not all
     * @param expires when it ends to be valid
     */
    public record Style(
            Canonical header, Canonical body, List<String> fields, OptionalLong length, Optional<Instant> expires) {
        /** Relaxed, all that matters, From signed once more than it stands there. */
        public static final Style USUAL = new Style(
                Canonical.RELAXED,
                Canonical.RELAXED,
                List.of(
                        "from",
                        "from",
                        "to",
                        "cc",
                        "subject",
                        "date",
                        "message-id",
                        "reply-to",
                        "mime-version",
                        "content-type",
                        "content-transfer-encoding",
                        "list-id",
                        "list-unsubscribe"),
                OptionalLong.empty(),
                Optional.empty());

        /** Copies the list. */
        public Style {
            fields = List.copyOf(fields);
        }
    }

    /** The domain that signs. */
    public DomainName domain() {
        return domain;
    }

    /** The name at which the key must stand in the DNS. */
    public String keyName() {
        return selector + "._domainkey." + domain;
    }

    /** The text that must stand there. */
    public String keyRecord() {
        byte[] encoded = keys.getPublic().getEncoded();
        byte[] key = algorithm == Algorithm.ED25519_SHA256
                ? Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length)
                : encoded;
        return "v=DKIM1; k=" + algorithm.keyType() + "; p="
                + Base64.getEncoder().encodeToString(key);
    }

    /** The message with a signature field on top. */
    public byte[] sign(byte[] message, Style style, Instant now) throws IOException {
        byte[] field = (field(Content.of(message), style, now) + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        var signed = new ByteArrayOutputStream(field.length + message.length);
        signed.writeBytes(field);
        signed.writeBytes(message);
        return signed.toByteArray();
    }

    /** The signature field, folded, without final CRLF. */
    public String field(Content content, Style style, Instant now) throws IOException {
        RawMessage message = RawMessage.read(content);
        byte[] body = new BodyHashes(message).of(style.body(), style.length()).sha256();
        String unsigned = "DKIM-Signature: v=1; a=" + algorithm.tag()
                + "; c=" + style.header().tag() + "/" + style.body().tag()
                + ";\r\n\td=" + domain + "; s=" + selector + "; t=" + now.getEpochSecond()
                + style.expires().map(time -> "; x=" + time.getEpochSecond()).orElse("")
                + (style.length().isPresent() ? "; l=" + style.length().getAsLong() : "")
                + ";\r\n\th=" + String.join(":\r\n\t ", inLines(style.fields()))
                + ";\r\n\tbh=" + Base64.getEncoder().encodeToString(body)
                + ";\r\n\tb=";
        var header = new StringBuilder();
        for (RawMessage.Field one : message.select(style.fields())) {
            style.header().header(one.text(), header);
            header.append("\r\n");
        }
        style.header().header(unsigned, header);
        try {
            byte[] signature = algorithm.sign(keys.getPrivate(), header.toString());
            return unsigned + folded(Base64.getEncoder().encodeToString(signature));
        } catch (GeneralSecurityException unusable) {
            throw new IllegalStateException("the key cannot sign", unusable);
        }
    }

    private static List<String> inLines(List<String> names) {
        var lines = new java.util.ArrayList<String>();
        for (int i = 0; i < names.size(); i += 5) {
            lines.add(String.join(":", names.subList(i, Math.min(names.size(), i + 5))));
        }
        return lines;
    }

    private static String folded(String base64) {
        var text = new StringBuilder();
        for (int i = 0; i < base64.length(); i += LINE) {
            text.append(i == 0 ? "" : "\r\n\t ").append(base64, i, Math.min(base64.length(), i + LINE));
        }
        return text.toString();
    }
}
