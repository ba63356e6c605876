package org.postigo.proxy.flow;

import java.util.regex.Pattern;
import org.postigo.mail.ForwardPath;
import org.postigo.mail.record.Reply;

/** Makes what the client may read out of what happened behind us. */
final class Replies {
    /** RFC 5321 §4.5.3.1.5: a reply line has 512 octets at most, with its codes and its end. */
    private static final int MAX_TEXT = 450;

    private static final Pattern ENHANCED = Pattern.compile("[245]\\.[0-9]{1,3}\\.[0-9]{1,3}");

    private Replies() {}

    /** Says to a person how to reach the recipient all the same; which lists stays with us. */
    static Reply clientRefused(ForwardPath recipient) {
        return new Reply(
                550,
                "5.7.1",
                "Refused: your mail server is known for spam. If that is wrong, please write to postmaster@"
                        + recipient.domain().text());
    }

    /** A mailbox server's refusal, its text bounded and printable. */
    static Reply passOn(Reply reply) {
        String text = reply.text().replaceAll("[^ -~]", "?").strip();
        String bounded = text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) : text;
        return new Reply(reply.code(), enhanced(reply, fallback(reply)), bounded.isEmpty() ? "Refused" : bounded);
    }

    /** A refusal for now: the server's codes, but not its words, which may be about us. */
    static Reply later(Reply cause, String text) {
        int code = cause.transientFailure() && cause.code() != 421 ? cause.code() : 451;
        return new Reply(code, enhanced(cause, code == 452 ? "4.3.1" : "4.3.0"), text);
    }

    private static String enhanced(Reply reply, String otherwise) {
        boolean fits =
                ENHANCED.matcher(reply.enhanced()).matches() && reply.enhanced().charAt(0) == '0' + reply.code() / 100;
        return fits ? reply.enhanced() : otherwise;
    }

    /** RFC 3463 codes for RFC 5321 §4.2.3 codes that came alone. */
    private static String fallback(Reply reply) {
        return switch (reply.code()) {
            case 550 -> "5.1.1";
            case 551 -> "5.1.6";
            case 552 -> "5.2.2";
            case 553 -> "5.1.3";
            default -> "5.0.0";
        };
    }
}
