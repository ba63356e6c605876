package org.postigo.classifier.dkim;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.postigo.mail.DomainName;

/**
 * A signature field without syntax errors (RFC 6376 §3.5). The signature fields of ARC have the same shape.
 *
 * @param field as it came
 * @param algorithm a=
 * @param signature b=
 * @param bodyHash bh=
 * @param header form of the header, c=
 * @param body form of the body, c=
 * @param domain d=
 * @param identity domain of i=, which is d= or below it
 * @param signed h=, names in lower case
 * @param length l=
 * @param selector s=
 * @param expires x=, seconds since 1970
 */
public record DkimSignature(
        RawMessage.Field field,
        Algorithm algorithm,
        byte[] signature,
        byte[] bodyHash,
        Canonical header,
        Canonical body,
        DomainName domain,
        DomainName identity,
        List<String> signed,
        OptionalLong length,
        String selector,
        Optional<Long> expires) {
    /** Copies the list. */
    public DkimSignature {
        signed = List.copyOf(signed);
    }

    /** The octets that are signed: the selected fields, then this one without its signature (RFC 6376 §3.7). */
    public String canonicalHeader(RawMessage message) {
        var out = new StringBuilder();
        for (RawMessage.Field one : message.select(signed)) {
            header.header(one.text(), out);
            out.append("\r\n");
        }
        header.header(TagList.withoutSignature(field.text()), out);
        return out.toString();
    }
}
