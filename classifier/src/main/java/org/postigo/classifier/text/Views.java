package org.postigo.classifier.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import org.postigo.mail.ReversePath;
import org.postigo.mail.message.HeaderField;
import org.postigo.mail.message.ParsedMessage;

/**
 * What the models look at, made once for each message. Different views make models err on different messages, which is
 * what their fusion lives on (Lynam and Cormack, SIGIR 2006).
 *
 * @param raw first octets as they came, fields that others wrote left out
 * @param head how many of them are of the header section
 * @param shown first octets of the text as a mail program shows it, lower case, behind a few fields
 * @param passages what words are read from, in order
 */
public record Views(byte[] raw, int head, byte[] shown, List<Passage> passages) {
    /** Octets in the raw view: what Goodman and Yih (CEAS 2006) found enough. */
    static final int RAW = 3_000;

    /** Octets of the header section as far as it is a view of its own. */
    static final int HEADER = 2_500;

    /** Octets in the view of the text shown, its fields among them. */
    static final int SHOWN = 4_000;

    /** Octets of the message that are looked at to fill the raw view. */
    public static final int HEAD = 64 * 1024;

    /** Words that are looked at; what a message says after so many of them tells no more, on any corpus. */
    static final int MAX_WORDS = 1_200;

    /** Letters of text, and of HTML, that they are taken from. */
    private static final int MAX_TEXT = 20_000;

    private static final int MAX_FIELDS = 200;
    private static final int MAX_FIELD = 2_000;
    private static final int MAX_SHOWN_FIELD = 300;

    /** Fields that a mail program shows, or that say which one it was. */
    private static final List<String> SHOWN_FIELDS = List.of(
            "Subject",
            "From",
            "To",
            "Cc",
            "Reply-To",
            "X-Mailer",
            "User-Agent",
            "Message-ID",
            "Content-Type",
            "List-Id",
            "In-Reply-To");

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
     * Text whose words are features.
     *
     * @param field before each of its words; empty for the text of the message
     * @param text as shown
     */
    public record Passage(String field, String text) {}

    /**
     * Makes the views.
     *
     * @param head the message's first {@link #HEAD} octets
     * @param message the same, taken apart
     * @param reversePath of the envelope: stands for a Return-Path field
     */
    public static Views of(byte[] head, ParsedMessage message, ReversePath reversePath) {
        var html = new HtmlWords();
        html.read(cut(message.html(), MAX_TEXT));
        String text = Fold.text(cut(message.text(), MAX_TEXT));
        String htmlText = Fold.text(html.text());
        ForeignFields.Stripped stripped = ForeignFields.strip(head, RAW);
        return new Views(
                stripped.octets(),
                Math.min(stripped.header(), HEADER),
                shown(message, text, htmlText, html.links()),
                passages(message, reversePath, text, htmlText, html));
    }

    private static byte[] shown(ParsedMessage message, String text, String htmlText, String links) {
        var shown = new Shown(SHOWN);
        String[] values = shownFields(message);
        for (int i = 0; i < values.length; i++) {
            if (!values[i].isEmpty()) {
                shown.line(SHOWN_FIELDS.get(i));
                shown.line(Fold.text(cut(values[i], MAX_SHOWN_FIELD)));
            }
        }
        shown.line(text);
        shown.line(htmlText);
        shown.line(links);
        return shown.octets();
    }

    /** The value of the first field of each of the names in {@link #SHOWN_FIELDS}; empty where there is none. */
    private static String[] shownFields(ParsedMessage message) {
        var values = new String[SHOWN_FIELDS.size()];
        Arrays.fill(values, "");
        for (HeaderField field : message.header().fields().reversed()) {
            for (int i = 0; i < values.length; i++) {
                if (field.is(SHOWN_FIELDS.get(i))) {
                    values[i] = field.decoded();
                }
            }
        }
        return values;
    }

    private static List<Passage> passages(
            ParsedMessage message, ReversePath reversePath, String text, String htmlText, HtmlWords html) {
        var passages = new ArrayList<Passage>(40);
        reversePath.toMailbox().ifPresent(mailbox -> passages.add(new Passage("return-path", mailbox.toString())));
        int fields = 0;
        for (HeaderField field : message.header().fields()) {
            if (++fields > MAX_FIELDS) {
                break;
            }
            if (!ForeignFields.contains(field.name())) {
                String name = field.name().toLowerCase(Locale.ROOT);
                passages.add(
                        new Passage(OWN.contains(name) ? name : "head", Fold.text(cut(field.decoded(), MAX_FIELD))));
            }
        }
        passages.add(new Passage("", text));
        passages.add(new Passage("", htmlText));
        passages.add(new Passage("link", html.links()));
        passages.add(new Passage("hidden", Fold.text(html.hidden())));
        return passages;
    }

    /** The words in order, at most {@link #MAX_WORDS}; those of a field bear its name. */
    public List<String> words() {
        var words = new ArrayList<String>(512);
        words((hash, word) -> {
            words.add(word.get());
            return true;
        });
        return words;
    }

    /** Told of each word. */
    interface Reader {
        /**
         * A word.
         *
         * @param hash of it with its field's name
         * @param word made when asked for
         * @return whether more are wanted
         */
        boolean word(long hash, Supplier<String> word);
    }

    /** Reads the words in order, at most {@link #MAX_WORDS}. */
    void words(Reader reader) {
        var read = new int[1];
        for (Passage passage : passages) {
            boolean more = Words.read(
                    passage.text(),
                    Words.seed(passage.field()),
                    (hash, text, start, end) -> reader.word(hash, () -> Words.shown(passage.field(), text, start, end))
                            && ++read[0] < MAX_WORDS);
            if (!more) {
                break;
            }
        }
    }

    private static String cut(String text, int max) {
        return text.length() <= max ? text : text.substring(0, max);
    }
}
