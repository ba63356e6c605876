package org.postigo.classifier.dkim;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Optional;
import java.util.stream.Stream;

/** The algorithms that verify. {@code rsa-sha1} does not (RFC 8301 §3.1). */
public enum Algorithm {
    /** RFC 6376 §3.3.2. */
    RSA_SHA256("rsa-sha256", "rsa", "SHA256withRSA"),
    /** RFC 8463 §3: Ed25519 of the SHA-256 hash. */
    ED25519_SHA256("ed25519-sha256", "ed25519", "Ed25519");

    private final String tag;
    private final String keyType;
    private final String jca;

    Algorithm(String tag, String keyType, String jca) {
        this.tag = tag;
        this.keyType = keyType;
        this.jca = jca;
    }

    /** The algorithm of {@code a=}. */
    public static Optional<Algorithm> named(String tag) {
        return Stream.of(values()).filter(known -> known.tag.equals(tag)).findFirst();
    }

    /** As it stands in {@code a=}. */
    public String tag() {
        return tag;
    }

    /** As it stands in {@code k=} of the key. */
    public String keyType() {
        return keyType;
    }

    /** Whether the signature is that of the canonical header (ISO-8859-1 characters for octets). */
    public boolean verifies(PublicKey key, String header, byte[] signature) {
        try {
            Signature verifier = Signature.getInstance(jca);
            verifier.initVerify(key);
            verifier.update(signed(header));
            return verifier.verify(signature);
        } catch (GeneralSecurityException malformed) {
            return false;
        }
    }

    byte[] sign(PrivateKey key, String header) throws GeneralSecurityException {
        Signature signer = Signature.getInstance(jca);
        signer.initSign(key);
        signer.update(signed(header));
        return signer.sign();
    }

    private byte[] signed(String header) {
        byte[] octets = header.getBytes(StandardCharsets.ISO_8859_1);
        return this == ED25519_SHA256 ? BodyHashes.sha256(octets) : octets;
    }
}
