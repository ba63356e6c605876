package org.postigo.proxy.inbound;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.postigo.mail.DomainName;
import org.postigo.mail.MailObject.Change;

/**
 * What arriving header sections must not contain: fields in our own name, results of authentication that claim to be
 * ours (RFC 8601 §5), and the traces of a mail loop (RFC 5321 §6.3). Looks at raw octets; what stays is kept octet by
 * octet.
 */
public final class OwnFields {
    /** Octets that our own fields take at most; the announced SIZE leaves this much room below the servers' limit. */
    public static final int TRACE_ROOM = 4096;

    /** More Received fields than this are a loop. */
    static final int MAX_RECEIVED = 50;

    /** As many Received fields of our own are a loop. */
    static final int MAX_OWN_RECEIVED = 3;

    private static final String OUR_PREFIX = "x-postigo-";
    private static final String RESULTS = "authentication-results";

    private final String host;
    private final String mark;

    /**
     * For one server.
     *
     * @param host our own host name, which is our authserv-id too
     */
    OwnFields(DomainName host) {
        this.host = host.text();
        this.mark = mark(this.host).toLowerCase(Locale.ROOT);
    }

    /** The clause of our Received fields by which a loop is known. */
    public static String mark(String host) {
        return "by " + host + " (Postigo)";
    }

    /** What was found in a header section. */
    record Found(int headerLength, int received, int ownReceived, List<Range> remove, Set<Change> changes) {
        boolean loop() {
            return received > MAX_RECEIVED || ownReceived >= MAX_OWN_RECEIVED;
        }
    }

    /** A field with its line ends: from the first octet to before {@code end}. */
    record Range(int start, int end) {}

    /**
     * Walks through the header section, whose lines end with CRLF, up to the empty line. A line that is no field does not
     * end it, since some readers go on behind one.
     *
     * @param length how many octets of the array count
     */
    Found inspect(byte[] octets, int length) {
        int received = 0;
        int own = 0;
        List<Range> remove = new ArrayList<>();
        Set<Change> changes = EnumSet.noneOf(Change.class);
        int start = 0;
        while (start < length && octets[start] != '\r') {
            int end = endOfField(octets, start, length);
            switch (octets[start] | 0x20) {
                case 'r' -> {
                    if (named(octets, start, end, "received")) {
                        received++;
                        if (unfolded(octets, start, end).contains(mark)) {
                            own++;
                        }
                    }
                }
                case 'x' -> {
                    if (startsWith(octets, start, end, OUR_PREFIX)) {
                        remove.add(new Range(start, end));
                        changes.add(Change.OWN_FIELDS);
                    }
                }
                case 'a' -> {
                    if (named(octets, start, end, RESULTS) && claimsToBeOurs(unfolded(octets, start, end))) {
                        remove.add(new Range(start, end));
                        changes.add(Change.AUTHENTICATION_RESULTS);
                    }
                }
                default -> {}
            }
            start = end;
        }
        return new Found(start, received, own, remove, changes);
    }

    /** Copies what stays. */
    static byte[] without(byte[] octets, List<Range> remove) {
        int gone =
                remove.stream().mapToInt(range -> range.end() - range.start()).sum();
        var kept = new byte[octets.length - gone];
        int from = 0;
        int to = 0;
        for (Range range : remove) {
            System.arraycopy(octets, from, kept, to, range.start() - from);
            to += range.start() - from;
            from = range.end();
        }
        System.arraycopy(octets, from, kept, to, octets.length - from);
        return kept;
    }

    /** After the CRLF of the field's last line; continuation lines begin with white space (RFC 5322 §2.2.3). */
    private static int endOfField(byte[] octets, int start, int length) {
        for (int i = start; i < length; i++) {
            if (octets[i] == '\n' && (i + 1 >= length || octets[i + 1] != ' ' && octets[i + 1] != '\t')) {
                return i + 1;
            }
        }
        return length;
    }

    private static boolean startsWith(byte[] octets, int start, int end, String lowerCase) {
        if (end - start < lowerCase.length()) {
            return false;
        }
        for (int i = 0; i < lowerCase.length(); i++) {
            byte c = octets[start + i];
            if ((c >= 'A' && c <= 'Z' ? c + 32 : c) != lowerCase.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** RFC 5322 §4.5.3 (obsolete syntax) lets white space stand before the colon. */
    private static boolean named(byte[] octets, int start, int end, String lowerCase) {
        if (!startsWith(octets, start, end, lowerCase)) {
            return false;
        }
        for (int i = start + lowerCase.length(); i < end; i++) {
            if (octets[i] == ':') {
                return true;
            }
            if (octets[i] != ' ' && octets[i] != '\t') {
                return false;
            }
        }
        return false;
    }

    private static String unfolded(byte[] octets, int start, int end) {
        return new String(octets, start, end - start, StandardCharsets.ISO_8859_1)
                .replaceAll("[\\s\\x00]+", " ")
                .toLowerCase(Locale.ROOT);
    }

    /** RFC 8601 §2.2: the authserv-id is the first token, which may be quoted, after comments. */
    private boolean claimsToBeOurs(String field) {
        String value = field.substring(field.indexOf(':') + 1);
        String plain = withoutComments(value).replace("\"", "").strip();
        int end = 0;
        while (end < plain.length() && plain.charAt(end) != ';' && plain.charAt(end) != ' ') {
            end++;
        }
        String id = plain.substring(0, end);
        return id.equals(host) || id.equals(host + ".");
    }

    private static String withoutComments(String value) {
        var plain = new StringBuilder();
        int depth = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '(') {
                depth++;
            } else if (c == ')') {
                depth = Math.max(0, depth - 1);
            } else if (depth == 0) {
                plain.append(c);
            }
        }
        return plain.toString();
    }
}
