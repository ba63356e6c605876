package org.postigo.classifier.text;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.postigo.mail.ReversePath;
import org.postigo.mail.message.HeaderField;
import org.postigo.mail.message.ParsedMessage;

/**
 * What the models look at, made once for each message. Different views make models err on different messages, which is
 * what their fusion lives on (Lynam and Cormack, SIGIR 2006).
 *
 * @param raw first octets as they came, fields that others wrote left out
 * @param shown first octets of the text as a mail program shows it, lower case, behind From and Subject
 * @param words of header section and text, in order; those of a header field bear its name
 */
public record Views(byte[] raw, byte[] shown, List<String> words) {
    /** Octets in either octet view: what Goodman and Yih (CEAS 2006) found enough. */
    static final int OCTETS = 3_000;

    /** Octets of the message that are looked at to fill the raw view. */
    public static final int HEAD = 64 * 1024;

    private static final int MAX_WORDS = 3_000;
    private static final int MAX_TEXT = 100_000;
    private static final int MAX_FIELDS = 200;
    private static final int MAX_FIELD = 2_000;

    /** Fields whose words are told apart by their field; all others share one name. */
    private static final Set<String> OWN = Set.of(
            "from",
            "to",
            "cc",
            "subject",
            "reply-to",
            "sender",
            "received",
            "message-id",
            "x-mailer",
            "user-agent",
            "content-type",
            "list-id");

    /**
     * Makes the views.
     *
     * @param head the message's first {@link #HEAD} octets
     * @param message the same, taken apart
     * @param reversePath of the envelope: stands for a Return-Path field
     */
    public static Views of(byte[] head, ParsedMessage message, ReversePath reversePath) {
        var htmlText = new StringBuilder();
        var links = new StringBuilder();
        HtmlWords.read(cut(message.html(), MAX_TEXT), htmlText, links);
        String text = cut(message.text(), MAX_TEXT);
        String readable = htmlText.toString();
        return new Views(
                ForeignFields.strip(head, OCTETS),
                shown(message, text, readable),
                words(message, reversePath, text, readable, links.toString()));
    }

    private static byte[] shown(ParsedMessage message, String text, String htmlText) {
        var shown = new StringBuilder(OCTETS);
        for (String name : List.of("From", "Subject")) {
            shown.append(name)
                    .append(": ")
                    .append(cut(message.header().value(name), 300))
                    .append('\n');
        }
        shown.append(cut(text, OCTETS)).append('\n').append(htmlText, 0, Math.min(OCTETS, htmlText.length()));
        byte[] octets = squeeze(shown).toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
        return octets.length <= OCTETS ? octets : java.util.Arrays.copyOf(octets, OCTETS);
    }

    /** Any run of white space is one space: layout is not text. */
    private static String squeeze(CharSequence text) {
        var out = new StringBuilder(text.length());
        boolean space = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean white = c <= ' ' || c == '\u00a0';
            if (!white) {
                out.append(c);
            } else if (!space) {
                out.append(' ');
            }
            space = white;
        }
        return out.toString();
    }

    private static List<String> words(
            ParsedMessage message, ReversePath reversePath, String text, String htmlText, String links) {
        var words = new ArrayList<String>(512);
        reversePath.toMailbox().ifPresent(mailbox -> Words.read(mailbox.toString(), "return-path", words, MAX_WORDS));
        int fields = 0;
        for (HeaderField field : message.header().fields()) {
            if (++fields > MAX_FIELDS) {
                break;
            }
            String name = field.name().toLowerCase(Locale.ROOT);
            if (!ForeignFields.contains(name)) {
                Words.read(cut(field.decoded(), MAX_FIELD), OWN.contains(name) ? name : "head", words, MAX_WORDS);
            }
        }
        Words.read(text, "", words, MAX_WORDS);
        Words.read(htmlText, "", words, MAX_WORDS);
        Words.read(links, "link", words, MAX_WORDS);
        return words;
    }

    private static String cut(String text, int max) {
        return text.length() <= max ? text : text.substring(0, max);
    }
}
