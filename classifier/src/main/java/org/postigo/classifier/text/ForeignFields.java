package org.postigo.classifier.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Header fields that are never features: what other filters, mailbox programs and archives wrote about a message. The
 * sender can forge them, and in a corpus they tell the label away. Received and every other field that the sender or
 * an ordinary relay writes stays.
 */
final class ForeignFields {
    private static final Set<String> NAMES = Set.of(
            "status",
            "x-status",
            "x-keywords",
            "x-uid",
            "x-uidl",
            "lines",
            "content-length",
            "return-path", // the envelope says it; a field in the content is some other host's
            "delivered-to",
            "received-spf",
            "authentication-results",
            "arc-authentication-results",
            "x-original-authentication-results",
            "x-bogosity",
            "x-crm114-status",
            "x-mozilla-keys",
            "x-evolution",
            "x-imapbase",
            "x-scl",
            "x-pmx-spam",
            "x-sanitizer",
            "x-amavis-alert",
            "x-quarantine-id",
            "x-junkmail-status",
            "x-microsoft-antispam",
            "x-eopattributedmessage",
            "x-tm-as-result",
            "x-ham-report");

    /** All begin with {@code x-}. */
    private static final List<String> PREFIXES = List.of(
            "x-spam",
            "x-rspamd",
            "x-ms-exchange",
            "x-forefront",
            "x-microsoft-antispam-",
            "x-postigo",
            "x-dspam",
            "x-virus",
            "x-mailscanner",
            "x-barracuda",
            "x-ironport",
            "x-proofpoint",
            "x-mimecast",
            "x-mozilla-status",
            "x-antivirus",
            "x-avas",
            "x-cloudmark",
            "x-sophos",
            "x-gmail-",
            "x-gm-",
            "x-habeas",
            "x-pyzor",
            "x-razor",
            "x-dcc-",
            "x-spamprobe",
            "x-bayes");

    /** For each first letter of one of {@link #NAMES}, a bit for the length of each: most fields are told by these two. */
    private static final long[] LENGTHS = new long[128];

    static {
        for (String name : NAMES) {
            LENGTHS[name.charAt(0)] |= 1L << name.length();
        }
    }

    private ForeignFields() {}

    /** Whether a name that begins so and is so long may be one of them. */
    private static boolean possible(int first, int length) {
        int lower = first | 0x20;
        return lower == 'x' || lower < 128 && length < 64 && (LENGTHS[lower] & 1L << length) != 0;
    }

    /** Whether a field of this name is never looked at. */
    static boolean contains(String name) {
        if (name.isEmpty() || !possible(name.charAt(0), name.length())) {
            return false;
        }
        String lower = name.toLowerCase(Locale.ROOT);
        if (NAMES.contains(lower)) {
            return true;
        }
        if (lower.startsWith("x-")) {
            for (String prefix : PREFIXES) {
                if (lower.startsWith(prefix)) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * The first octets of a message without those fields, without an mbox {@code From } line, and without the CR of
     * each line end (so that it does not matter how a message was stored).
     *
     * @param octets header section and as much of the body as may be needed
     * @param max of the result
     */
    static Stripped strip(byte[] octets, int max) {
        byte[] out = new byte[Math.min(max, octets.length)];
        int n = 0;
        int i = 0;
        boolean keep = true;
        // The header section, line by line.
        while (i < octets.length && n < out.length) {
            int end = i;
            while (end < octets.length && octets[end] != '\n') {
                end++;
            }
            int text = end > i && octets[end - 1] == '\r' ? end - 1 : end;
            if (text == i) {
                break;
            }
            if (octets[i] != ' ' && octets[i] != '\t') {
                keep = wanted(octets, i, text);
            }
            if (keep) {
                n = copy(octets, i, text, out, n);
                if (n < out.length) {
                    out[n++] = '\n';
                }
            }
            i = end + 1;
        }
        return new Stripped(Arrays.copyOf(out, copy(octets, i, octets.length, out, n)), n);
    }

    /**
     * A message without those fields.
     *
     * @param octets that are left
     * @param header how many of them are of the header section
     */
    record Stripped(byte[] octets, int header) {}

    private static boolean wanted(byte[] octets, int from, int to) {
        int colon = from;
        while (colon < to && octets[colon] != ':') {
            colon++;
        }
        int end = Math.min(colon, from + 80);
        while (end > from && (octets[end - 1] == ' ' || octets[end - 1] == '\t')) {
            end--;
        }
        int first = octets[from] & 255;
        if (first != 'F' && first != '>' && !possible(first, end - from)) {
            return true;
        }
        String name = new String(octets, from, end - from, StandardCharsets.ISO_8859_1);
        return !contains(name) && !name.startsWith("From ") && !name.startsWith(">From ");
    }

    private static int copy(byte[] octets, int from, int to, byte[] out, int n) {
        int at = n;
        for (int i = from; i < to && at < out.length; i++) {
            if (octets[i] != '\r') {
                out[at++] = octets[i];
            }
        }
        return at;
    }
}
