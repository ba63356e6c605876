package org.postigo.quarantine.report;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.postigo.mail.Mailbox;
import org.postigo.mail.message.ParsedMessage;

/**
 * A message that somebody forwarded within the text of a letter, as far as it can be told: mail programs write a few of
 * its fields above what they quote, each in its own way.
 *
 * @param names Message-IDs that the letter refers to
 * @param subject of the letter, without the marks of a forwarded message
 * @param text of the letter from the quoted fields on, or all of it where none are found
 * @param html whether that is HTML
 */
record Quoted(Set<String> names, String subject, String text, boolean html) {
    private static final int MOST_NAMES = 20;
    private static final Pattern NAME = Pattern.compile("<[^<>\\s]{1,900}>");
    private static final Pattern NAMED_IN_TEXT =
            Pattern.compile("^[>\\s]*Message-ID:\\s*(<[^<>\\s]{1,900}>)", Pattern.CASE_INSENSITIVE | Pattern.MULTILINE);
    private static final Pattern MARKS =
            Pattern.compile("^\\s*(?:(?:fwd?|rv|re|tr|wg|enc|i)\\s*:\\s*)+", Pattern.CASE_INSENSITIVE);
    /** The first field that mail programs quote: From, in Spanish and English. */
    private static final Pattern FIELDS =
            Pattern.compile("^[>\\s*]*(?:from|de|remitente)\\s*:\\*?\\s", Pattern.CASE_INSENSITIVE);

    static Quoted of(ParsedMessage letter) {
        var names = new LinkedHashSet<String>();
        for (String field : List.of("References", "In-Reply-To")) {
            NAME.matcher(letter.header().value(field)).results().forEach(found -> names.add(found.group()));
        }
        NAMED_IN_TEXT.matcher(letter.text()).results().forEach(found -> names.add(found.group(1)));
        boolean html = letter.text().isBlank() && !letter.html().isBlank();
        return new Quoted(
                names.stream().limit(MOST_NAMES).collect(java.util.stream.Collectors.toSet()),
                plain(letter.header().value("Subject")),
                html ? letter.html() : quoted(letter.text()),
                html);
    }

    /** A subject without the marks that mail programs put before it, on one line. */
    static String plain(String subject) {
        return MARKS.matcher(subject).replaceFirst("").replaceAll("\\s+", " ").strip();
    }

    private static String quoted(String text) {
        List<String> lines = text.lines().toList();
        for (int first = 0; first < lines.size(); first++) {
            if (FIELDS.matcher(lines.get(first)).find()) {
                int end = first;
                while (end < lines.size() && !lines.get(end).replace(">", "").isBlank()) {
                    end++;
                }
                return String.join("\n", lines.subList(end, lines.size())).strip();
            }
        }
        return text;
    }

    /** Whether the address of a sender stands in the letter. */
    boolean names(Mailbox sender, ParsedMessage letter) {
        String address = sender.key();
        return (letter.text() + letter.html())
                .toLowerCase(java.util.Locale.ROOT)
                .contains(address);
    }

    /** A message with the fields that the journal knows and the text that was quoted: what there is to look at and to learn. */
    byte[] rebuilt(Delivered delivered) {
        var digest = delivered.digest();
        Optional<Mailbox> from =
                digest.from().or(() -> delivered.envelope().reversePath().toMailbox());
        String name = line(digest.fromName()).replaceAll("[\"\\\\]", "");
        String fields = from.map(each -> "From: " + (name.isEmpty() ? "" : '"' + name + "\" ") + "<" + each + ">\r\n")
                        .orElse("")
                + "To: <" + delivered.recipient().path().mailbox() + ">\r\nSubject: " + line(digest.subject()) + "\r\n"
                + digest.date().map(at -> "Date: " + date(at) + "\r\n").orElse("")
                + (digest.messageId().isEmpty() ? "" : "Message-ID: " + line(digest.messageId()) + "\r\n")
                + "MIME-Version: 1.0\r\nContent-Type: text/" + (html ? "html" : "plain")
                + "; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                + Base64.getMimeEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)) + "\r\n";
        return fields.getBytes(StandardCharsets.UTF_8);
    }

    private static String date(Instant at) {
        return DateTimeFormatter.RFC_1123_DATE_TIME.format(at.atOffset(ZoneOffset.UTC));
    }

    /** What a sender wrote stays within its field. */
    private static String line(String hostile) {
        return hostile.replaceAll("\\p{Cntrl}+", " ").strip();
    }
}
