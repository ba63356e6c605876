package org.postigo.proxy.outbound;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.postigo.mail.record.Reply;

/**
 * What a mailbox server's reply means for the sender. Only what is about the recipient or about the message passes as
 * permanent; everything else is trouble between the server and us, which must not make anybody's mail bounce
 * (docs/adr/0060).
 */
public enum Judgement {
    /** It was taken. */
    FINE,
    /** Not now: the server asks to wait. */
    LATER,
    /** Never: it is about the recipient or about the message. */
    NEVER,
    /** The server refuses us, or is out of order: 451 to the client, counted against the circuit. */
    OURS;

    /** RFC 5321 §4.2.3: about the mailbox where the server gives no enhanced code, or one that says nothing (5.0.0). */
    private static final Set<Integer> ABOUT_MAILBOX = Set.of(550, 551, 552, 553);

    private static final Pattern ADDRESS = Pattern.compile("<[^>]*>|\\S+@\\S+");
    private static final Pattern RELAY = Pattern.compile("\\brelay", Pattern.CASE_INSENSITIVE);

    /** Judges a reply by where it came. */
    public static Judgement of(Stage stage, Reply reply) {
        if (reply.positive()) {
            return FINE;
        }
        if (reply.code() < 400) {
            // RFC 5321 §4.2.1: 3yz only asks for more. Where nothing more is due, nothing was taken.
            return OURS;
        }
        return switch (stage) {
            case GREETING, EHLO, STARTTLS, CLIENT -> OURS;
            case MAIL, RCPT, DATA, CONTENT -> {
                if (reply.code() == 421) {
                    yield OURS;
                }
                if (reply.transientFailure()) {
                    yield LATER;
                }
                yield permanent(stage, reply) ? NEVER : OURS;
            }
        };
    }

    private static boolean permanent(Stage stage, Reply reply) {
        String enhanced = reply.enhanced();
        boolean silent = enhanced.isEmpty() || enhanced.equals("5.0.0");
        return switch (stage) {
            case GREETING, EHLO, STARTTLS, CLIENT -> false;
            // RFC 1870 §6.1: the declared size is too much. All else at MAIL is about us or about a server out of
            // order.
            case MAIL -> enhanced.equals("5.3.4") || silent && reply.code() == 552;
            case RCPT ->
                !speaksOfRelaying(reply.text()) && (silent ? ABOUT_MAILBOX.contains(reply.code()) : ofRecipient(reply));
            case DATA -> !silent && ofRecipient(reply);
            case CONTENT -> silent ? reply.code() == 552 : ofRecipient(reply) || ofMessage(enhanced);
        };
    }

    /** RFC 3463 §3.2, §3.3 and §3.4; then two equivalents that large servers really send for an unknown mailbox. */
    private static boolean ofRecipient(Reply reply) {
        String enhanced = reply.enhanced();
        String text = reply.text().toLowerCase(Locale.ROOT);
        return enhanced.startsWith("5.1.")
                || enhanced.startsWith("5.2.")
                || enhanced.equals("5.3.4")
                || enhanced.equals("5.4.1") && text.contains("recipient address rejected")
                || enhanced.equals("5.5.0") && text.contains("mailbox unavailable");
    }

    /** RFC 3463 §3.7: the content itself; and a loop (5.4.6), which no retry ends. */
    private static boolean ofMessage(String enhanced) {
        return enhanced.startsWith("5.6.") || enhanced.equals("5.4.6");
    }

    private static boolean speaksOfRelaying(String text) {
        return RELAY.matcher(ADDRESS.matcher(text).replaceAll("")).find();
    }
}
