package org.postigo.classifier.dns;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.xbill.DNS.Name;

/** Names between our text (no escapes, octets as characters) and the wire (RFC 1035 §3.1). */
final class WireName {
    private static final int MAX_LABEL = 63;
    private static final int MAX_NAME = 255;

    private WireName() {}

    /** The name of a text; empty if it cannot stand in a DNS message. */
    static Optional<Name> of(String text) {
        if (text.equals(".")) {
            return Optional.of(Name.root);
        }
        String bare = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        byte[] octets = bare.getBytes(StandardCharsets.ISO_8859_1);
        if (octets.length + 2 > MAX_NAME) {
            return Optional.empty();
        }
        var wire = new byte[octets.length + 2];
        int length = 0;
        for (int i = 0; i <= octets.length; i++) {
            if (i == octets.length || octets[i] == '.') {
                if (length == 0 || length > MAX_LABEL) {
                    return Optional.empty();
                }
                wire[i - length] = (byte) length;
                length = 0;
            } else {
                wire[i + 1] = octets[i];
                length++;
            }
        }
        try {
            return Optional.of(new Name(wire));
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    /** The text of a name, without final dot; empty for the root. */
    static String text(Name name) {
        var text = new StringBuilder();
        for (int i = 0; i < name.labels(); i++) {
            byte[] label = name.getLabel(i);
            if (label[0] == 0) {
                break;
            }
            if (!text.isEmpty()) {
                text.append('.');
            }
            text.append(new String(label, 1, label[0], StandardCharsets.ISO_8859_1));
        }
        return text.toString();
    }
}
