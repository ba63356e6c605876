package org.postigo.mail.message;

import java.util.ArrayList;
import java.util.List;
import org.postigo.mail.Mailbox;

/**
 * Reads the addresses of From, To, Cc, Reply-To and the like (RFC 5322 §3.4), with groups, comments, obsolete routes and
 * the usual mistakes: missing commas, stray quotes, blanks. What is no mailbox is left out. One pass, linear.
 */
public final class AddressList {
    private static final int MAX_ADDRESSES = 1_000;

    private final String text;
    private final List<Address> found = new ArrayList<>();
    /** The current entry as a person reads it. */
    private final StringBuilder phrase = new StringBuilder();
    /** The same with its quotes, in case it is an address. */
    private final StringBuilder bare = new StringBuilder();

    private final StringBuilder comment = new StringBuilder();
    private boolean noMoreQuotes;

    private AddressList(String text) {
        this.text = text;
    }

    /** The addresses of a field, in order, at most 1,000. */
    public static List<Address> parse(HeaderField field) {
        return parse(Fields.readable(field.raw()));
    }

    /** The addresses of a field's unfolded value. */
    public static List<Address> parse(String text) {
        return new AddressList(text).run();
    }

    private List<Address> run() {
        for (int i = 0; i < text.length() && found.size() < MAX_ADDRESSES; i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> i = quoted(i);
                case '(' -> i = comment(i);
                case '<' -> i = angle(i);
                case ',', ';' -> finish();
                case ':' -> colon();
                default -> {
                    phrase.append(c);
                    bare.append(c);
                }
            }
        }
        finish();
        return List.copyOf(found);
    }

    private int quoted(int open) {
        int close = noMoreQuotes ? -1 : closingQuote(text, open);
        if (close < 0) {
            noMoreQuotes = true;
            return open;
        }
        bare.append(text, open, close + 1);
        for (int i = open + 1; i < close; i++) {
            if (text.charAt(i) == '\\' && i + 1 < close) {
                i++;
            }
            phrase.append(text.charAt(i));
        }
        return close;
    }

    private static int closingQuote(String text, int open) {
        for (int i = open + 1; i < text.length(); i++) {
            if (text.charAt(i) == '\\') {
                i++;
            } else if (text.charAt(i) == '"') {
                return i;
            }
        }
        return -1;
    }

    /** RFC 5322 §3.2.2: comments nest. One without an end reaches to the end. */
    private int comment(int open) {
        int depth = 0;
        int i = open;
        for (; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length()) {
                comment.append(text.charAt(++i));
            } else if (c == '(') {
                if (depth++ > 0) {
                    comment.append(c);
                }
            } else if (c == ')') {
                if (--depth == 0) {
                    break;
                }
                comment.append(c);
            } else {
                comment.append(c);
            }
        }
        bare.append(' ');
        return i;
    }

    private int angle(int open) {
        var address = new StringBuilder();
        boolean quoted = false;
        int i = open + 1;
        for (; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!quoted && (c == '>' || c == '<')) {
                break;
            }
            if (!quoted && c == '(') {
                i = comment(i);
                continue;
            }
            quoted ^= c == '"';
            address.append(c);
            if (quoted && c == '\\' && i + 1 < text.length()) {
                address.append(text.charAt(++i));
            }
        }
        Mailbox.parse(tight(withoutRoute(address.toString().strip())))
                .ifPresent(mailbox -> found.add(new Address(name(phrase), mailbox)));
        clear();
        return i < text.length() && text.charAt(i) == '<' ? i - 1 : i;
    }

    /** RFC 5322 §4.4: {@code @a,@b:local@domain}. */
    private static String withoutRoute(String address) {
        int colon = address.startsWith("@") ? address.indexOf(':') : -1;
        return colon < 0 ? address : address.substring(colon + 1);
    }

    /** What stood before was the name of a group, unless it is an address literal's colon. */
    private void colon() {
        if (bare.lastIndexOf("[") > bare.lastIndexOf("]")) {
            phrase.append(':');
            bare.append(':');
        } else {
            clear();
        }
    }

    private void finish() {
        String address = tight(bare.toString().strip());
        int blank = lastBlank(address);
        String name = comment.isEmpty() && blank > 0 ? address.substring(0, blank) : comment.toString();
        Mailbox.parse(address.substring(blank + 1)).ifPresent(mailbox -> found.add(new Address(name(name), mailbox)));
        clear();
    }

    private static int lastBlank(String address) {
        boolean quoted = false;
        int last = -1;
        for (int i = 0; i < address.length(); i++) {
            char c = address.charAt(i);
            if (c == '\\' && quoted) {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c <= ' ' && !quoted) {
                last = i;
            }
        }
        return last;
    }

    /** Without the blanks that RFC 5322 §4.4 let stand around dots and at signs. */
    private static String tight(String address) {
        if (address.indexOf(' ') < 0 && address.indexOf('\t') < 0) {
            return address;
        }
        var tight = new StringBuilder(address.length());
        boolean quoted = false;
        for (int i = 0; i < address.length(); i++) {
            char c = address.charAt(i);
            quoted ^= c == '"';
            boolean behind = !tight.isEmpty() && isJoint(tight.charAt(tight.length() - 1));
            if (quoted || c > ' ') {
                if (!quoted && isJoint(c)) {
                    while (!tight.isEmpty() && tight.charAt(tight.length() - 1) == ' ') {
                        tight.setLength(tight.length() - 1);
                    }
                }
                tight.append(c);
            } else if (!behind) {
                tight.append(' ');
            }
        }
        return tight.toString().strip();
    }

    private static boolean isJoint(char c) {
        return c == '.' || c == '@';
    }

    private static String name(CharSequence phrase) {
        return EncodedWords.decode(phrase.toString().strip()).strip();
    }

    private void clear() {
        phrase.setLength(0);
        bare.setLength(0);
        comment.setLength(0);
    }
}
