package org.postigo.mail.message;

import java.util.List;
import java.util.Optional;
import org.postigo.mail.finding.MessageDigest;

/** Makes what lists, journal and search keep of a message, cut to bounds and without characters that act. */
public final class MessageDigests {
    private static final int MAX_NAME = 200;
    private static final int MAX_SUBJECT = 500;
    private static final int MAX_MESSAGE_ID = 998;
    private static final int MAX_LIST_ID = 255;
    private static final int MAX_HOSTS = 50;
    private static final int MAX_ATTACHMENTS = 100;

    private MessageDigests() {}

    /**
     * The digest of a message.
     *
     * @param linkHosts found in text and HTML; the first 50 different ones are kept
     * @param attachments by true type; the first 100 are kept, names made inert here
     */
    public static MessageDigest of(
            ParsedMessage message, List<String> linkHosts, List<MessageDigest.Attachment> attachments) {
        Header header = message.header();
        return new MessageDigest(
                message.fromMailboxes().size() == 1
                        ? Optional.of(message.fromMailboxes().getFirst())
                        : Optional.empty(),
                inert(message.fromName(), MAX_NAME),
                inert(header.value("Subject"), MAX_SUBJECT),
                inert(header.value("Message-ID"), MAX_MESSAGE_ID),
                header.first("Date").flatMap(field -> MailDate.parse(field.decoded())),
                listId(header.value("List-Id")),
                linkHosts.stream()
                        .distinct()
                        .limit(MAX_HOSTS)
                        .map(host -> inert(host, 255))
                        .toList(),
                attachments.stream()
                        .limit(MAX_ATTACHMENTS)
                        .map(some -> new MessageDigest.Attachment(
                                inert(some.name(), MAX_NAME), inert(some.type(), MAX_NAME), some.size()))
                        .toList());
    }

    /** RFC 2919 §3: what stands between the last angle brackets. */
    private static Optional<String> listId(String value) {
        int open = value.lastIndexOf('<');
        int close = value.indexOf('>', open + 1);
        if (open < 0 || close < 0) {
            return Optional.empty();
        }
        String id = inert(value.substring(open + 1, close), MAX_LIST_ID);
        return id.isEmpty() ? Optional.empty() : Optional.of(id);
    }

    /**
     * Hostile text that can be shown in one line: line ends and tabs become blanks, other control characters their
     * pictures (U+2400 and on), characters that turn the writing direction and broken surrogates U+FFFD, other
     * invisible format characters vanish (the joiners of emoji and Persian stay).
     *
     * @param max characters kept, the last one an ellipsis where something was cut
     */
    public static String inert(String text, int max) {
        var shown = new StringBuilder(Math.min(text.length(), max) + 2);
        int i = 0;
        while (i < text.length() && shown.length() <= max) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            append(shown, c);
        }
        if (shown.length() > max || i < text.length()) {
            int cut = Math.min(shown.length(), max - 1);
            shown.setLength(cut > 0 && Character.isHighSurrogate(shown.charAt(cut - 1)) ? cut - 1 : cut);
            shown.append('…');
        }
        return shown.toString().strip();
    }

    private static void append(StringBuilder shown, int c) {
        if (c == '\t' || c == '\n' || c == '\r' || c == 0x85 || c == 0x2028 || c == 0x2029) {
            shown.append(' ');
        } else if (c < ' ') {
            shown.append((char) (0x2400 + c));
        } else if (c == 0x7F) {
            shown.append('\u2421');
        } else if (c < 0xA0 && c > 0x7F || turns(c) || c >= 0xD800 && c <= 0xDFFF) {
            shown.append('\uFFFD');
        } else if (c == 0x200C || c == 0x200D || Character.getType(c) != Character.FORMAT) {
            shown.appendCodePoint(c);
        }
    }

    /** Embeddings, overrides and isolates of UAX #9. */
    private static boolean turns(int c) {
        return c >= 0x202A && c <= 0x202E || c >= 0x2066 && c <= 0x2069;
    }
}
