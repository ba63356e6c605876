package org.postigo.classifier.arc;

import java.util.List;
import java.util.Locale;
import org.postigo.classifier.dkim.Algorithm;
import org.postigo.classifier.dkim.Canonical;
import org.postigo.classifier.dkim.DkimSignature;
import org.postigo.classifier.dkim.RawMessage;
import org.postigo.classifier.dkim.TagList;
import org.postigo.mail.DomainName;

/**
 * What one handler added (RFC 8617 §4.2).
 *
 * @param instance i=, from 1
 * @param results ARC-Authentication-Results
 * @param message ARC-Message-Signature
 * @param seal ARC-Seal
 */
record ArcSet(int instance, RawMessage.Field results, DkimSignature message, Seal seal) {
    /** The state of the chain as the sealer found it, cv= (RFC 8617 §4.4). */
    enum State {
        NONE,
        PASS,
        FAIL;

        /** As it stands in cv=, in lower case only. */
        String tag() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * An ARC-Seal (RFC 8617 §4.1.3).
     *
     * @param field as it came
     * @param algorithm a=
     * @param signature b=
     * @param domain d=
     * @param selector s=
     * @param state cv=
     */
    record Seal(
            RawMessage.Field field,
            Algorithm algorithm,
            byte[] signature,
            DomainName domain,
            String selector,
            State state) {}

    /** What the seal of the last of these sets signs: all sets in order, relaxed, its own b= empty (§5.1.1). */
    static String sealed(List<ArcSet> sets) {
        var out = new StringBuilder();
        for (ArcSet set : sets) {
            for (RawMessage.Field field : List.of(set.results(), set.message().field())) {
                Canonical.RELAXED.header(field.text(), out);
                out.append("\r\n");
            }
            boolean last = set == sets.getLast();
            String seal = set.seal().field().text();
            Canonical.RELAXED.header(last ? TagList.withoutSignature(seal) : seal, out);
            if (!last) {
                out.append("\r\n");
            }
        }
        return out.toString();
    }
}
