package org.postigo.classifier.arc;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.util.Base64;
import java.util.OptionalLong;
import org.postigo.classifier.dkim.BodyHashes;
import org.postigo.classifier.dkim.Canonical;
import org.postigo.classifier.dkim.RawMessage;
import org.postigo.mail.Content;

/** Adds ARC sets to messages: the other side of {@link ArcCheck}, for tests. RSA only. */
final class Sealer {
    private final String domain;
    private final KeyPair keys;

    Sealer(String domain, KeyPair keys) {
        this.domain = domain;
        this.keys = keys;
    }

    /** The message with set {@code i} on top. */
    String seal(String message, int i, String state) throws Exception {
        RawMessage raw = read(message);
        String body = base64(
                new BodyHashes(raw).of(Canonical.RELAXED, OptionalLong.empty()).sha256());
        String results = "ARC-Authentication-Results: i=" + i + "; " + domain + ";\r\n\tdkim=pass";
        String signature = "ARC-Message-Signature: i=" + i + "; a=rsa-sha256; c=relaxed/relaxed; d=" + domain
                + "; s=arc;\r\n\th=from:subject; bh=" + body + "; b=";
        var header = new StringBuilder();
        for (String name : new String[] {"from", "subject"}) {
            Canonical.RELAXED.header(raw.all(name).getLast().text(), header);
            header.append("\r\n");
        }
        Canonical.RELAXED.header(signature, header);
        signature += sign(header.toString());

        var sealed = new StringBuilder();
        for (int before = 1; before < i; before++) {
            for (String name : new String[] {"arc-authentication-results", "arc-message-signature", "arc-seal"}) {
                String mark = "i=" + before + ";";
                String text = raw.all(name).stream()
                        .map(RawMessage.Field::text)
                        .filter(field -> field.contains(mark))
                        .findFirst()
                        .orElseThrow();
                Canonical.RELAXED.header(text, sealed);
                sealed.append("\r\n");
            }
        }
        String seal = "ARC-Seal: i=" + i + "; a=rsa-sha256; cv=" + state + "; d=" + domain + "; s=arc; b=";
        Canonical.RELAXED.header(results, sealed);
        sealed.append("\r\n");
        Canonical.RELAXED.header(signature, sealed);
        sealed.append("\r\n");
        Canonical.RELAXED.header(seal, sealed);
        return seal + sign(sealed.toString()) + "\r\n" + signature + "\r\n" + results + "\r\n" + message;
    }

    static RawMessage read(String message) throws Exception {
        return RawMessage.read(Content.of(message.getBytes(StandardCharsets.ISO_8859_1)));
    }

    private String sign(String text) throws GeneralSecurityException {
        Signature signer = Signature.getInstance("SHA256withRSA");
        signer.initSign(keys.getPrivate());
        signer.update(text.getBytes(StandardCharsets.ISO_8859_1));
        return base64(signer.sign());
    }

    private static String base64(byte[] octets) {
        return Base64.getEncoder().encodeToString(octets);
    }
}
