package org.postigo.classifier.dkim;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.postigo.mail.Content;

/**
 * A message as signatures see it: header fields octet by octet, and where the body begins. Read once for all signatures.
 * Line ends are CRLF; a bare CR or LF is an octet like any other.
 */
public final class RawMessage {
    /** Octets of a header section that are looked at; what is behind counts as body of a broken message. */
    private static final int MAX_HEADER = 1 << 20;

    private final Content content;
    private final List<Field> fields;
    private final Map<String, List<Integer>> byName;
    private final long bodyOffset;

    private RawMessage(Content content, List<Field> fields, long bodyOffset) {
        this.content = content;
        this.fields = List.copyOf(fields);
        this.bodyOffset = bodyOffset;
        this.byName = new HashMap<>();
        for (int i = 0; i < fields.size(); i++) {
            byName.computeIfAbsent(fields.get(i).key(), _ -> new ArrayList<>(2)).add(i);
        }
    }

    /**
     * A header field.
     *
     * @param key its name, lower case; empty for a line that is no field
     * @param text all of it, name and folding included, without the final CRLF; octets as ISO-8859-1 characters
     */
    public record Field(String key, String text) {
        /** What is behind the colon. */
        public String value() {
            return text.substring(text.indexOf(':') + 1);
        }
    }

    /** Reads the header section. */
    public static RawMessage read(Content content) throws IOException {
        byte[] octets = content.size() <= MAX_HEADER ? content.bytes() : content.head(MAX_HEADER);
        var fields = new ArrayList<Field>();
        int at = 0;
        int start = 0;
        while (at < octets.length) {
            int end = lineEnd(octets, at);
            if (end == at) {
                add(fields, octets, start, at);
                return new RawMessage(content, fields, at + 2L);
            }
            boolean continued = octets[at] == ' ' || octets[at] == '\t';
            if (!continued && at > start) {
                add(fields, octets, start, at);
                start = at;
            }
            at = Math.min(octets.length, end + 2);
        }
        add(fields, octets, start, octets.length);
        return new RawMessage(content, fields, octets.length);
    }

    /** The fields from the top down. */
    public List<Field> fields() {
        return fields;
    }

    /** The fields of a name in lower case, topmost first. */
    public List<Field> all(String key) {
        return byName.getOrDefault(key, List.of()).stream().map(fields::get).toList();
    }

    /**
     * The fields that a list of names selects: for each name the lowest one not yet taken (RFC 6376 §5.4.2); names
     * without a field left select nothing.
     */
    public List<Field> select(List<String> keys) {
        var taken = new HashMap<String, Integer>();
        var selected = new ArrayList<Field>();
        for (String key : keys) {
            List<Integer> there = byName.getOrDefault(key, List.of());
            int already = taken.merge(key, 1, Integer::sum) - 1;
            if (already < there.size()) {
                selected.add(fields.get(there.get(there.size() - 1 - already)));
            }
        }
        return selected;
    }

    Content content() {
        return content;
    }

    long bodyOffset() {
        return bodyOffset;
    }

    private static int lineEnd(byte[] octets, int from) {
        for (int i = from; i + 1 < octets.length; i++) {
            if (octets[i] == '\r' && octets[i + 1] == '\n') {
                return i;
            }
        }
        return octets.length;
    }

    private static void add(List<Field> fields, byte[] octets, int from, int to) {
        int end = to - from >= 2 && octets[to - 1] == '\n' && octets[to - 2] == '\r' ? to - 2 : to;
        if (end <= from) {
            return;
        }
        String text = new String(octets, from, end - from, StandardCharsets.ISO_8859_1);
        int colon = text.indexOf(':');
        fields.add(new Field(
                colon < 0 ? "" : text.substring(0, colon).stripTrailing().toLowerCase(Locale.ROOT), text));
    }
}
