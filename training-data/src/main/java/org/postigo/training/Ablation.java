package org.postigo.training;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Header fields that are taken out of every message before anything reads it: what a classifier is worth without them.
 * Many a corpus tells its labels by such fields (its ham comes from lists, its spam was caught at one address), and a
 * figure that rests on them says nothing about other mail.
 *
 * @param names of fields, in lower case
 * @param prefixes of names, in lower case
 */
public record Ablation(Set<String> names, List<String> prefixes) {
    /** Takes nothing out. */
    public static final Ablation NONE = new Ablation(Set.of(), List.of());

    /** The usual sets, by the name under which they are asked for. */
    public static final Map<String, List<String>> SETS = Map.of(
            "reply", List.of("In-Reply-To", "References", "Thread-Index", "Thread-Topic"),
            "list",
                    List.of(
                            "List-*",
                            "Mailing-List",
                            "Precedence",
                            "X-Mailing-List",
                            "X-BeenThere",
                            "X-Mailman-Version",
                            "X-Loop",
                            "Errors-To",
                            "Archived-At"),
            "recipient",
                    List.of(
                            "To",
                            "Cc",
                            "Bcc",
                            "Delivered-To",
                            "X-Delivered-To",
                            "X-Original-To",
                            "Envelope-To",
                            "X-Envelope-To",
                            "Apparently-To"));

    private static final Pattern FIELD = Pattern.compile("[!-9;-~&&[^*]]+\\*?");

    /** Copies both. */
    public Ablation {
        names = Set.copyOf(names);
        prefixes = List.copyOf(prefixes);
    }

    /**
     * Without these.
     *
     * @param wanted names of sets or of fields; a {@code *} at a field's end stands for any rest
     * @throws Malformed if one of them is neither
     */
    public static Ablation of(List<String> wanted) throws Malformed {
        var names = new HashSet<String>();
        var prefixes = new ArrayList<String>();
        for (String each : wanted) {
            for (String field : SETS.getOrDefault(each.toLowerCase(Locale.ROOT), List.of(each))) {
                if (!FIELD.matcher(field).matches()) {
                    throw new Malformed(
                            "'" + each
                                    + "' is no name of a header field (RFC 5322 §2.2), nor one of the sets reply, list, recipient");
                }
                String lower = field.toLowerCase(Locale.ROOT);
                if (lower.endsWith("*")) {
                    prefixes.add(lower.substring(0, lower.length() - 1));
                } else {
                    names.add(lower);
                }
            }
        }
        return new Ablation(names, prefixes);
    }

    /** A wish that is neither a set nor a field's name; the message says which. */
    public static final class Malformed extends Exception {
        private static final long serialVersionUID = 1;

        Malformed(String message) {
            super(message);
        }
    }

    /** Whether a field is taken out. */
    boolean takes(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return names.contains(lower) || prefixes.stream().anyMatch(lower::startsWith);
    }

    /** A message without those fields and their continuation lines; every other octet stays. The same array if none. */
    byte[] apply(byte[] octets) {
        if (names.isEmpty() && prefixes.isEmpty()) {
            return octets;
        }
        var out = new ByteArrayOutputStream(octets.length);
        int at = 0;
        boolean keep = true;
        while (at < octets.length) {
            int end = at;
            while (end < octets.length && octets[end] != '\n') {
                end++;
            }
            int text = end > at && octets[end - 1] == '\r' ? end - 1 : end;
            if (text == at) {
                break; // the blank line: the body is not looked at
            }
            if (octets[at] != ' ' && octets[at] != '\t') {
                keep = !takes(name(octets, at, text));
            }
            int next = Math.min(end + 1, octets.length);
            if (keep) {
                out.write(octets, at, next - at);
            }
            at = next;
        }
        out.writeBytes(Arrays.copyOfRange(octets, at, octets.length));
        return out.toByteArray();
    }

    private static String name(byte[] octets, int from, int to) {
        int colon = from;
        while (colon < to && octets[colon] != ':') {
            colon++;
        }
        return new String(octets, from, colon - from, StandardCharsets.ISO_8859_1).stripTrailing();
    }
}
